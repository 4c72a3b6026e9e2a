// `fairlead admit SERVER`: log-ons go there again.

import type { Command } from 'commander';
import { admitServer } from '../../operations/servers.ts';
import { type ChangeOptions, changeServer, given } from '../change-server.ts';
import { ask, told, type VerbWorld, withWhere } from '../verb-world.ts';

export function addAdmit(program: Command, world: VerbWorld): void {
  withWhere(
    program
      .command('admit')
      .description('send log-ons to a server again')
      .argument('<server>', 'name as in ServerNames'),
  )
    .option('-m, --reason <why>', 'why; everybody who looks sees it')
    .action((server: string, options: ChangeOptions & { readonly reason?: string }) =>
      told(world, async () => {
        const { reason } = options;
        await changeServer(world, options, {
          server,
          preview: undefined,
          change: () => ask(world, options, admitServer, { ...given({ reason }), server }),
        });
      }),
    );
}
