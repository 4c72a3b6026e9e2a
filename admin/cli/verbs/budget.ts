// `fairlead budget`: who holds connections to the database, and whether there is room for all servers (F5).

import type { Command } from 'commander';
import { showBudget } from '../../operations/budget.ts';
import { budgetText } from '../../rules/budget-text.ts';
import { exitCodes } from '../../rules/exit-code.ts';
import { askAndTell, type VerbWorld, withWhere } from '../verb-world.ts';

export function addBudget(program: Command, world: VerbWorld): void {
  withWhere(
    program.command('budget').description('who holds connections to the database, and is there room'),
  ).action((where) =>
    askAndTell(world, where, {
      operation: showBudget,
      input: {},
      text: (budget) => budgetText(budget, 80),
      exitCode: ({ enough }) => (enough === false ? exitCodes.degraded : 0),
    }),
  );
}
