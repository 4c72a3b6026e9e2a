// Time as the simulators use it: now, and waiting that a stop ends at once.

export type Clock = {
  nowMs(): number;
  /** Resolves after `ms`, or at once when the clock is stopped. */
  delay(ms: number): Promise<void>;
  /** Ends all waiting, now and later. */
  stop(): void;
};

/** A clock over real timers; `nowMs` may be a time of its own. */
export function createClock(nowMs: () => number): Clock {
  const waiting = new Map<NodeJS.Timeout, () => void>();
  let stopped = false;
  return {
    nowMs,
    delay: (ms) =>
      new Promise((resolve) => {
        if (stopped || ms <= 0) return resolve();
        const timer = setTimeout(() => {
          waiting.delete(timer);
          resolve();
        }, ms);
        waiting.set(timer, resolve);
      }),
    stop() {
      stopped = true;
      for (const [timer, resolve] of waiting) {
        clearTimeout(timer);
        resolve();
      }
      waiting.clear();
    },
  };
}
