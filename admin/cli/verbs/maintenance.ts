// `fairlead maintenance SERVER`: nothing goes there any more; shows what that does to people, asks, and does it. The words
// list, run, history and cancel are always of the maintenance plan; `maintenance server NAME` takes any name.

import { type Command, Option } from 'commander';
import { maintainServer } from '../../operations/servers.ts';
import { type ChangeOptions, changeServer, given } from '../change-server.ts';
import { parseDuration } from '../parse-options.ts';
import { ask, told, type VerbWorld, withWhere } from '../verb-world.ts';
import { addMaintenancePlan } from './maintenance-plan.ts';

type MaintenanceOptions = ChangeOptions & {
  readonly reason?: string;
  readonly for?: number;
  readonly force?: boolean;
  readonly keepRoles?: boolean;
};

export function addMaintenance(program: Command, world: VerbWorld): void {
  const maintenance = program
    .command('maintenance')
    .description('send nothing more to a server; or the maintenance plan of the database')
    // A server may have any name.
    .helpCommand(false);
  addMaintenancePlan(maintenance, world);
  withWhere(
    maintenance
      .command('server', { isDefault: true })
      .description('send nothing more to a server; its people log on elsewhere (the word may be left out)')
      .argument('[server]', 'name as in ServerNames'),
  )
    .option('-m, --reason <why>', 'why; everybody who looks sees it (required)')
    .addOption(
      new Option('--for <time>', 'how long it is meant to last, such as 2h').argParser(parseDuration),
    )
    .option('--force', 'even if too few servers go on serving')
    .option('--keep-roles', 'leave the roles that exist once there; else they move first')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'only show what it would do')
    .action((server: string | undefined, options: MaintenanceOptions) => {
      // Commander's own checks would ask for a reason of whoever has typed the bare word.
      if (server === undefined) return maintenance.help({ error: true });
      const { reason, force, keepRoles } = options;
      if (reason === undefined)
        return maintenance.error("error: required option '-m, --reason <why>' not specified");
      return told(world, async () => {
        await changeServer(world, options, {
          server,
          preview: { taking: 'maintenance' },
          rolesLeave: keepRoles === true ? undefined : reason,
          change: () =>
            ask(world, options, maintainServer, {
              ...given({ forMs: options.for, force, keepRoles }),
              ...{ server, reason },
            }),
        });
      });
    });
}
