// `fairlead maintenance SERVER`: nothing goes there any more; shows what that does to people, asks, and does it.

import { type Command, Option } from 'commander';
import { maintainServer } from '../../operations/servers.ts';
import { type ChangeOptions, changeServer, given } from '../change-server.ts';
import { parseDuration } from '../parse-options.ts';
import { ask, told, type VerbWorld, withWhere } from '../verb-world.ts';

type MaintenanceOptions = ChangeOptions & {
  readonly reason: string;
  readonly for?: number;
  readonly force?: boolean;
};

export function addMaintenance(program: Command, world: VerbWorld): void {
  withWhere(
    program
      .command('maintenance')
      .description('send nothing more to a server; its people log on elsewhere')
      .argument('<server>', 'name as in ServerNames'),
  )
    .requiredOption('-m, --reason <why>', 'why; everybody who looks sees it')
    .addOption(
      new Option('--for <time>', 'how long it is meant to last, such as 2h').argParser(parseDuration),
    )
    .option('--force', 'even if too few servers go on serving')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'only show what it would do')
    .action((server: string, options: MaintenanceOptions) =>
      told(world, async () => {
        const { reason, force } = options;
        await changeServer(world, options, {
          server,
          preview: { taking: 'maintenance' },
          change: () =>
            ask(world, options, maintainServer, { ...given({ forMs: options.for, force }), server, reason }),
        });
      }),
    );
}
