// One coarse tick instead of a timer for each request: it tells the time in passing and asks everything that waits
// whether its time is over. A time-out comes up to two ticks late, and never early.

/** Something with time limits. */
export interface Timed {
  check(): void;
}

export class Clock {
  /** The time at the last tick. */
  nowMs: number;
  /** The same as a Date field says it. */
  date: string;
  private readonly periodMs: number;
  private readonly timed = new Set<Timed>();
  private readonly timer: NodeJS.Timeout;

  /** `onFault` is told of what `check` throws, which ends nothing. */
  constructor(nowMs: () => number, periodMs: number, onFault: (error: unknown) => void) {
    this.periodMs = periodMs;
    this.nowMs = nowMs();
    this.date = new Date().toUTCString();
    this.timer = setInterval(() => {
      this.nowMs = nowMs();
      this.date = new Date().toUTCString();
      for (const each of this.timed) {
        try {
          each.check();
        } catch (error) {
          onFault(error);
        }
      }
    }, periodMs).unref();
  }

  watch(timed: Timed): void {
    this.timed.add(timed);
  }

  forget(timed: Timed): void {
    this.timed.delete(timed);
  }

  /** True if at least `limitMs` have gone by since `sinceMs`, a reading of `nowMs`. */
  isOver(sinceMs: number, limitMs: number): boolean {
    return this.nowMs - sinceMs >= limitMs + this.periodMs;
  }

  stop(): void {
    clearInterval(this.timer);
    this.timed.clear();
  }
}
