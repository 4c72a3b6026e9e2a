// Sessions that have ended, remembered for as long as a Fairlead that was away may still believe in them: what it kept on
// its disk must not bring them back here. Bounded; the oldest goes first.

import type { LedgerKey } from '../ledger.ts';

export type GoneSessions = {
  /** It has ended. */
  add(key: LedgerKey, atMs: number): void;
  /** It lives, whatever was thought of it. */
  back(key: LedgerKey): void;
  /** When it ended; undefined where that is not known. */
  since(key: LedgerKey): number | undefined;
  /** Those that ended less than the idle time ago. */
  all(nowMs: number): Iterable<readonly [key: LedgerKey, atMs: number]>;
};

const mostRemembered = 10_000;

/** None yet. After `keepMs` (the idle time) nobody believes in a session any more. */
export function createGoneSessions(keepMs: number): GoneSessions {
  const gone = new Map<LedgerKey, number>();
  return {
    add(key, atMs) {
      gone.delete(key);
      gone.set(key, atMs);
      for (const [oldest, endedMs] of gone) {
        if (gone.size <= mostRemembered && atMs - endedMs < keepMs) break;
        gone.delete(oldest);
      }
    },
    back: (key) => void gone.delete(key),
    since: (key) => gone.get(key),
    all: (nowMs) => [...gone].filter(([, atMs]) => nowMs - atMs < keepMs),
  };
}
