// Takes a server out that fails live requests again and again, for a time that grows. Pure: what happened in, the
// next standing out. What counts as a failure is the caller's affair; active checks are not known here.
//
// A server that is out gets nothing; when its time is over it is on trial: one success brings it back, one failure
// puts it out for longer.

/** The section `ejection` of the configuration. */
export type EjectionSettings = {
  /** Failures in a row that take a server out. */
  readonly failures: number;
  /** How long it is out the first time, and at most. Each time is twice the one before; being in takes it back. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** Never more than this share (0 to 1) of the servers is out or down; 0 takes none out. */
  readonly maxShare: number;
};

/**
 * `gateway`: no connection, no answer, a broken one, or 502, 503, 504. `error`: any other answer of 500 and more,
 * which may be the page's own fault, so it takes more of them.
 */
export type FailureWeight = 'gateway' | 'error';

/** One request that failed there. `startedMs`: when the client sent it. */
export type LiveFailure = { readonly weight: FailureWeight; readonly startedMs: number };

/** `times`: how often in a row it was out. `sinceMs`: when it came back. */
export type Standing =
  | { readonly kind: 'in'; readonly points: number; readonly times: number; readonly sinceMs: number }
  | { readonly kind: 'ejected'; readonly sinceMs: number; readonly untilMs: number; readonly times: number }
  | { readonly kind: 'trial'; readonly times: number; readonly sinceMs: number };

/** A server as the share looks at it. `down`: by its active check. */
export type Judged = { readonly standing: Standing; readonly down: boolean };

const weights: Readonly<Record<FailureWeight, number>> = { gateway: 4, error: 1 };
const growth = 2;

/** A server nothing was heard of. */
export const goodStanding: Standing = { kind: 'in', points: 0, times: 0, sinceMs: 0 };

/**
 * A request failed there. `mayEject` is false where too many are out already: then it stays in and is only failing. A
 * request from before it came back tells of the fault that is over.
 */
export function afterFailure(
  standing: Standing,
  failure: LiveFailure & { readonly nowMs: number; readonly mayEject: boolean },
  settings: EjectionSettings,
): Standing {
  const { weight, startedMs, nowMs, mayEject } = failure;
  if (standing.kind === 'ejected') return standing;
  if (startedMs < standing.sinceMs && standing.sinceMs <= nowMs) return standing;
  if (standing.kind === 'trial') {
    if (mayEject) return ejected(standing.times, nowMs, settings);
    return { kind: 'in', points: limitOf(settings), times: standing.times, sinceMs: nowMs };
  }
  const points = Math.min(limitOf(settings), standing.points + weights[weight]);
  if (points < limitOf(settings) || !mayEject) return { ...standing, points };
  return ejected(timesLeft(standing.times, nowMs - standing.sinceMs, settings), nowMs, settings);
}

/** True where nothing has failed lately, so that a success changes nothing. */
export function isSound(standing: Standing): boolean {
  return standing.kind === 'in' && standing.points === 0;
}

/** A request succeeded there. Late answers change nothing while it is out, unless it is used nevertheless. */
export function afterSuccess(standing: Standing, nowMs: number, usedAnyway: boolean): Standing {
  if (isSound(standing)) return standing;
  if (standing.kind === 'in') return { ...standing, points: 0 };
  if (standing.kind === 'ejected' && !usedAnyway) return standing;
  return { kind: 'in', points: 0, times: standing.times, sinceMs: nowMs };
}

/**
 * Its active check failed and then saw it up again: what the check saw begin and end need not be waited for, and does
 * not count among the times in a row, which grow for faults that no check sees.
 */
export function afterReturn(standing: Standing, nowMs: number): Standing {
  return standing.kind === 'ejected'
    ? { kind: 'trial', times: standing.times - 1, sinceMs: nowMs }
    : standing;
}

/** The same server now. A clock that was set back must not keep it out. */
export function atTime(standing: Standing, nowMs: number): Standing {
  if (standing.kind !== 'ejected') return standing;
  const over = nowMs >= standing.untilMs || nowMs < standing.sinceMs;
  return over ? { kind: 'trial', times: standing.times, sinceMs: nowMs } : standing;
}

/** True where it has failed so often that it should be out. */
export function isFailing(standing: Standing, settings: EjectionSettings): boolean {
  if (standing.kind === 'in') return standing.points >= limitOf(settings);
  return standing.kind === 'ejected';
}

/** True where one more server may be out. */
export function mayEject(servers: readonly Judged[], settings: EjectionSettings): boolean {
  const out = servers.filter(({ standing, down }) => down || standing.kind === 'ejected').length;
  return out + 1 <= Math.floor(settings.maxShare * servers.length + 1e-9);
}

/** True where every server that could serve fails: then something else is wrong, and none of them is out. */
export function isDoubted(servers: readonly Judged[], settings: EjectionSettings): boolean {
  const left = servers.filter(({ down }) => !down);
  return left.length > 0 && left.every(({ standing }) => isFailing(standing, settings));
}

/** A time is forgotten when the server was in for as long as it was out then, the last one first. */
function timesLeft(times: number, quietMs: number, settings: EjectionSettings): number {
  let left = times;
  for (let restMs = quietMs; left > 0; left--) {
    restMs -= outMs(left - 1, settings);
    if (restMs < 0) break;
  }
  return left;
}

function outMs(times: number, { baseMs, maxMs }: EjectionSettings): number {
  return Math.min(maxMs, baseMs * growth ** times);
}

function ejected(times: number, nowMs: number, settings: EjectionSettings): Standing {
  const forMs = outMs(times, settings);
  return { kind: 'ejected', sinceMs: nowMs, untilMs: nowMs + forMs, times: times + 1 };
}

function limitOf({ failures }: EjectionSettings): number {
  return failures * weights.gateway;
}
