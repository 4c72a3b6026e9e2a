// One command on one channel: reads what comes in, tells a process id as the product's scripts do, answers, ends.

import type { ServerChannel } from 'ssh2';
import type { WindowsMachine } from '../windows/machine.ts';
import { type AskedFor, readInput, readLine } from '../windows/rules/command-line.ts';
import { runCommand } from '../windows/run-command.ts';

export type ServeOptions = {
  readonly machine: WindowsMachine;
  /** Breaks the connection without an answer. */
  readonly cut: () => void;
};

/** Enough for every script of the product; whoever sends more is cut off. */
const longestInput = 8_000_000;

export async function serveCommand(
  channel: ServerChannel,
  line: string,
  { machine, cut }: ServeOptions,
): Promise<void> {
  channel.on('error', () => channel.close());
  const asked = readLine(line);
  const known = asked.kind === 'reader' ? await readRest(channel) : asked;
  if (known === undefined || known.kind === 'reader') return cut();
  channel.resume();
  const id = machine.nextProcessId();
  const killed = Promise.withResolvers<void>();
  const name = known.kind === 'script' ? known.name : (known.words[0] ?? '');
  machine.running.set(id, { id, name, kill: killed.resolve });
  if (known.kind === 'script') channel.write(`fairlead-pid:${id}\r\n`);
  try {
    const end = await runCommand(known, machine, killed.promise);
    if (end === 'cut') return cut();
    channel.write(end.stdout);
    channel.stderr.write(end.stderr);
    channel.exit(end.exitCode);
    channel.end();
  } finally {
    machine.running.delete(id);
  }
}

/** Undefined where it is too much, or went away in the middle. */
async function readRest(channel: ServerChannel): Promise<AskedFor | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  // The other half of the channel stays open for the answer.
  for await (const piece of channel.iterator({ destroyOnReturn: false })) {
    bytes += (piece as Buffer).length;
    if (bytes > longestInput) return undefined;
    pieces.push(piece as Buffer);
  }
  return readInput(Buffer.concat(pieces).toString('latin1'));
}
