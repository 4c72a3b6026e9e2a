// Kills a run at a chosen moment, as the end of its process does: nothing goes on, nothing more is written.

import type { Journal } from '../../../cluster/upgrade/journal.ts';

export type Killer = {
  /** Resolves at the chosen moment. */
  readonly killed: Promise<void>;
  /** How many there were. */
  moments(): number;
  /** A moment. From the chosen one on it never resolves. */
  here(): Promise<void>;
  /** No moment; who is dead does not come back from it. */
  alive(): Promise<void>;
};

/** Counted from 0; -1 kills never. */
export function createKiller(at: number): Killer {
  const killed = Promise.withResolvers<void>();
  let moment = -1;
  const stay = () => new Promise<never>(() => undefined);
  return {
    killed: killed.promise,
    moments: () => moment + 1,
    async alive() {
      if (at >= 0 && moment >= at) await stay();
    },
    async here() {
      moment += 1;
      if (at < 0 || moment < at) return;
      killed.resolve();
      await stay();
    },
  };
}

/** A journal in which each record is a moment. */
export function dying(journal: Journal, killer: Killer): Journal {
  return {
    ...journal,
    async append(body) {
      await killer.alive();
      const record = await journal.append(body);
      await killer.here();
      return record;
    },
  };
}
