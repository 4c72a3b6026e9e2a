// The queue of log-ons that wait for a server (storm guard): knows when to look again, and has the one timer for it.
// Whose turn it is and where it goes is decided in rules/.

import { takesLogOns } from './rules/pick.ts';
import { createWaitingLine, type Waiting } from './rules/waiting-line.ts';
import { toleranceChangesMs } from './rules/warmth.ts';
import type { TrafficServer } from './traffic-server.ts';
import type { SetTimer, TrafficOptions, TrafficSettings } from './traffic-types.ts';

/** A log-on that waits. */
export interface QueuedLogOn {
  /** Decides anew; false where it has to wait on. */
  tryNow(): boolean;
  /** It has waited as long as it may. */
  giveUp(): void;
}

export type Place = Waiting<QueuedLogOn>;

export interface LogOnQueue {
  /** Undefined where too many wait already. `sinceMs` is when it was first decided about. */
  join(logOn: QueuedLogOn, sinceMs: number): Place | undefined;
  leave(place: Place): void;
  /** Something may have come free: whoever's turn it is goes on. Cheap while nobody waits. */
  serve(): void;
  waiting(): number;
  /** When the first one came. */
  oldestMs(): number | undefined;
  /** Ends the timer. */
  close(): void;
}

/** What it looks at, anew each time: settings and servers are replaced. */
type QueueContext = {
  readonly options: Pick<TrafficOptions, 'nowMs' | 'setTimer'>;
  readonly settings: Pick<TrafficSettings, 'storm'>;
  readonly table: { readonly servers: readonly TrafficServer[] };
};

/** Timers come a little late by nature; this is how early one may be set for a time that is not whole. */
const leastTimerMs = 1;

/** A queue over the servers of `context`, whose settings and table may be replaced at any time. */
export function createLogOnQueue(context: QueueContext): LogOnQueue {
  const line = createWaitingLine<QueuedLogOn>();
  const setTimer = context.options.setTimer ?? usualTimer;
  let callOff: (() => void) | undefined;
  let serving = false;

  /** Somebody can be served or must be told that nobody will. */
  function worthwhile(): boolean {
    const nowMs = context.options.nowMs();
    const usable = context.table.servers.filter(takesLogOns);
    return (
      usable.length === 0 ||
      usable.every((each) => each.isFull) ||
      usable.some((each) => each.gate.isOpen(nowMs))
    );
  }

  function serve(): void {
    if (serving || line.size() === 0) return;
    serving = true;
    try {
      const { queueTimeoutMs } = context.settings.storm;
      for (const { item } of line.takeLate(context.options.nowMs(), queueTimeoutMs)) item.giveUp();
      line.serve({ worthwhile, served: ({ item }) => item.tryNow() });
    } finally {
      serving = false;
    }
    lookAgain();
  }

  function lookAgain(): void {
    close();
    const oldestMs = line.oldestMs();
    if (oldestMs === undefined) return;
    const nowMs = context.options.nowMs();
    const { storm } = context.settings;
    const times = [oldestMs + storm.queueTimeoutMs];
    for (const changeMs of toleranceChangesMs(storm)) {
      const sinceMs = line.firstAfterMs(nowMs - changeMs);
      if (sinceMs !== undefined) times.push(sinceMs + changeMs);
    }
    for (const server of context.table.servers) {
      const opensAtMs = server.gate.isOpen(nowMs) ? undefined : server.gate.opensAtMs(nowMs);
      if (opensAtMs !== undefined) times.push(opensAtMs);
      if (server.outUntilMs !== undefined) times.push(server.outUntilMs);
    }
    callOff = setTimer(serve, Math.max(leastTimerMs, Math.ceil(Math.min(...times) - nowMs)));
  }

  function close(): void {
    callOff?.();
    callOff = undefined;
  }

  return {
    join(logOn, sinceMs) {
      const place = line.join(logOn, sinceMs, context.settings.storm.queueLength);
      if (place !== undefined) lookAgain();
      return place;
    },
    leave(place) {
      line.leave(place);
      if (line.size() === 0) close();
    },
    serve,
    waiting: () => line.size(),
    oldestMs: () => line.oldestMs(),
    close,
  };
}

const usualTimer: SetTimer = (run, inMs) => {
  const timer = setTimeout(run, inMs);
  return () => clearTimeout(timer);
};
