// The shape of what is kept of roles, as far as it must be right before it is believed.

import { Type } from 'typebox';
import { roleNames } from './rules/role-words.ts';

const role = Type.Enum([...roleNames]);

export const KeptSchema = Type.Object({
  version: Type.Literal(1),
  /** The last one of each role; each is read by rules/parse-move.ts. */
  moves: Type.Array(Type.Unknown()),
  /** What people said of servers that nobody sees. */
  told: Type.Array(
    Type.Object({
      role,
      server: Type.String(),
      state: Type.Enum(['running', 'stopped', 'absent']),
      by: Type.String(),
      atMs: Type.Number(),
    }),
  ),
  /** Servers that somebody called dead. */
  dead: Type.Array(Type.Object({ server: Type.String(), by: Type.String(), atMs: Type.Number() })),
  /** Where each was last seen as the only one, and since when. */
  known: Type.Array(Type.Object({ role, on: Type.String(), sinceMs: Type.Number() })),
});
