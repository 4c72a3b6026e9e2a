// Did a drain end with the truth? What Fairlead said of it beside what the servers and the people know. Pure.

import type { DrainPolicy } from '../../../cluster/model.ts';

/** Sessions on a server as the server itself tells, and users as the database counts them, look by look. */
export type SessionSample = { readonly atMs: number; readonly sessions: number; readonly counted: number };

export type DrainClaim = {
  readonly fairlead: string;
  readonly end: 'drained' | 'deadline-reached' | null;
  readonly endedMs: number | undefined;
  readonly leftAtEnd: number | null;
};

export type DrainRecord = {
  readonly server: string;
  readonly policy: DrainPolicy;
  readonly beganMs: number;
  readonly deadlineMs: number;
  readonly admittedMs: number;
  /** One of each Fairlead that was asked, just before the server was admitted. */
  readonly claims: readonly DrainClaim[];
  readonly samples: readonly SessionSample[];
  /** When pages of sessions came from that server. */
  readonly pagesMs: readonly number[];
  /**
   * When a session began there, or was seen to end. That a session has ended may be unseen: its server restarted, or its
   * person closed the browser and logged on again elsewhere (F2).
   */
  readonly seen: readonly { readonly atMs: number; readonly change: 1 | -1 }[];
};

export type DrainLimits = {
  /** How old a count may be: a poll of the database, a look at the drains. */
  readonly staleMs: number;
  /** A page that was on its way when a session ended. */
  readonly onTheWayMs: number;
  /** Log-ons whose answer never came. */
  readonly cutLogOns: number;
};

/** What of it is not true, in sentences; empty where all is. */
export function drainLies(record: DrainRecord, limits: DrainLimits): readonly string[] {
  return record.claims.flatMap((claim) =>
    lies(record, claim, limits).map(
      (text) => `${claim.fairlead} on ${record.server} (${record.policy}): ${text}`,
    ),
  );
}

function lies(record: DrainRecord, claim: DrainClaim, limits: DrainLimits): readonly string[] {
  const { end, endedMs } = claim;
  if (end === null || endedMs === undefined) return ['it never ended, though its deadline has passed'];
  switch (end) {
    case 'drained':
      return drainedLies(record, endedMs, limits);
    case 'deadline-reached':
      return deadlineLies(record, claim, { endedMs, limits });
  }
}

function drainedLies(record: DrainRecord, endedMs: number, limits: DrainLimits): readonly string[] {
  const late = record.pagesMs.filter(
    (atMs) => atMs > endedMs + limits.onTheWayMs && atMs < record.admittedMs,
  );
  const { least } = sessionsAround(record, endedMs, limits);
  return [
    ...(late.length > 0 ? [`it was drained, and then ${late.length} pages came from there`] : []),
    ...(record.policy === 'finish' && least > 0
      ? [`it was drained, and at least ${least} sessions were there`]
      : []),
  ];
}

type AtEnd = { readonly endedMs: number; readonly limits: DrainLimits };

function deadlineLies(record: DrainRecord, claim: DrainClaim, { endedMs, limits }: AtEnd): readonly string[] {
  const earlyMs = record.beganMs + record.deadlineMs - endedMs;
  const left = claim.leftAtEnd ?? -1;
  const { least, counted } = sessionsAround(record, endedMs, limits);
  const most = Math.max(counted, notSeenToEnd(record, endedMs + limits.onTheWayMs)) + limits.cutLogOns;
  // Who was let go has a session there still, and is not left: only a drain that lets people finish counts all.
  const tooFew = record.policy === 'finish' && left < least;
  return [
    ...(earlyMs > 0 ? [`its deadline was reached ${earlyMs} ms too early`] : []),
    ...(tooFew || left > most ? [`${left} were left, and not ${least} to ${most} of them`] : []),
  ];
}

/** How many more people were told to be left than there were; 0 where none. */
export function toldTooMany(record: DrainRecord, limits: DrainLimits): number {
  const excess = record.claims.map(({ leftAtEnd, endedMs }) =>
    endedMs === undefined ? 0 : (leftAtEnd ?? 0) - sessionsAround(record, endedMs, limits).most,
  );
  return Math.max(0, ...excess);
}

function notSeenToEnd({ seen }: DrainRecord, atMs: number): number {
  return seen.filter((each) => each.atMs <= atMs).reduce((sum, each) => sum + each.change, 0);
}

function sessionsAround({ samples }: DrainRecord, atMs: number, { staleMs }: DrainLimits) {
  const near = samples.filter((each) => each.atMs >= atMs - staleMs && each.atMs <= atMs + staleMs);
  return {
    least: Math.min(...near.map((each) => each.sessions)),
    most: Math.max(...near.map((each) => each.sessions)),
    counted: Math.max(...near.map((each) => Math.max(each.sessions, each.counted))),
  };
}
