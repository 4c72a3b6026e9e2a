// The pause between two looks, for loops that ask by themselves whether they were interrupted.

import { setTimeout as pause } from 'node:timers/promises';

/** Resolves after `ms`, or at once when `interrupted` is aborted: the loop sees that, and says what goes on without it. */
export async function pauseOrInterrupt(ms: number, interrupted: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal: interrupted });
  } catch (error) {
    if (!interrupted.aborted) throw error;
  }
}
