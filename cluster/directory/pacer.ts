// Waits so that statements never come faster than the pace allows. One pacer per database, whoever asks. Its clock is not
// that of the day: one that is set back would hold statements until it has caught up.

import { setTimeout as wait } from 'node:timers/promises';
import { bookSlot, type Pace } from '../rules/pace.ts';

export type Pacer = {
  /** Resolves when the next statement may go; counts it. Rejects when `signal` ends. */
  take(signal?: AbortSignal): Promise<void>;
  /** Statements let go so far. */
  count(): number;
};

/** What the product promises: at most two statements a second, whatever the traffic. */
export const databasePace: Pace = { limit: 2, withinMs: 1000 };

/** `nowMs` is of a clock that never runs backwards. */
export function createPacer(pace: Pace, nowMs = () => performance.now()): Pacer {
  let taken: readonly number[] = [];
  let count = 0;
  return {
    async take(signal) {
      const slot = bookSlot(taken, pace, nowMs());
      taken = slot.taken;
      const waitMs = slot.atMs - nowMs();
      if (waitMs > 0) await wait(waitMs, undefined, signal === undefined ? {} : { signal });
      count += 1;
    },
    count: () => count,
  };
}
