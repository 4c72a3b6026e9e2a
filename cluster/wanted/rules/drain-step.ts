// What is due on a server that is drained: nothing yet, to note that all have left, or what follows its deadline. Pure.

import type { DrainPolicy } from '../../model.ts';
import type { WantedEntry, WantedState } from '../entry.ts';
import { type DrainSight, usersLeft } from './drain-progress.ts';

export type DrainStep =
  | { readonly kind: 'wait'; readonly because: 'not-draining' | 'people-left' | 'ended' }
  | { readonly kind: 'drained'; readonly entry: WantedEntry }
  | { readonly kind: 'deadline-reached'; readonly entry: WantedEntry };

/**
 * The next step of a drain, with the entry as it is to be kept. A drain ends once. The wish keeps its version: that a
 * deadline passed is no new wish, so it never wins over one that somebody made meanwhile elsewhere.
 */
export function drainStep(entry: WantedEntry, sight: DrainSight, nowMs: number): DrainStep {
  const { admin, drain } = entry;
  if (admin.state !== 'draining' || drain === undefined) return { kind: 'wait', because: 'not-draining' };
  if (drain.end !== undefined) return { kind: 'wait', because: 'ended' };
  const left = usersLeft(sight);
  if (isEmpty(admin.policy, left, sight)) {
    const end = { kind: 'drained' as const, atMs: nowMs, left };
    return { kind: 'drained', entry: { ...entry, drain: { ...drain, end } } };
  }
  if (drain.deadlineMs === undefined || nowMs < drain.deadlineMs)
    return { kind: 'wait', because: 'people-left' };
  const end = { kind: 'deadline-reached' as const, atMs: nowMs, left };
  return {
    kind: 'deadline-reached',
    entry: { ...entry, admin: afterDeadline(admin, drain.afterDeadline), drain: { ...drain, end } },
  };
}

/**
 * Who has been idle for too long cannot go on there unless the drain lets people finish: most of them have closed their
 * browser, and whoever comes back logs on elsewhere.
 */
function isEmpty(policy: DrainPolicy, left: number, { idle, inFlight }: DrainSight): boolean {
  if (inFlight > 0) return false;
  return policy === 'finish' ? left === 0 : left <= idle;
}

type Draining = Extract<WantedState, { readonly state: 'draining' }>;

function afterDeadline(
  admin: Draining,
  follows: NonNullable<WantedEntry['drain']>['afterDeadline'],
): WantedState {
  switch (follows) {
    case 'keep':
      return admin;
    case 'now':
      return { ...admin, policy: 'now', idleLimitMs: undefined };
    case 'maintenance': {
      const { sinceMs, by, reason, untilMs } = admin;
      return { state: 'maintenance', sinceMs, by, reason, untilMs };
    }
  }
}
