// `fairlead lock` and `fairlead unlock`: Lock System of the CRM.

import type { Command } from 'commander';
import { lockSystem, unlockSystem } from '../../operations/lock.ts';
import { lockText } from '../../rules/lock-text.ts';
import { askAndTell, type VerbWorld, withWhere } from '../verb-world.ts';

const columns = 80;

export function addLock(program: Command, world: VerbWorld): void {
  withWhere(program.command('lock').description('lock the CRM: nobody can log on, whoever is on stays on'))
    .requiredOption('-m, --reason <text>', 'why; it stands in the audit')
    .action(({ reason, ...where }) =>
      askAndTell(world, where, {
        operation: lockSystem,
        input: { reason },
        text: (lock) => lockText(lock, columns, Date.now()),
      }),
    );
  withWhere(program.command('unlock').description('unlock the CRM'))
    .option('-m, --reason <text>', 'why; it stands in the audit')
    .option('--force', 'also where somebody else has locked it', false)
    .action(({ reason, force, ...where }) =>
      askAndTell(world, where, {
        operation: unlockSystem,
        input: { force, ...(reason !== undefined && { reason }) },
        text: (lock) => lockText(lock, columns, Date.now()),
      }),
    );
}
