// How warm a server is (F4), and what that means for its log-ons: how many at once, and how soon after each other.
// Pure: a state and what happened in, the next state out. Who asks and who waits is not known here.
//
// A server is cold when it has just come back or when a log-on there was slow. It takes one log-on at a time until one
// has succeeded quickly; then its log-ons may follow each other at a rate that rises, and in the end only their number
// at once is limited. Nobody knows how warm the servers are when Fairlead itself starts: they count as warm, and the
// first slow log-on tells the truth.

/** The section `storm` of the configuration. */
export type StormSettings = {
  /** False: no log-on ever waits. */
  readonly guard: boolean;
  /** Most log-ons under way on one server. */
  readonly logOnsPerServer: number;
  /** Most log-ons that wait, and for how long each at most. */
  readonly queueLength: number;
  readonly queueTimeoutMs: number;
  /** For so long the rate of log-ons to a server that came back rises; 0 is at once. */
  readonly rampMs: number;
  /** A log-on that took no longer shows that its server is warm. */
  readonly quickLogOnMs: number;
  /** A log-on that took longer shows that its server is cold. */
  readonly coldLogOnMs: number;
};

export type Warmth =
  | { readonly kind: 'warm'; readonly sinceMs: number }
  | { readonly kind: 'cold'; readonly sinceMs: number }
  /** `nextAtMs`: when the next log-on may go there. */
  | { readonly kind: 'ramping'; readonly sinceMs: number; readonly nextAtMs: number };

/** One log-on as the server answered it. */
export type AnsweredLogOn = {
  readonly startedMs: number;
  /** From the decision to the head of the answer. */
  readonly tookMs: number;
  readonly succeeded: boolean;
};

/** At its end the ramp allows so many times the rate of its beginning; then there is no rate any more. */
const rise = 10;

/** The warmth of a server of which nothing is known. */
export const unknownWarmth: Warmth = { kind: 'warm', sinceMs: Number.NEGATIVE_INFINITY };

/** A server that came back, or that somebody knows to be cold. */
export function cold(nowMs: number): Warmth {
  return { kind: 'cold', sinceMs: nowMs };
}

/** A server that takes log-ons again: not cold as far as anybody knows, but empty. A cold one stays cold. */
export function returned(warmth: Warmth, nowMs: number): Warmth {
  return warmth.kind === 'cold' ? warmth : ramping(nowMs);
}

/** A server of which somebody knows that its log-ons are quick now. A warm one stays as it is. */
export function warmed(warmth: Warmth, nowMs: number): Warmth {
  return warmth.kind === 'cold' ? ramping(nowMs) : warmth;
}

/** The same server now: a ramp ends by time. A clock that was set back begins it anew. */
export function atTime(warmth: Warmth, settings: StormSettings, nowMs: number): Warmth {
  if (warmth.kind !== 'ramping') return warmth;
  if (nowMs < warmth.sinceMs) return ramping(nowMs);
  return nowMs - warmth.sinceMs >= settings.rampMs ? { kind: 'warm', sinceMs: warmth.sinceMs } : warmth;
}

/** How many log-ons may be under way there. */
export function placesOf(warmth: Warmth, settings: StormSettings): number {
  return warmth.kind === 'cold' ? 1 : settings.logOnsPerServer;
}

/**
 * How many users more than the server with the fewest another one may have, where that one is to have a place soon.
 * None at first, so that users stay evenly spread; a few after the time of a quick log-on; and before anybody is sent
 * away for it, any number.
 */
export function toleranceOf(settings: StormSettings, waitedMs: number): number {
  const [patientMs, contentMs] = toleranceChangesMs(settings);
  if (waitedMs >= contentMs) return Number.POSITIVE_INFINITY;
  return waitedMs < patientMs ? 0 : settings.logOnsPerServer;
}

/** After how long a wait the tolerance changes. */
export function toleranceChangesMs({
  quickLogOnMs,
  queueTimeoutMs,
}: StormSettings): readonly [number, number] {
  return [quickLogOnMs, Math.max(0, queueTimeoutMs - quickLogOnMs)];
}

/** When the next log-on may go there, if there is a place; in the past for all but a ramping server. */
export function nextAtMs(warmth: Warmth): number {
  return warmth.kind === 'ramping' ? warmth.nextAtMs : Number.NEGATIVE_INFINITY;
}

/** A log-on went there at `nowMs`. One that could have gone earlier is made up for, so that no late timer costs rate. */
export function afterTaking(warmth: Warmth, settings: StormSettings, nowMs: number): Warmth {
  if (warmth.kind !== 'ramping') return warmth;
  const gapMs = 1000 / ratePerSecond(settings, nowMs - warmth.sinceMs);
  return { ...warmth, nextAtMs: Math.max(warmth.nextAtMs, nowMs - gapMs) + gapMs };
}

/** A log-on was answered. One that began before the present state says nothing about it. */
export function afterLogOn(
  warmth: Warmth,
  logOn: AnsweredLogOn,
  settings: StormSettings,
  nowMs: number,
): Warmth {
  if (logOn.startedMs < warmth.sinceMs) return warmth;
  if (warmth.kind === 'cold') {
    return logOn.succeeded && logOn.tookMs <= settings.quickLogOnMs ? ramping(nowMs) : warmth;
  }
  return isSlow(logOn.tookMs, settings) ? cold(nowMs) : warmth;
}

/** True for a log-on that shows a cold server, answered or still under way. */
export function isSlow(tookMs: number, settings: StormSettings): boolean {
  return tookMs > settings.coldLogOnMs;
}

/** At first as many log-ons a second as there are places, then more. */
export function ratePerSecond(settings: StormSettings, rampedMs: number): number {
  const share = settings.rampMs === 0 ? 1 : Math.min(1, Math.max(0, rampedMs / settings.rampMs));
  return settings.logOnsPerServer * (1 + (rise - 1) * share);
}

function ramping(nowMs: number): Warmth {
  return { kind: 'ramping', sinceMs: nowMs, nextAtMs: nowMs };
}
