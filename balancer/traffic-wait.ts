// The wait of one log-on: its place in the queue, how long it took, and how it ended, counted once each time. What is
// decided in the end is the exchange's affair.

import type { SettledRoute } from './engine.ts';
import type { TrafficContext } from './traffic-context.ts';
import { countWait } from './traffic-counters.ts';
import type { Place } from './traffic-queue.ts';

export type WaitingFor = {
  /** Decides anew; undefined where it has to wait on. */
  readonly tryNow: () => SettledRoute | undefined;
  /** The answer after too long a wait. */
  readonly giveUp: () => SettledRoute;
};

/** State of one request that may have to wait more than once: a server it was sent to may be gone. */
export class LogOnWait {
  private readonly context: TrafficContext;
  /** When it first had to wait: what its turn and its time limit go by. */
  private sinceMs: number | undefined;
  private begunMs = 0;
  private endedWaitsMs = 0;
  private place: Place | undefined;

  constructor(context: TrafficContext) {
    this.context = context;
  }

  /** Milliseconds spent in the queue so far; undefined for one that never was there. */
  get waitedMs(): number | undefined {
    if (this.sinceMs === undefined) return undefined;
    const nowMs = this.context.options.nowMs();
    return this.endedWaitsMs + (this.place === undefined ? 0 : Math.max(0, nowMs - this.begunMs));
  }

  /** Takes a place in the queue. Undefined where there is none. */
  begin({ tryNow, giveUp }: WaitingFor): Promise<SettledRoute> | undefined {
    const { queue, options } = this.context;
    const { promise, resolve } = Promise.withResolvers<SettledRoute>();
    this.begunMs = options.nowMs();
    const sinceMs = this.sinceMs ?? this.begunMs;
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
    this.place = queue.join(logOn, sinceMs);
    if (this.place === undefined) return undefined;
    this.sinceMs = sinceMs;
    return promise;
  }

  /** Its person has left; nothing where it does not wait. */
  leave(): void {
    if (this.place === undefined) return;
    this.context.queue.leave(this.place);
    this.end('left');
  }

  private end(how: 'served' | 'refused' | 'left'): void {
    const waitedMs = Math.max(0, this.context.options.nowMs() - this.begunMs);
    this.endedWaitsMs += waitedMs;
    this.place = undefined;
    countWait(this.context.counters, how, waitedMs);
  }
}
