// The connection budget of the database as an operation. Its shape stands here too; what it means in cluster/budget/.

import { type Static, Type } from 'typebox';
import { operation } from '../operation.ts';

const number = (description: string) => Type.Integer({ description });
const numberOrNull = (description: string) => Type.Union([number(description), Type.Null()]);

const BudgetSchema = Type.Object({
  version: Type.Literal(1),
  readAt: Type.Union([Type.String({ description: 'when it was read' }), Type.Null()], {
    description: 'null while it never was',
  }),
  problem: Type.Union([Type.String({ description: 'why the last reading failed' }), Type.Null()]),
  limit: numberOrNull('connections the database takes'),
  used: numberOrNull('in use; null where the database shows only our own'),
  needed: numberOrNull('for the pools of all servers at once (F5)'),
  neededPerServer: numberOrNull('for those of one'),
  reserve: numberOrNull('left to others'),
  free: numberOrNull('that may still be opened without touching the reserve'),
  enough: Type.Union([Type.Boolean({ description: 'is there room for all servers' }), Type.Null()]),
  hosts: Type.Array(
    Type.Object({
      host: Type.String({ description: 'machine, as it calls itself' }),
      server: Type.Union([Type.String({ description: 'the CRM server it is' }), Type.Null()]),
      connections: number('it holds'),
      programs: Type.Array(
        Type.Object({
          program: Type.String({ description: 'as it calls itself' }),
          connections: number('of it'),
        }),
      ),
    }),
  ),
});

/** What `fairlead budget -o json` prints. */
export type BudgetDocument = Static<typeof BudgetSchema>;

export const showBudget = operation({
  name: 'budget.show',
  method: 'GET',
  path: '/api/v1/budget',
  summary: 'who holds connections to the database, and is there room for all servers',
  input: Type.Object({}),
  output: BudgetSchema,
});
