// The wait of one log-on: its place in the queue, how long it took, and how it ended, counted once each time. What is
// decided in the end is the exchange's affair.

import type { SettledRoute } from './engine.ts';
import type { TrafficContext } from './traffic-context.ts';
import { countWait, type WaitEnd } from './traffic-counters.ts';
import type { Place } from './traffic-queue.ts';

export type WaitingFor = {
  /** Decides anew; undefined where it has to wait on. */
  readonly tryNow: () => SettledRoute | undefined;
  /** The answer after too long a wait. */
  readonly giveUp: () => SettledRoute;
};

/** State of one log-on that may have to wait more than once: a server it was sent to may turn out to be gone. */
export class LogOnWait {
  private readonly context: TrafficContext;
  /** When it was first decided about: what its turn, its patience and its time limit go by. */
  private readonly sinceMs: number;
  private begunMs = 0;
  private endedWaitsMs: number | undefined;
  private place: Place | undefined;

  constructor(context: TrafficContext) {
    this.context = context;
    this.sinceMs = context.options.nowMs();
  }

  /** Milliseconds in the queue so far; undefined for one that never was there. */
  get waitedMs(): number | undefined {
    if (this.place === undefined) return this.endedWaitsMs;
    return (this.endedWaitsMs ?? 0) + this.thisWaitMs();
  }

  /** Milliseconds since it was first decided about. */
  get ageMs(): number {
    return Math.max(0, this.context.options.nowMs() - this.sinceMs);
  }

  /** Takes a place in the queue. Undefined where there is none. */
  begin({ tryNow, giveUp }: WaitingFor): Promise<SettledRoute> | undefined {
    const { promise, resolve } = Promise.withResolvers<SettledRoute>();
    const over = (route: SettledRoute) => {
      this.end(route.kind === 'forward' ? 'served' : 'refused');
      resolve(route);
    };
    const logOn = {
      tryNow: () => {
        const route = tryNow();
        if (route !== undefined) over(route);
        return route !== undefined;
      },
      giveUp: () => over(giveUp()),
    };
    this.begunMs = this.context.options.nowMs();
    this.place = this.context.queue.join(logOn, this.sinceMs);
    return this.place === undefined ? undefined : promise;
  }

  /** Its person has left; nothing where it does not wait. */
  leave(): void {
    if (this.place === undefined) return;
    this.context.queue.leave(this.place);
    this.end('left');
  }

  private end(how: WaitEnd): void {
    const waitedMs = this.thisWaitMs();
    this.endedWaitsMs = (this.endedWaitsMs ?? 0) + waitedMs;
    this.place = undefined;
    countWait(this.context.counters, how, waitedMs);
  }

  private thisWaitMs(): number {
    return Math.max(0, this.context.options.nowMs() - this.begunMs);
  }
}
