// The judge: did each log-on go to a server with the fewest users, by the servers' own truth at the moment it
// arrived? Events in the order in which they happened go in, verdicts come out. Knows nothing of any balancer.
//
// Whoever chooses a server decides a little before the log-on arrives, and hears of an ended session a little after
// it ended. So a server may be counted higher than its truth says, and only by what was provably on the way:
//  - log-ons sent before this one arrived that reached that server afterwards (the verdict waits for them);
//  - sessions and log-on attempts that ended there, where the answer that says so came back to its person only
//    after this log-on was sent, or not yet.

import { createEndings, type Endings } from './endings.ts';
import { type Count, shortfalls } from './fewest.ts';

/** Truth about a server when a log-on arrives; `users` are sessions and log-ons under way, without this one. */
export type ServerTruth = {
  readonly server: string;
  readonly users: number;
  readonly weight: number;
  /** False for a server that could not be chosen: down, hanging, not long enough back. */
  readonly candidate: boolean;
};

export type Arrival = {
  readonly user: string;
  readonly server: string;
  readonly confirm: boolean;
  readonly atMs: number;
  readonly truth: readonly ServerTruth[];
};

export type Misjudged = {
  readonly user: string;
  readonly server: string;
  readonly atMs: number;
  readonly because: 'more-users' | 'confirmation-elsewhere' | 'arrived-twice' | 'not-serving';
  /** What was counted: `users` as they were, `onTheWay` what was granted on top. */
  readonly counts: readonly Count[];
};

export type JudgeResult = {
  readonly judged: number;
  /** Verdicts that still wait for log-ons on their way. */
  readonly undecided: number;
  /** Log-ons of users nobody announced: a visitor, a service account. They are not judged. */
  readonly others: number;
  /** Sessions that ended, for whatever reason. */
  readonly sessionsEnded: number;
  readonly misjudged: readonly Misjudged[];
};

export type Decision = {
  readonly user: string;
  readonly server: string;
  readonly result: 'success' | 'already-on' | 'failed';
  readonly atMs: number;
};

export type Judge = {
  /** A person begins to send a log-on. */
  sent(user: string): void;
  /** It has arrived, whole, at a server. */
  arrived(arrival: Arrival): void;
  /** A server has decided it. `already-on` keeps its place until the confirmation is answered. */
  decided(decision: Decision): void;
  ended(user: string, server: string, atMs: number): void;
  /** The answer to a log-on, a log-off or a page that showed the loss has come back to the person. */
  seen(user: string, atMs: number): void;
  result(): JudgeResult;
  /** No log-on will arrive any more: what is on the way never will. */
  finish(): JudgeResult;
};

export type JudgeOptions = {
  /**
   * Endings that nothing but the database tells stay on the way for this long after they were seen; 0 where the
   * chooser can read them off the traffic.
   */
  readonly toldByDatabaseMs: number;
};

type Sent = { readonly id: number; readonly user: string };

type Pending = {
  readonly arrival: Arrival;
  readonly counts: readonly Count[];
  /** Users that other servers would have needed; less with every log-on that turns out to have gone there. */
  readonly short: Map<string, number>;
  readonly waitingFor: Set<number>;
  /** Log-ons that never arrived anywhere: they may have been meant for any server. */
  neverArrived: number;
};

type State = {
  /** Grows with everything that happens; also the id of a log-on on its way. */
  order: number;
  judged: number;
  others: number;
  sessionsEnded: number;
  readonly known: Set<string>;
  readonly firstAttempt: Map<string, string>;
  readonly misjudged: Misjudged[];
  readonly endings: Endings;
  onTheWay: readonly Sent[];
  pendings: readonly Pending[];
};

