// How far a drain is, in the half sentences that the status and who watches the drain are told alike. Pure.

import type { ServerStatus } from '../status-schema.ts';
import { parseIsoTime, shortDuration, shortTime } from './iso-time.ts';

type Drain = NonNullable<ServerStatus['admin']['drain']>;

/** Of one that has not drained: such as `3 left, 1 idle`, `quiet up to 4m`, `done in about 12m`, `deadline 14:02 UTC`. */
export function drainParts(drain: Drain, nowMs: number): readonly string[] {
  const { left, idle, end, leftAtEnd } = drain;
  const oldestMs = instantOf(drain.oldestActivity);
  const quiet =
    oldestMs === undefined || left === 0 ? [] : [`quiet up to ${shortDuration(nowMs - oldestMs)}`];
  const ahead = end === null ? aheadParts(drain, nowMs) : [`deadline reached with ${leftAtEnd} left`];
  return [`${left ?? 0} left, ${idle ?? 0} idle`, ...quiet, ...ahead];
}

function aheadParts({ eta, deadline }: Drain, nowMs: number): readonly string[] {
  const [etaMs, deadlineMs] = [instantOf(eta), instantOf(deadline)];
  return [
    ...(etaMs === undefined ? [] : [`done in about ${shortDuration(etaMs - nowMs)}`]),
    ...(deadlineMs === undefined ? [] : [`deadline ${shortTime(deadlineMs, nowMs)}`]),
  ];
}

const instantOf = (text: string | null) => (text === null ? undefined : parseIsoTime(text));
