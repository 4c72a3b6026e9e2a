// One command on one connection: sent, watched, and ended with all its processes where it takes too long or is
// cancelled. Tells what happened as data; what it is called is decided in rules/run-failure.ts.

import type { Connection } from './connect.ts';
import { createKeptOutput, type KeptOutput } from './kept-output.ts';
import { killRemote } from './kill-remote.ts';
import type { Invocation } from './rules/invocation.ts';
import type { Killed, RunEnd } from './rules/run-failure.ts';
import { cutText, type Watch, type WatchedOutputs, watchChannel } from './watch-channel.ts';
import { within } from './within.ts';

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

const openWaitMs = 10_000;

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
    const opening = open(connection, invocation.line, { stdout, stderr });
    const opened = await Promise.race([opening, stop.promise]);
    if (typeof opened === 'string') return stopped(opened, await killOpening(connection, opening));
    if ('end' in opened) return result(opened.end);
    opened.channel.end(invocation.input);
    const first = await Promise.race([opened.ended, stop.promise]);
    return typeof first === 'string' ? stopped(first, await killRemote(connection, opened)) : result(first);
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', cancel);
  }
}

/** A server that has not even answered is given a moment: what it began may have to be ended. */
async function killOpening(connection: Connection, opening: Promise<Opened>): Promise<Killed> {
  const opened = await within(openWaitMs, opening);
  if (opened === 'late') {
    opening.then((late) => 'channel' in late && late.channel.close());
    return { kind: 'not-killed', because: 'the server has not answered yet' };
  }
  if ('end' in opened) return { kind: 'over' };
  opened.channel.end();
  return killRemote(connection, opened);
}

type Opened = Watch | { readonly end: SessionEnd };

/** Errors with a reason, or without an exec, are refusals of the server (RFC 4254 section 5.1): nothing was started. */
function open(connection: Connection, line: string, outputs: WatchedOutputs): Promise<Opened> {
  const { client, gone } = connection;
  const asked = new Promise<Opened>((resolve) => {
    const fail = (error: Error) => {
      const refused = 'reason' in error || /^(Not connected|Unable to exec)/.test(error.message);
      resolve({ end: { kind: refused ? 'not-opened' : 'cut', because: error.message } });
    };
    try {
      client.exec(line, (error, channel) => {
        if (error) return fail(error);
        // At once: a quick command may have ended in the same packet.
        resolve(watchChannel(channel, outputs, connection));
      });
    } catch (error) {
      fail(error as Error);
    }
  });
  const cut = gone.then((error): Opened => ({ end: { kind: 'cut', because: cutText(error) } }));
  return Promise.race([asked, cut]);
}