/** A judge who has seen nothing yet. */
export function createJudge(options: JudgeOptions): Judge {
  const state = createState(options);
  const result = (): JudgeResult => ({
    judged: state.judged,
    undecided: state.pendings.length,
    others: state.others,
    sessionsEnded: state.sessionsEnded,
    misjudged: [...state.misjudged],
  });
  return {
    sent(user) {
      state.order += 1;
      state.known.add(user);
      state.onTheWay = [...state.onTheWay, { id: state.order, user }];
    },
    arrived: (arrival) => arrive(state, arrival),
    decided({ user, server, result: outcome, atMs }) {
      if (outcome === 'success') return;
      const answers = outcome === 'already-on' ? 2 : 1;
      end(state, { user, server, answers, atMs });
    },
    ended(user, server, atMs) {
      state.sessionsEnded += 1;
      end(state, { user, server, answers: 1, atMs });
    },
    seen(user, atMs) {
      const gone = state.onTheWay.find((each) => each.user === user);
      if (gone) landed(state, gone, undefined);
      state.order += 1;
      state.endings.seen(user, state.order, atMs);
      state.endings.forget(state.onTheWay[0]?.id ?? state.order, atMs);
    },
    result,
    finish() {
      for (const sent of state.onTheWay) landed(state, sent, undefined);
      return result();
    },
  };
}

function createState({ toldByDatabaseMs }: JudgeOptions): State {
  return {
    order: 0,
    judged: 0,
    others: 0,
    sessionsEnded: 0,
    known: new Set(),
    firstAttempt: new Map(),
    misjudged: [],
    endings: createEndings(toldByDatabaseMs),
    onTheWay: [],
    pendings: [],
  };
}

function arrive(state: State, arrival: Arrival): void {
  const sent = state.onTheWay.find((each) => each.user === arrival.user);
  if (!state.known.has(arrival.user)) state.others += 1;
  else if (sent) judge(state, arrival, sent);
  else condemn(state, arrival, 'arrived-twice');
  if (sent) landed(state, sent, arrival.server);
  if (!arrival.confirm) state.firstAttempt.set(arrival.user, arrival.server);
}

function judge(state: State, arrival: Arrival, sent: Sent) {
  state.judged += 1;
  const { server, truth, atMs } = arrival;
  const counts = truth
    .filter((each) => each.candidate || each.server === server)
    .map(({ candidate: _, ...each }) => ({
      ...each,
      onTheWay: state.endings.unseen(each.server, sent.id, atMs),
    }));
  if (!truth.some((each) => each.server === server && each.candidate))
    return condemn(state, arrival, 'not-serving', counts);
  const first = arrival.confirm ? state.firstAttempt.get(arrival.user) : undefined;
  if (truth.some((each) => each.server === first && each.candidate)) {
    if (first !== server) condemn(state, arrival, 'confirmation-elsewhere', counts);
    return;
  }
  const waitingFor = new Set(state.onTheWay.filter((each) => each !== sent).map((each) => each.id));
  const short = shortfalls(counts, server);
  const pending: Pending = { arrival, counts, short, waitingFor, neverArrived: 0 };
  if (!settle(state, pending)) state.pendings = [...state.pendings, pending];
}

/** A log-on is on its way no longer: it reached `server`, or (undefined) never will reach any. */
function landed(state: State, sent: Sent, server: string | undefined): void {
  state.onTheWay = state.onTheWay.filter((each) => each !== sent);
  for (const pending of state.pendings) {
    if (!pending.waitingFor.delete(sent.id)) continue;
    if (server === undefined) pending.neverArrived += 1;
    else pending.short.set(server, (pending.short.get(server) ?? 0) - 1);
  }
  state.pendings = state.pendings.filter((each) => !settle(state, each));
}

/** True when nothing that can still happen changes the verdict. */
function settle(state: State, { arrival, counts, short, waitingFor, neverArrived }: Pending): boolean {
  const missing = [...short.values()].reduce((sum, each) => sum + Math.max(0, each), 0);
  if (missing <= neverArrived) return true;
  if (missing <= neverArrived + waitingFor.size) return false;
  condemn(state, arrival, 'more-users', counts);
  return true;
}

type Ended = {
  readonly user: string;
  readonly server: string;
  readonly answers: number;
  readonly atMs: number;
};

/** What strangers end is seen at once: nobody would ever tell of their answers. */
function end(state: State, { user, server, answers, atMs }: Ended): void {
  state.endings.add(user, server, answers);
  if (state.known.has(user)) return;
  state.order += 1;
  for (let each = 0; each < answers; each += 1) state.endings.seen(user, state.order, atMs);
}

function condemn(
  state: State,
  { user, server, atMs }: Arrival,
  because: Misjudged['because'],
  counts: readonly Count[] = [],
): void {
  state.misjudged.push({ user, server, atMs, because, counts });
}
