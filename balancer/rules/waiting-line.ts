// The line of log-ons that wait for a place: first come, first served, bounded in number and time. Pure: time is an
// argument, nothing here has a timer. Whether a place is free is asked of each one in turn.

/** One who waits. `sinceMs` is when it came, also where it has been served before and had to come back. */
export type Waiting<Item> = { readonly item: Item; readonly sinceMs: number };

export interface WaitingLine<Item> {
  /** Undefined where `limit` wait already; one that was served before is let in nevertheless. */
  join(item: Item, sinceMs: number, limit: number): Waiting<Item> | undefined;
  /** Takes it out; nothing where it is not there any more. */
  leave(waiting: Waiting<Item>): void;
  /** Takes out all who came so long ago, first come first. */
  takeLate(nowMs: number, timeoutMs: number): readonly Waiting<Item>[];
  /** From first to last, as long as `worthwhile`: takes out those whose turn it was. */
  serve(turn: Turn<Item>): void;
  /** When the first of those came who came after `timeMs`. */
  firstAfterMs(timeMs: number): number | undefined;
  size(): number;
  /** When the first one came. */
  oldestMs(): number | undefined;
}

export type Turn<Item> = {
  /** False once nobody further back can be served either. */
  readonly worthwhile: () => boolean;
  /** True where it was served, false where it has to wait on. It must not touch the line. */
  readonly served: (waiting: Waiting<Item>) => boolean;
};

/** An empty line. */
export function createWaitingLine<Item>(): WaitingLine<Item> {
  /** Ordered by `sinceMs`. */
  let line: Waiting<Item>[] = [];
  return {
    join(item, sinceMs, limit) {
      const last = line.at(-1);
      const before = last !== undefined && sinceMs < last.sinceMs;
      if (line.length >= limit && !before) return undefined;
      const waiting = { item, sinceMs };
      if (before)
        line.splice(
          line.findIndex((each) => each.sinceMs > sinceMs),
          0,
          waiting,
        );
      else line.push(waiting);
      return waiting;
    },
    leave(waiting) {
      const place = line.indexOf(waiting);
      if (place >= 0) line.splice(place, 1);
    },
    takeLate(nowMs, timeoutMs) {
      // Where the clock was set back nobody knows how long they have waited: rather too short than without end.
      const first = line.findIndex(({ sinceMs }) => sinceMs <= nowMs && nowMs - sinceMs < timeoutMs);
      return line.splice(0, first < 0 ? line.length : first);
    },
    serve({ worthwhile, served }) {
      const kept: Waiting<Item>[] = [];
      let at = 0;
      for (; at < line.length && worthwhile(); at++) {
        const waiting = line[at];
        if (waiting !== undefined && !served(waiting)) kept.push(waiting);
      }
      if (kept.length < at) line = [...kept, ...line.slice(at)];
    },
    firstAfterMs: (timeMs) => line.find(({ sinceMs }) => sinceMs > timeMs)?.sinceMs,
    size: () => line.length,
    oldestMs: () => line[0]?.sinceMs,
  };
}
