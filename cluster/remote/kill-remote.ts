// Ends the remote processes of a command that is not wanted any more, over the same connection.

import type { Connection } from './connect.ts';
import { killLine } from './rules/kill-line.ts';
import type { Killed } from './rules/run-failure.ts';
import type { Watch } from './watch-channel.ts';
import { within } from './within.ts';

/** PowerShell takes its time on a busy server before it can tell its process id. */
const pidWaitMs = 20_000;
const killWaitMs = 15_000;
const closeWaitMs = 5_000;

/** Never rejects; returns within a minute, the session closed. */
export async function killRemote(connection: Connection, watch: Watch): Promise<Killed> {
  try {
    const pid = await within(pidWaitMs, Promise.race([watch.pid, watch.ended.then(() => undefined)]));
    if (pid === 'late') return { kind: 'not-killed', because: 'it has not told its process id' };
    if (pid === undefined) return await withoutPid(watch);
    const code = await within(killWaitMs, execQuietly(connection, killLine(pid)));
    if (code === 'late') return { kind: 'not-killed', because: 'taskkill did not answer' };
    // 128: there is no such process any more.
    if (code !== 0 && code !== 128) return { kind: 'not-killed', because: `taskkill: ${code}` };
    await within(closeWaitMs, watch.ended);
    return { kind: 'killed' };
  } finally {
    watch.channel.close();
  }
}

async function withoutPid(watch: Watch): Promise<Killed> {
  const end = await within(0, watch.ended);
  if (end === 'late') return { kind: 'not-killed', because: 'it has not told its process id' };
  return end.kind === 'cut' ? { kind: 'not-killed', because: end.because } : { kind: 'over' };
}

/** Exit code, or what went wrong. */
function execQuietly({ client, gone }: Connection, line: string): Promise<number | string> {
  const run = new Promise<number | string>((resolve) => {
    try {
      client.exec(line, (error, channel) => {
        if (error) return resolve(error.message);
        channel.on('exit', (code: number | null) => resolve(code ?? 'it was ended itself'));
        channel.on('close', () => resolve('the session was closed'));
        channel.on('error', () => channel.close());
        channel.resume();
        channel.stderr.resume();
        channel.end();
      });
    } catch (error) {
      resolve((error as Error).message);
    }
  });
  return Promise.race([run, gone.then(() => 'the connection was closed')]);
}
