// `fairlead warm SERVER`: warms a server that somebody has changed something on, as after a restart.

import type { Command } from 'commander';
import { warmServer } from '../../operations/warm-up.ts';
import { askAndTell, type VerbWorld, withWhere } from '../verb-world.ts';

export function addWarm(program: Command, world: VerbWorld): void {
  withWhere(
    program
      .command('warm')
      .description('warm a server before it gets further log-ons')
      .argument('<server>', 'name as in ServerNames'),
  ).action((server: string, options) =>
    askAndTell(world, options, {
      operation: warmServer,
      input: { server },
      text: ({ server: name, warming }) =>
        warming
          ? `${name} is being warmed; fairlead status -w shows how far it is.\n`
          : `${name} goes on taking log-ons, one at a time: too few others take them.\n`,
    }),
  );
}
