// Watches a drain until it ends: one line a change. Leaving the watch ends nothing but the watch.

import { showServer } from '../operations/servers.ts';
import { exitCodes } from '../rules/exit-code.ts';
import { progressKey, progressLine } from '../rules/server-texts.ts';
import { pauseOrInterrupt } from './pause-or-interrupt.ts';
import { ask, tellRefusal, type VerbWorld, type Where } from './verb-world.ts';

const lookEveryMs = 1000;

/** Resolves with the exit code: 0 only when it is drained, 6 when its deadline came first. */
export async function waitForDrain(world: VerbWorld, where: Where, server: string): Promise<number> {
  const { terminal } = world;
  let last = '';
  while (!terminal.interrupted.aborted) {
    const answer = await ask(world, where, showServer, { server });
    if (!answer.ok) {
      tellRefusal(world, where, answer);
      return exitCodes.error;
    }
    const { admin } = answer.value;
    const key = progressKey(admin);
    if (key !== last) {
      const text = progressLine(answer.value.server, admin, Date.now());
      terminal.output.write(where.output === 'json' ? `${JSON.stringify(answer.value)}\n` : `${text}\n`);
    }
    last = key;
    if (admin.drain?.end === 'drained') return 0;
    if (admin.drain?.end === 'deadline-reached') return exitCodes['timed-out'];
    if (admin.state !== 'draining') return exitCodes.error;
    await pauseOrInterrupt(lookEveryMs, terminal.interrupted);
  }
  terminal.errors.write(`fairlead: the drain of ${server} goes on; fairlead admit ${server} would end it\n`);
  return exitCodes.interrupted;
}
