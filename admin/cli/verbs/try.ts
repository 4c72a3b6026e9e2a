// `fairlead try SERVER`: prints a link by which one browser reaches one server, whatever is wanted of it.

import { type Command, Option } from 'commander';
import { tryServer } from '../../operations/servers.ts';
import { parseDuration } from '../parse-options.ts';
import { askAndTell, type VerbWorld, withWhere } from '../verb-world.ts';

export function addTry(program: Command, world: VerbWorld): void {
  withWhere(
    program
      .command('try')
      .description('print a link to try a server that takes nobody')
      .argument('<server>', 'name as in ServerNames'),
  )
    .addOption(new Option('--for <time>', 'how long it is good (default: 1h)').argParser(parseDuration))
    .action((server: string, options) =>
      askAndTell(world, options, {
        operation: tryServer,
        input: options.for === undefined ? { server } : { server, forMs: options.for },
        text: ({ server: name, url, until }) =>
          `${url}\nIt leads to ${name} until ${until}.\nOpen it in a private window, and close that when done.\n`,
      }),
    );
}
