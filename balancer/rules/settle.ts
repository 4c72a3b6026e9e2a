// Users of one server between two polls: what the database said, plus what the balancer did since, counted once.
// Knows one server only; times are arguments.
//
// The rule. `expected` is what the balancer believes: the last settled number, one more for each log-on reserved,
// one less for each given back or log-off seen. A poll took its snapshot at some moment between its start and its
// end. Events surely before that are in its number, events surely after are not, the rest may be either. So the
// number must lie in a range; inside it the poll says nothing new, and what lies outside is somebody else's doing
// and moves `expected` by that much. A poll may also show the end of a session before we see it ourselves; such a
// departure is remembered, so that it is not taken off twice. Exact where Fairlead is the only entrance; else wrong
// by at most the log-ons of one poll, until the next.

/** One log-on on its way or done. Made by `reserve`, ended once by `succeed` or `giveBack`. */
export type Reservation = {
  readonly decidedAtMs: number;
  /** True where nobody will see how it ends: only a poll can tell that it came to be. */
  readonly untold: boolean;
  state: 'under-way' | 'succeeded' | 'given-back';
  /** When the outcome was seen; meaningful once it succeeded. */
  endedAtMs: number;
};

/**
 * The end of a session as we saw it. It ended at some moment in between: for a log-off from its request on, for a
 * lost session from the last time it was used.
 */
export type LogOff = { readonly begunAtMs: number; readonly endedAtMs: number };

/** One server's number in a poll. */
export type PolledCount = {
  readonly users: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
};

export interface Tally {
  reserve(nowMs: number): Reservation;
  /** For a log-on that goes past us: it counts until it is given back, or for good once a poll must contain it. */
  reserveUntold(nowMs: number): Reservation;
  succeed(reservation: Reservation, nowMs: number): void;
  giveBack(reservation: Reservation): void;
  logOff(logOff: LogOff): void;
  /** Takes a poll's number; one that began before the last one ended is too old and ignored. */
  settle(count: PolledCount): void;
  /** The last polled number; undefined before the first. */
  database(): number | undefined;
  lastSettledMs(): number | undefined;
  /** Log-ons whose outcome is not known yet. */
  underWay(): number;
  /** Users believed there, log-ons under way included; meaningful once `database` is. */
  expected(): number;
}

/** No poll takes longer: what ended before that is in every number still to come, and need not be kept. */
const longestPollMs = 60_000;
const keptEvents = 512;
const keptDepartures = 512;

/** A tally that was told nothing yet. */
export function createTally(): Tally {
  let expected = 0;
  let underWay = 0;
  let database: number | undefined;
  let lastStartedMs = Number.NEGATIVE_INFINITY;
  let lastEndedMs: number | undefined;
  let logOns: Reservation[] = [];
  let logOffs: LogOff[] = [];
  /** Ends of the polls that showed fewer users than we can explain, one entry a user, oldest first. */
  let departures: number[] = [];
  let pruneAt = keptEvents;

  /** Keeps the lists short while no poll comes; doubling the mark keeps that cheap in a storm. */
  function makeRoom(nowMs: number) {
    if (logOns.length + logOffs.length < pruneAt) return;
    prune(nowMs - longestPollMs);
    pruneAt = Math.max(keptEvents, 2 * (logOns.length + logOffs.length));
  }

  function prune(beforeMs: number) {
    logOns = logOns.filter((each) => each.state === 'under-way' || isAfter(each, beforeMs));
    logOffs = logOffs.filter((each) => each.endedAtMs >= beforeMs);
    lastStartedMs = Math.max(lastStartedMs, beforeMs);
  }

  function reserve(nowMs: number, untold: boolean): Reservation {
    makeRoom(nowMs);
    const reservation: Reservation = { decidedAtMs: nowMs, untold, state: 'under-way', endedAtMs: 0 };
    logOns.push(reservation);
    expected += 1;
    underWay += 1;
    return reservation;
  }

  function succeed(reservation: Reservation, nowMs: number) {
    if (reservation.state !== 'under-way') return;
    reservation.state = 'succeeded';
    reservation.endedAtMs = nowMs;
    underWay -= 1;
  }

  return {
    reserve: (nowMs) => reserve(nowMs, false),
    reserveUntold: (nowMs) => reserve(nowMs, true),
    succeed,
    giveBack(reservation) {
      if (reservation.state !== 'under-way') return;
      reservation.state = 'given-back';
      underWay -= 1;
      expected -= 1;
    },
    logOff(logOff) {
      makeRoom(logOff.endedAtMs);
      logOffs.push(logOff);
      const shown = departures.findIndex((endedAtMs) => endedAtMs >= logOff.begunAtMs);
      if (shown < 0) expected -= 1;
      else departures.splice(shown, 1);
    },
    settle(count) {
      if (count.startedAtMs < lastStartedMs) return;
      const range = explainable(expected, logOns, logOffs, count);
      for (const each of shown(logOns, count, range)) succeed(each, count.endedAtMs);
      if (count.users > range.highest) expected += count.users - range.highest;
      else if (count.users < range.lowest) {
        const left = range.lowest - count.users;
        expected -= left;
        departures = remembered(departures, left, count.endedAtMs);
      }
      database = count.users;
      lastEndedMs = count.endedAtMs;
      prune(count.startedAtMs);
    },
    database: () => database,
    lastSettledMs: () => lastEndedMs,
    underWay: () => underWay,
    expected: () => Math.max(expected, underWay),
  };
}

/** A departure more for each user who left. */
function remembered(departures: readonly number[], left: number, endedAtMs: number): number[] {
  const ended = Array<number>(Math.min(left, keptDepartures)).fill(endedAtMs);
  return [...departures, ...ended].slice(-keptDepartures);
}

function isAfter(each: Reservation, timeMs: number): boolean {
  return each.state === 'succeeded' && each.endedAtMs >= timeMs;
}

type Range = {
  readonly lowest: number;
  readonly highest: number;
  /** How much above the lowest it may be without any untold log-on in it. */
  readonly others: number;
};

/** The numbers a poll may tell where nobody but us changed anything. Equal milliseconds are of unknown order. */
function explainable(
  expected: number,
  logOns: readonly Reservation[],
  logOffs: readonly LogOff[],
  poll: PolledCount,
): Range {
  let lowest = expected;
  let highest = expected;
  let untold = 0;
  for (const each of logOns) {
    if (each.state === 'given-back' || isBefore(each, poll.startedAtMs)) continue;
    lowest -= 1;
    if (each.decidedAtMs > poll.endedAtMs) highest -= 1;
    else if (isUntold(each)) untold += 1;
  }
  for (const each of logOffs) {
    if (each.endedAtMs < poll.startedAtMs) continue;
    highest += 1;
    if (each.begunAtMs > poll.endedAtMs) lowest += 1;
  }
  return { lowest, highest, others: highest - lowest - untold };
}

/** The untold log-ons that a poll must contain, the oldest first: so many more users can be nobody else's. */
function shown(logOns: readonly Reservation[], poll: PolledCount, range: Range): readonly Reservation[] {
  const users = poll.users - range.lowest - range.others;
  if (users <= 0) return [];
  return logOns.filter((each) => isUntold(each) && each.decidedAtMs <= poll.endedAtMs).slice(0, users);
}

const isUntold = ({ untold, state }: Reservation) => untold && state === 'under-way';

function isBefore(each: Reservation, timeMs: number): boolean {
  return each.state === 'succeeded' && each.endedAtMs < timeMs;
}
