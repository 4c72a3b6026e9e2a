// Who leads, as far as one Fairlead can know: it has the lock, has heard so lately, and has waited until whoever had it
// before cannot think so any more. Pure; the clock must never run backwards.

export type LeaseTimes = {
  /** How long a confirmation is good for. */
  readonly leaseMs: number;
  /** Wait after the lock was got; longer than `leaseMs`. */
  readonly takeOverMs: number;
};

export type Lease =
  | { readonly state: 'without' }
  /** `confirmedAtMs` is when the question was sent whose answer was yes. */
  | {
      readonly state: 'held';
      readonly fence: number;
      readonly sinceMs: number;
      readonly confirmedAtMs: number;
    };

export type LeaseEvent =
  /** `fence` is the clock of the database when the lock was granted: later leaders have higher ones. */
  | { readonly type: 'granted'; readonly fence: number; readonly askedAtMs: number }
  | { readonly type: 'confirmed'; readonly askedAtMs: number }
  /** Held by another one, lost, or the question went wrong: it is not known any more that the lock is ours. */
  | { readonly type: 'gone' };

/** The lease after something was heard. */
export function nextLease(lease: Lease, event: LeaseEvent): Lease {
  switch (event.type) {
    case 'granted':
      return { state: 'held', fence: event.fence, sinceMs: event.askedAtMs, confirmedAtMs: event.askedAtMs };
    case 'confirmed':
      return lease.state === 'held' ? { ...lease, confirmedAtMs: event.askedAtMs } : lease;
    case 'gone':
      return { state: 'without' };
  }
}

/** Whether it may act now. Asked before every action, never remembered. */
export function leads(lease: Lease, nowMs: number, { leaseMs, takeOverMs }: LeaseTimes): boolean {
  if (lease.state !== 'held') return false;
  return nowMs - lease.confirmedAtMs < leaseMs && nowMs - lease.sinceMs >= takeOverMs;
}
