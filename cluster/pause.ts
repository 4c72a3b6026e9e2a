// The pause between two looks, for loops that ask by themselves whether they were stopped.

import { setTimeout as wait } from 'node:timers/promises';

/** `ref: false`: its timer keeps no process alive. */
export type PauseOptions = { readonly ref?: boolean };

/** Resolves after `ms`, or at once when `signal` is aborted, which is no failure; the caller looks at it. */
export async function pause(ms: number, signal: AbortSignal, options: PauseOptions = {}): Promise<void> {
  try {
    await wait(ms, undefined, { signal, ...options });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
