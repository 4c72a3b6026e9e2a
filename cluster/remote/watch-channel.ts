// Watches one command under way: keeps what it writes, learns its process id, tells once how it ended.

import type { ClientChannel } from 'ssh2';
import type { Connection } from './connect.ts';
import type { KeptOutput } from './kept-output.ts';
import { readPid } from './rules/output.ts';

export type WatchedOutputs = { readonly stdout: KeptOutput; readonly stderr: KeptOutput };

export type ChannelEnd =
  | { readonly kind: 'done'; readonly exitCode: number }
  | { readonly kind: 'cut'; readonly because: string }
  | { readonly kind: 'signal'; readonly signal: string };

/** After the program ended, whatever it left running may hold its output open this long. */
const lingerMs = 5_000;

/** A command under way. */
export type Watch = {
  readonly channel: ClientChannel;
  /** Resolves once, when it is over for whatever reason. */
  readonly ended: Promise<ChannelEnd>;
  /** The remote process, as soon as it told its id; undefined where it never will. */
  readonly pid: Promise<number | undefined>;
};

/** Must be called before anything else can happen on the channel. */
export function watchChannel(
  channel: ClientChannel,
  { stdout, stderr }: WatchedOutputs,
  connection: Connection,
): Watch {
  const ended = Promise.withResolvers<ChannelEnd>();
  const pid = Promise.withResolvers<number | undefined>();
  let told = false;
  let exit: ChannelEnd | undefined;
  let linger: NodeJS.Timeout | undefined;
  channel.on('data', (piece: Buffer) => {
    stdout.add(piece);
    if (told) return;
    const read = readPid(stdout.start());
    told = read !== undefined;
    if (told) pid.resolve(read === 'none' ? undefined : read);
  });
  channel.stderr.on('data', (piece: Buffer) => stderr.add(piece));
  channel.on('error', () => channel.close());
  channel.on('exit', (code: number | null, signal?: string) => {
    exit =
      code === null
        ? { kind: 'signal', signal: String(signal ?? 'no exit code') }
        : { kind: 'done', exitCode: code };
    linger = setTimeout(() => {
      channel.close();
      over();
    }, lingerMs);
  });
  const over = (because = 'the session was closed') => {
    clearTimeout(linger);
    pid.resolve(undefined);
    ended.resolve(exit ?? { kind: 'cut', because });
  };
  channel.on('close', () => over());
  connection.gone.then((error) => over(cutText(error)));
  return { channel, ended: ended.promise, pid: pid.promise };
}

/** Why a connection is gone, as half a sentence. */
export function cutText(error: Error | undefined): string {
  return error?.message ?? 'the connection was closed';
}
