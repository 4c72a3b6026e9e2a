// How far a drain is, in people: how many are left, how many of them idle, how fast they leave, when the last one will.
// Pure. What follows from it is drain-step.ts.

/** What is seen of a server that is drained. */
export type DrainSight = {
  /** Sessions that pass through here. */
  readonly sessions: number;
  readonly idle: number;
  readonly oldestSeenMs: number | undefined;
  /** Users as decisions count them: those of the database, where it tells. */
  readonly users: number;
  /** Sessions that were ended here; the database counts them until their people log on again or time out. */
  readonly letGo: number;
  /** Requests sent there and not yet answered. */
  readonly inFlight: number;
};

/** How many were left at a time. */
export type DrainSample = { readonly atMs: number; readonly left: number };

export type DrainProgress = {
  readonly left: number;
  readonly idle: number;
  /** When the person who has been quiet for the longest was last seen. */
  readonly oldestSeenMs: number | undefined;
  /** People a minute who leave; undefined while nothing can be said. */
  readonly perMinute: number | undefined;
  /** When the last one will have left at that rate. */
  readonly etaMs: number | undefined;
};

/** The rate is that of the last minutes: what was long ago says little about the rest. */
const windowMs = 10 * 60_000;
/** In less time than this one person more or less would be a rate. */
const leastMs = 10_000;

/** The larger of what passes through here and what the database counts: nobody is overlooked. */
export function usersLeft({ sessions, users, letGo }: DrainSight): number {
  return Math.max(sessions, users - letGo, 0);
}

/** Samples with the newest one; only what the rate needs is kept. */
export function withSample(samples: readonly DrainSample[], sample: DrainSample): readonly DrainSample[] {
  const last = samples.at(-1);
  // Times between two samples of the same number say nothing that the first and the last do not.
  const kept = samples.length >= 2 && last?.left === sample.left && samples.at(-2)?.left === sample.left;
  const before = kept ? samples.slice(0, -1) : samples;
  const young = before.filter((each, index) => {
    const next = before[index + 1];
    return sample.atMs - each.atMs <= windowMs || (next !== undefined && sample.atMs - next.atMs < windowMs);
  });
  return [...young, sample];
}

/** Progress at `nowMs`. */
export function drainProgress(
  sight: DrainSight,
  samples: readonly DrainSample[],
  nowMs: number,
): DrainProgress {
  const left = usersLeft(sight);
  const first = samples[0];
  const spanMs = first === undefined ? 0 : nowMs - first.atMs;
  const gone = first === undefined ? 0 : first.left - left;
  const perMinute = spanMs < leastMs ? undefined : Math.max(0, (gone * 60_000) / spanMs);
  const etaMs = left === 0 ? nowMs : perMinute ? Math.round(nowMs + (left / perMinute) * 60_000) : undefined;
  return { left, idle: Math.min(sight.idle, left), oldestSeenMs: sight.oldestSeenMs, perMinute, etaMs };
}
