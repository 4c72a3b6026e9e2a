// `fairlead metadata`: which servers have the metadata of the database (F5), and having it loaded anew.

import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import {
  confirmMetadata,
  type MetadataDocument,
  reloadMetadata,
  showMetadata,
} from '../../operations/metadata.ts';
import { exitCodes } from '../../rules/exit-code.ts';
import { metadataText, serverProgress, waitText } from '../../rules/metadata-text.ts';
import { ask, askAndTell, tellRefusal, told, type VerbWorld, type Where, withWhere } from '../verb-world.ts';

type ReloadFlags = Where & { readonly all: boolean; readonly force: boolean; readonly wait: boolean };

const lookEveryMs = 500;

export function addMetadata(program: Command, world: VerbWorld): void {
  const metadata = program.command('metadata').description('have all servers load what was customized');
  withWhere(metadata.command('status', { isDefault: true }))
    .description('which servers have the metadata of the database')
    .action((where) =>
      askAndTell(world, where, { operation: showMetadata, input: {}, text: textOf, exitCode: exitCodeOf }),
    );
  withWhere(metadata.command('reload'))
    .description('have servers load it anew, in turn and within all limits')
    .argument('[servers...]', 'names; none: all that are stale')
    .option('--all', 'also those that are not stale', false)
    .option('--force', 'whatever that leaves serving', false)
    .option('--no-wait', 'do not wait until they have it')
    .action((servers, flags) => reload(world, servers, flags));
  withWhere(metadata.command('done'))
    .description('say that you had a server load it anew by hand')
    .argument('<server>', 'its name')
    .action((server, where) =>
      askAndTell(world, where, { operation: confirmMetadata, input: { server }, text: textOf }),
    );
}

const textOf = (metadata: MetadataDocument) => metadataText(metadata, 80);

const exitCodeOf = ({ servers }: MetadataDocument) =>
  servers.some((each) => each.state === 'stale' || each.state === 'loading') ? exitCodes.degraded : 0;

async function reload(world: VerbWorld, servers: readonly string[], flags: ReloadFlags): Promise<void> {
  const { terminal, exit } = world;
  await told(world, async () => {
    const input = { servers: [...servers], all: flags.all, force: flags.force };
    const answer = await ask(world, flags, reloadMetadata, input);
    if (!answer.ok) {
      tellRefusal(world, flags, answer);
      return exit(exitCodes.error);
    }
    const { asked } = answer.value;
    const end = flags.wait ? await watch(world, flags, asked) : answer.value.metadata;
    if (end === undefined) return exit(exitCodes.error);
    const text = asked.length === 0 ? `No server was asked.\n${textOf(end)}` : textOf(end);
    terminal.output.write(flags.output === 'json' ? `${JSON.stringify(end, undefined, 2)}\n` : text);
    return exit(didAll(end, asked) || !flags.wait ? 0 : exitCodes.error);
  });
}

/** Tells each change in a line; undefined where the question was refused. Ctrl-C ends the looking, not the reload. */
async function watch(
  world: VerbWorld,
  where: Where,
  asked: readonly string[],
): Promise<MetadataDocument | undefined> {
  const said = new Map<string, string>();
  for (;;) {
    const answer = await ask(world, where, showMetadata, {});
    if (!answer.ok) {
      tellRefusal(world, where, answer);
      return undefined;
    }
    const mine = answer.value.servers.filter(({ server }) => asked.includes(server));
    for (const server of mine) {
      const line = serverProgress(server);
      if (where.output === 'table' && said.get(server.server) !== line)
        world.terminal.output.write(`${line}\n`);
      said.set(server.server, line);
    }
    const waiting = answer.value.state === 'wait' ? waitText(answer.value) : '';
    if (where.output === 'table' && waiting !== (said.get('') ?? ''))
      world.terminal.output.write(`${waiting}\n`);
    said.set('', waiting);
    if (mine.every((each) => !each.asked && each.state !== 'loading')) return answer.value;
    await pause(lookEveryMs, undefined, { signal: world.terminal.interrupted });
  }
}

const didAll = ({ servers }: MetadataDocument, asked: readonly string[]) =>
  servers.every(({ server, lastOk }) => !asked.includes(server) || lastOk === true);
