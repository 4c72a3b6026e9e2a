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
  /** Sessions lost since `firstMs`, one after the other. */
  readonly losses: { readonly firstMs: number; readonly count: number } | undefined;
  /** When its worker process began, by the server's own clock. */
  readonly processStartedMs: number | undefined;
  /** When the last restart was noticed: what was lost from before it is no news. */
  readonly restartedMs: number;
};

export type Noticed = { readonly memory: Memory; readonly evidence: Evidence | undefined };

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
  processStartedMs: undefined,
  restartedMs: Number.NEGATIVE_INFINITY,
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
  if (loss.learnedMs < memory.restartedMs) return { memory, evidence: undefined };
  const before = memory.losses;
  const passedMs = before === undefined ? Number.POSITIVE_INFINITY : loss.atMs - before.firstMs;
  const isNew = before === undefined || passedMs < 0 || passedMs > settings.lostWithinMs;
  const losses = isNew ? { firstMs: loss.atMs, count: 1 } : { ...before, count: before.count + 1 };
  const now = { ...memory, losses };
  if (losses.count < Math.min(leastLosses, settings.lostSessions))
    return { memory: now, evidence: undefined };
  const { all, seen } = kept(losses.firstMs);
  const had = losses.count + all;
  const needed = Math.min(settings.lostSessions, Math.max(leastLosses, had));
  if (losses.count < needed || losses.count <= seen) return { memory: now, evidence: undefined };
  return restarted(now, 'sessions-lost', loss.atMs);
}

/** When the worker process began, as the server itself tells it. The first time is no news. */
export function afterProcesses(memory: Memory, startedMs: number, nowMs: number): Noticed {
  const before = memory.processStartedMs;
  const now = { ...memory, processStartedMs: startedMs };
  if (before === undefined || startedMs <= before) return { memory: now, evidence: undefined };
  return restarted(now, 'process-started', nowMs);
}

/** It has restarted, by whatever evidence: what was seen before says nothing any more. */
export function restarted(memory: Memory, evidence: Evidence, nowMs: number): Noticed {
  return { memory: { ...memory, trouble: undefined, losses: undefined, restartedMs: nowMs }, evidence };
}
