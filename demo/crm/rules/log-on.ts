// What becomes of a log-on attempt (F2, F3), from facts alone: decides, changes nothing.

/** A user as the store has it. */
export type KnownUser = {
  readonly id: number;
  readonly logOn: string;
  readonly password: string;
  readonly disabled: boolean;
};

export type LogOnFacts = {
  readonly user: KnownUser | undefined;
  readonly password: string;
  /** True for the re-POST with `LoginAnyway=T`. */
  readonly confirmed: boolean;
  /** True while the user has a session of the same kind anywhere in the cluster. */
  readonly alreadyOn: boolean;
  /** Web-service clients are never asked: their second log-on kicks the first (F2). */
  readonly asksBeforeKicking: boolean;
  /** `SysLockedByUsrID` while the lock holds. */
  readonly systemLockedBy: string | undefined;
  /** Wrong passwords of this user in a row so far, and how many lock the account (0: never). */
  readonly failedBefore: number;
  readonly failedBeforeLock: number;
};

export type LogOnOutcome =
  | { readonly kind: 'success'; readonly user: KnownUser; readonly kicks: boolean }
  | { readonly kind: 'wrong-password' }
  | { readonly kind: 'already-on' }
  | { readonly kind: 'locked'; readonly what: 'account' | 'system' };

/**
 * Decides a log-on. Whoever does not know the password learns nothing of locks or sessions. The user who locked
 * the system is let in: the vendor tells administrators to log on once before they unlock it (F4).
 */
export function decideLogOn(facts: LogOnFacts): LogOnOutcome {
  const { user } = facts;
  if (!user) return { kind: 'wrong-password' };
  const lockedOut = facts.failedBeforeLock > 0 && facts.failedBefore >= facts.failedBeforeLock;
  if (lockedOut) return { kind: 'locked', what: 'account' };
  if (user.password !== facts.password) return { kind: 'wrong-password' };
  if (user.disabled) return { kind: 'locked', what: 'account' };
  if (facts.systemLockedBy !== undefined && facts.systemLockedBy !== String(user.id))
    return { kind: 'locked', what: 'system' };
  if (facts.alreadyOn && facts.asksBeforeKicking && !facts.confirmed) return { kind: 'already-on' };
  return { kind: 'success', user, kicks: facts.alreadyOn };
}

const lockLapsesAfterMs = 3 * 3_600_000;

/**
 * Who locked the system, or undefined where nobody did or the lock has lapsed after three hours (F1).
 * A time that could not be read counts as fresh: a lock that is written is a lock.
 */
export function systemLock(
  by: string | undefined,
  sinceMs: number | undefined,
  nowMs: number,
): string | undefined {
  if (!by) return undefined;
  return sinceMs === undefined || nowMs - sinceMs < lockLapsesAfterMs ? by : undefined;
}
