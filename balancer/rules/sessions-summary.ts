// The sessions on one server in numbers: how many, how many of them idle, how long the quietest has been quiet. Pure.

import type { ServerId } from '../../cluster/model.ts';

export type SessionsSummary = {
  readonly sessions: number;
  /** Of them: not seen since the time that was asked for. */
  readonly idle: number;
  /** When the one that was not seen for the longest was last seen; undefined where there is none. */
  readonly oldestSeenMs: number | undefined;
};

/** Walks through all records once. */
export function summaryOf(
  records: Iterable<{ readonly server: ServerId; readonly lastSeenMs: number }>,
  server: ServerId,
  idleSinceMs: number,
): SessionsSummary {
  let sessions = 0;
  let idle = 0;
  let oldestSeenMs: number | undefined;
  for (const each of records) {
    if (each.server !== server) continue;
    sessions += 1;
    if (each.lastSeenMs < idleSinceMs) idle += 1;
    if (oldestSeenMs === undefined || each.lastSeenMs < oldestSeenMs) oldestSeenMs = each.lastSeenMs;
  }
  return { sessions, idle, oldestSeenMs };
}
