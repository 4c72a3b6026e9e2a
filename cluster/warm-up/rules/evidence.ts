// By what a restart of a server is noticed (F2, F4). Pure: what was known and what was seen in, what is known now and
// the evidence, if there is any, out. What follows from a restart is not known here.
//
// One lost session may have timed out, or its person has logged off in a way nobody recognises; several at once, with
// fewer that are still there, are a recycle: it drops all of them.

import type { CheckResult, CheckTrouble } from '../../model.ts';

/** Closed set: log line and metric label. `asked-for`: a person or a run says so. */
export type Evidence =
  | 'refused-then-back'
  | 'unavailable-then-back'
  | 'sessions-lost'
  | 'process-started'
  | 'asked-for';

export const evidences: readonly Evidence[] = [
  'refused-then-back',
  'unavailable-then-back',
  'sessions-lost',
  'process-started',
  'asked-for',
];

/** What is remembered of one server. */
export type Memory = {
  /** What failed checks said since the last one that passed. */
  readonly trouble: CheckTrouble | undefined;
  readonly losses: Losses | undefined;
  /** When its worker process began, by the server's own clock, and when it was last looked at, by ours. */
  readonly process: ProcessSeen | undefined;
  /** When the last restart was noticed: what was lost from before it is no news. */
  readonly restartedMs: number;
  /** True where that restart is known to have cost all sessions from before it. */
  readonly emptied: boolean;
};

/** Sessions lost since `firstMs`, one after the other; `newestMs`: when the youngest of them was first seen. */
type Losses = {
  readonly firstMs: number;
  readonly count: number;
  readonly newestMs: number;
  /** They are from before a restart that is known. */
  readonly fromBefore: boolean;
};

/** `goneByMs`: every session first seen up to then is gone. */
export type Noticed = {
  readonly memory: Memory;
  readonly evidence: Evidence | undefined;
  readonly goneByMs?: number;
};

/** When the worker process began, by the server's own clock, as a look found that began at `lookedMs`. */
export type ProcessSeen = { readonly startedMs: number; readonly lookedMs: number };

/** A session whose page was answered with the log-on form; `learnedMs`: when it was first seen there. */
export type Loss = { readonly atMs: number; readonly learnedMs: number };

/** Sessions that were on a server before some time and still are: all of them, and those seen since. */
export type Kept = { readonly all: number; readonly seen: number };

export type LossSettings = {
  /** So many lost sessions are a restart; on a server that has fewer, all of them, but two at least. */
  readonly lostSessions: number;
  /** Within this time. */
  readonly lostWithinMs: number;
};

const leastLosses = 2;

export const nothingKnown: Memory = {
  trouble: undefined,
  losses: undefined,
  process: undefined,
  restartedMs: Number.NEGATIVE_INFINITY,
  emptied: false,
};

/** One check more: a server that answers again after nobody listened there, or IIS had nothing to ask, has started. */
export function afterCheck(memory: Memory, check: CheckResult): Noticed {
  if (!check.healthy) {
    const trouble = memory.trouble === 'refused' ? 'refused' : (check.trouble ?? memory.trouble);
    return { memory: { ...memory, trouble }, evidence: undefined };
  }
  if (memory.trouble === undefined) return { memory, evidence: undefined };
  return restarted({ ...memory, trouble: undefined }, `${memory.trouble}-then-back`, check.atMs);
}

/** One lost session more. `kept` is asked only where it may matter: it walks through all sessions. */
export function afterLoss(
  memory: Memory,
  loss: Loss,
  settings: LossSettings,
  kept: (sinceMs: number) => Kept,
): Noticed {
  const fromBefore = loss.learnedMs < memory.restartedMs;
  if (fromBefore && memory.emptied) return { memory, evidence: undefined, goneByMs: loss.learnedMs };
  const losses = oneMore(memory.losses, { ...loss, fromBefore }, settings.lostWithinMs);
  const now = { ...memory, losses };
  if (!isEmptied(losses, settings, kept)) return { memory: now, evidence: undefined };
  // A restart has a session from before it that is gone: whoever was first seen before that one was there too.
  const goneByMs = losses.newestMs;
  if (fromBefore)
    return { memory: { ...now, losses: undefined, emptied: true }, evidence: undefined, goneByMs };
  return { ...restarted(now, 'sessions-lost', loss.atMs), goneByMs };
}

function oneMore(
  before: Losses | undefined,
  { atMs, learnedMs, fromBefore }: Loss & Pick<Losses, 'fromBefore'>,
  withinMs: number,
): Losses {
  const passedMs = before === undefined ? Number.POSITIVE_INFINITY : atMs - before.firstMs;
  if (before === undefined || passedMs < 0 || passedMs > withinMs || before.fromBefore !== fromBefore)
    return { firstMs: atMs, count: 1, newestMs: learnedMs, fromBefore };
  return { ...before, count: before.count + 1, newestMs: Math.max(before.newestMs, learnedMs) };
}

/** So many, and more than still work, that single time-outs and log-offs do not explain it. */
function isEmptied(
  { count, firstMs }: Losses,
  { lostSessions }: LossSettings,
  kept: (sinceMs: number) => Kept,
): boolean {
  if (count < Math.min(leastLosses, lostSessions)) return false;
  const { all, seen } = kept(firstMs);
  const needed = Math.min(lostSessions, Math.max(leastLosses, count + all));
  return count >= needed && count > seen;
}

/** The first look is no news, nor is a restart that other evidence has told of since the look before. */
export function afterProcess(memory: Memory, seen: ProcessSeen): Noticed {
  const before = memory.process;
  const now = { ...memory, process: seen };
  if (before === undefined || seen.startedMs <= before.startedMs) return { memory: now, evidence: undefined };
  const goneByMs = before.lookedMs;
  if (memory.restartedMs >= before.lookedMs)
    return { memory: { ...now, emptied: true }, evidence: undefined, goneByMs };
  return { ...restarted(now, 'process-started', seen.lookedMs), goneByMs };
}

/** It has restarted, by whatever evidence: what was seen before says nothing any more. */
export function restarted(memory: Memory, evidence: Evidence, nowMs: number): Noticed {
  const emptied = evidence === 'sessions-lost' || evidence === 'process-started';
  return {
    memory: { ...memory, trouble: undefined, losses: undefined, restartedMs: nowMs, emptied },
    evidence,
  };
}
