// `fairlead drain SERVER`: no log-on goes there any more; shows what that does to people, asks, does it, and can wait.

import { type Command, Option } from 'commander';
import { drainServer } from '../../operations/servers.ts';
import { type ChangeOptions, changeServer, given } from '../change-server.ts';
import { parseDuration } from '../parse-options.ts';
import { ask, told, type VerbWorld, withWhere } from '../verb-world.ts';
import { waitForDrain } from '../wait-for-drain.ts';

type DrainOptions = ChangeOptions & {
  readonly policy: 'finish' | 'no-extension' | 'now';
  readonly reason: string;
  readonly idle?: number;
  readonly deadline?: number;
  readonly then?: 'keep' | 'now' | 'maintenance';
  readonly for?: number;
  readonly force?: boolean;
  readonly keepRoles?: boolean;
  readonly wait?: boolean;
};

export function addDrain(program: Command, world: VerbWorld): void {
  withWhere(
    program
      .command('drain')
      .description('send no more log-ons to a server, and let its people leave')
      .argument('<server>', 'name as in ServerNames'),
  )
    .addOption(
      new Option('-p, --policy <policy>', 'finish: people stay; no-extension: idle ones move; now: all move')
        .choices(['finish', 'no-extension', 'now'])
        .default('finish'),
    )
    .requiredOption('-m, --reason <why>', 'why; everybody who looks sees it')
    .addOption(
      new Option('--idle <time>', 'with no-extension: idle for longer moves').argParser(parseDuration),
    )
    .addOption(new Option('--deadline <time>', 'how long it may take, such as 30m').argParser(parseDuration))
    .addOption(
      new Option('--then <what>', 'what follows at the deadline (default: keep)').choices([
        'keep',
        'now',
        'maintenance',
      ]),
    )
    .addOption(
      new Option('--for <time>', 'how long it is meant to last, such as 2h').argParser(parseDuration),
    )
    .option('--force', 'even if too few servers go on serving')
    .option('--keep-roles', 'with --then maintenance: leave the roles that exist once there')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'only show what it would do')
    .option('-w, --wait', 'watch it; ends with 0 when drained, 6 at the deadline')
    .action((server: string, options: DrainOptions) => told(world, () => drain(world, server, options)));
}

async function drain(world: VerbWorld, server: string, options: DrainOptions): Promise<void> {
  const { policy, reason, idle: idleLimitMs } = options;
  const changed = await changeServer(world, options, {
    server,
    preview: { taking: policy, idleLimitMs },
    rolesLeave: options.then === 'maintenance' && options.keepRoles !== true ? reason : undefined,
    change: () =>
      ask(world, options, drainServer, {
        ...given({ idleLimitMs, deadlineMs: options.deadline, forMs: options.for, force: options.force }),
        ...given({ afterDeadline: options.then, keepRoles: options.keepRoles }),
        ...{ server, reason, policy },
      }),
  });
  if (changed !== undefined && options.wait) world.exit(await waitForDrain(world, options, changed.server));
}
