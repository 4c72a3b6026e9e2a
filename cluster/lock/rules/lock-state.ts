// The system lock of the CRM as those who manage see it: who, since when, until when, and what that means. Pure.

import type { SystemLock } from '../../model.ts';
import { lockLapsesMs } from '../../rules/flags.ts';

export type LockState =
  | { readonly locked: false }
  | {
      readonly locked: true;
      /** Id of the CRM user. */
      readonly by: string;
      readonly sinceMs: number | undefined;
      /** It lapses by itself then (F1); undefined where nobody knows since when it stands. */
      readonly endsAtMs: number | undefined;
    };

export function lockStateOf(lock: SystemLock | undefined, nowMs: number): LockState {
  if (lock === undefined) return { locked: false };
  const endsAtMs = lock.sinceMs === undefined ? undefined : lock.sinceMs + lockLapsesMs;
  if (endsAtMs !== undefined && endsAtMs <= nowMs) return { locked: false };
  return { locked: true, by: lock.lockedBy, sinceMs: lock.sinceMs, endsAtMs };
}

/** What somebody wants of the lock. */
export type LockWish = { readonly kind: 'lock'; readonly as: string } | { readonly kind: 'unlock' };

export type LockDecision =
  /** `before` is the user id that must still stand there. */
  | { readonly kind: 'write'; readonly by: string | null; readonly before: string }
  | { readonly kind: 'as-wanted' }
  | { readonly kind: 'refuse'; readonly by: string };

/**
 * What is to be written. `found` is the user id that stands in the row, also of a lock that has lapsed. A lock of
 * somebody else is never taken over; whoever unlocks takes away any lock only with `force`.
 */
export function decideLock(
  wish: LockWish,
  { state, found }: { readonly state: LockState; readonly found: string },
  options: { readonly ours: string; readonly force: boolean },
): LockDecision {
  const stranger = state.locked && state.by !== options.ours;
  switch (wish.kind) {
    case 'lock':
      if (stranger) return { kind: 'refuse', by: state.by };
      return { kind: 'write', by: wish.as, before: found };
    case 'unlock':
      if (found === '') return { kind: 'as-wanted' };
      if (stranger && !options.force) return { kind: 'refuse', by: state.by };
      return { kind: 'write', by: null, before: found };
  }
}
