// One command on one connection: sent, watched, and ended with all its processes where it takes too long or is
// cancelled. Tells what happened as data; what it is called is decided in rules/run-failure.ts.

import type { ClientChannel } from 'ssh2';
import type { Connection } from './connect.ts';
import { createKeptOutput, type KeptOutput } from './kept-output.ts';
import { killRemote } from './kill-remote.ts';
import type { Invocation } from './rules/invocation.ts';
import { readPid } from './rules/output.ts';
import type { Killed, RunEnd } from './rules/run-failure.ts';

export type SessionOptions = {
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly signal: AbortSignal;
};

export type SessionEnd =
  | { readonly kind: 'done'; readonly exitCode: number }
  /** The server would not open a session: nothing was sent. */
  | { readonly kind: 'not-opened'; readonly because: string }
  | RunEnd;

export type SessionResult = {
  readonly end: SessionEnd;
  readonly stdout: KeptOutput;
  readonly stderr: KeptOutput;
};

/** After the program ended, whatever it left running may hold its output open this long. */
const lingerMs = 5_000;

/** Never rejects. */
export async function runSession(
  connection: Connection,
  invocation: Invocation,
  options: SessionOptions,
): Promise<SessionResult> {
  const stdout = createKeptOutput(options.maxOutputBytes);
  const stderr = createKeptOutput(options.maxOutputBytes);
  const stop = Promise.withResolvers<'timeout' | 'cancelled'>();
  const timer = setTimeout(() => stop.resolve('timeout'), options.timeoutMs);
  const cancel = () => stop.resolve('cancelled');
  options.signal.addEventListener('abort', cancel, { once: true });
  const result = (end: SessionEnd): SessionResult => ({ end, stdout, stderr });
  const stopped = (how: 'timeout' | 'cancelled', killed: Killed) =>
    result(how === 'timeout' ? { kind: how, afterMs: options.timeoutMs, killed } : { kind: how, killed });
  try {
    const opening = open(connection, invocation.line);
    const opened = await Promise.race([opening, stop.promise]);
    if (typeof opened === 'string') {
      opening.then((late) => 'channel' in late && late.channel.close());
      return stopped(opened, { kind: 'not-killed', because: 'the server had not yet answered' });
    }
    if ('end' in opened) return result(opened.end);
    const watch = watchChannel(opened.channel, { stdout, stderr, connection });
    opened.channel.end(invocation.input);
    const first = await Promise.race([watch.ended, stop.promise]);
    return typeof first === 'string' ? stopped(first, await killRemote(connection, watch)) : result(first);
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', cancel);
  }
}

type Opened = { readonly channel: ClientChannel } | { readonly end: SessionEnd };

/** An error that has a reason is the server's refusal of one more session (RFC 4254 section 5.1). */
function open({ client, gone }: Connection, line: string): Promise<Opened> {
  const asked = new Promise<Opened>((resolve) => {
    const fail = (error: Error) =>
      resolve({
        end:
          'reason' in error || error.message === 'Not connected'
            ? { kind: 'not-opened', because: error.message }
            : { kind: 'cut', because: error.message },
      });
    try {
      client.exec(line, (error, channel) => (error ? fail(error) : resolve({ channel })));
    } catch (error) {
      fail(error as Error);
    }
  });
  const cut = gone.then((error): Opened => ({ end: { kind: 'cut', because: cutText(error) } }));
  return Promise.race([asked, cut]);
}

type WatchOptions = {
  readonly stdout: KeptOutput;
  readonly stderr: KeptOutput;
  readonly connection: Connection;
};

/** A command under way. */
export type Watch = {
  readonly channel: ClientChannel;
  /** Resolves once, when it is over for whatever reason. */
  readonly ended: Promise<SessionEnd>;
  /** The remote process, as soon as it told its id; undefined where it never will. */
  readonly pid: Promise<number | undefined>;
};

function watchChannel(channel: ClientChannel, { stdout, stderr, connection }: WatchOptions): Watch {
  const ended = Promise.withResolvers<SessionEnd>();
  const pid = Promise.withResolvers<number | undefined>();
  let told = false;
  let exit: SessionEnd | undefined;
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

function cutText(error: Error | undefined): string {
  return error?.message ?? 'the connection was closed';
}
