// Where a request goes and why. Pure: what is known of the request and the servers in, one decision out.
//
// A SID in the ledger beats the cookie: the ledger says exactly which server has this session, the cookie only
// where this browser's last log-on went. Two tabs of one browser may be logged on to two servers.

import type { RequestKind } from './classify.ts';
import type { Parting } from './drain.ts';
import {
  type Admission,
  type Candidate,
  keepsSessions,
  type NoServer,
  type Purpose,
  pick,
  pickOpen,
  takesLogOns,
} from './pick.ts';

/** Closed set: log line and metric label. */
export type ForwardReason =
  /** A log-on, sent to the server with the fewest users. */
  | 'log-on'
  /** The same, but the server with the fewest takes no further log-on for a while: the next one. */
  | 'next-free'
  /** The second submit of somebody already on: where the first one went. */
  | 'confirmation'
  /** The ledger knows the server of this SID. */
  | 'session'
  /** The cookie names the server. */
  | 'affinity'
  /** Nothing ties this request to a server. */
  | 'no-affinity'
  /** A tester's cookie names the server, whatever is wanted of it. */
  | 'tester'
  /** Its server is drained, and the request needs no session of it. */
  | 'moved-draining'
  /** Its server is down, in maintenance, no longer in the cluster, or could not be connected to. */
  | 'moved-down'
  | 'moved-maintenance'
  | 'moved-gone'
  | 'moved-unreachable'
  /** Its server has restarted and lost the session: the log-on page of another one. */
  | 'moved-restarted';

export const forwardReasons: readonly ForwardReason[] = [
  'log-on',
  'next-free',
  'confirmation',
  'session',
  'affinity',
  'no-affinity',
  'tester',
  'moved-draining',
  'moved-down',
  'moved-maintenance',
  'moved-gone',
  'moved-unreachable',
  'moved-restarted',
];

/** Where something ties a request to: a server, one that left the cluster, or nothing. */
export type Tie<C extends Candidate> = C | 'gone' | undefined;

/** The same of a session, which its server may have lost. */
export type SessionTie<C extends Candidate> = Tie<C> | 'lost';

export type Ask<C extends Candidate> = {
  readonly kind: RequestKind;
  /** A log-on submit that says "log on anyway". */
  readonly confirmation: boolean;
  readonly bySid: SessionTie<C>;
  readonly byCookie: Tie<C>;
  /** The server that a tester's cookie names; undefined for everybody else. */
  readonly tester: Tie<C>;
  /** What becomes of the request where its session is on that server (drain.ts). */
  readonly partingFrom: (candidate: C) => Parting;
  readonly candidates: readonly C[];
  /** Servers this very request could not connect to. */
  readonly tried: readonly C[];
  /** Which servers let another log-on in now; asked for log-ons only. */
  readonly admission: Admission<C>;
};

/** Closed set: log line and metric label. */
export type PartingReason = 'moved-draining' | 'moved-maintenance';

export type Decision<C extends Candidate> =
  | { readonly kind: 'forward'; readonly candidate: C; readonly because: ForwardReason }
  | { readonly kind: 'refuse'; readonly because: NoServer | 'tester-down' }
  /** The session has to end on its server: its person is asked to log on anew, and no server gets the request. */
  | { readonly kind: 'part'; readonly from: C; readonly because: PartingReason }
  /** A log-on for which there is a server, but not now. */
  | { readonly kind: 'wait' };

/** Decides about one request; asked again with one more server in `tried` after a connect failure. */
export function decide<C extends Candidate>(ask: Ask<C>): Decision<C> {
  const { bySid, byCookie, tester, tried } = ask;
  if (tester !== undefined && tester !== 'gone') {
    const decision = decideTester(ask, tester);
    if (decision !== undefined) return decision;
  }
  if (isLogOn(ask.kind)) return decideLogOn(ask);
  if (bySid === 'lost') return fewest(ask, purposeOf(ask.kind), 'moved-restarted');
  const tie = bySid === undefined || bySid === 'gone' || !reaches(bySid, tried) ? byCookie : bySid;
  if (tie !== undefined && tie !== 'gone' && reaches(tie, tried)) return decideTied(ask, tie);
  const last = bySid ?? byCookie;
  return fewest(ask, purposeOf(ask.kind), last === undefined ? 'no-affinity' : movedFrom(last, tried));
}

/** True for the two requests that make a session. */
export function isLogOn(kind: RequestKind): boolean {
  return kind === 'log-on-submit' || kind === 'soap-log-on';
}

/** True where a worker may do it: how long a session was idle, and who has the fewest users, is known elsewhere. */
export function needsNoKeeper<C extends Candidate>(decision: Decision<C>): boolean {
  if (decision.kind !== 'forward' || decision.because === 'moved-restarted') return false;
  return decision.candidate.admin === 'in-service';
}

/** A log-on is decided anew whatever the cookie says, but for the confirmation. */
function decideLogOn<C extends Candidate>(ask: Ask<C>): Decision<C> {
  const { confirmation, byCookie, candidates, tried, admission } = ask;
  if (confirmation && byCookie !== undefined && byCookie !== 'gone') {
    if (takesLogOns(byCookie) && !tried.includes(byCookie)) {
      if (admission.gateOf(byCookie) !== 'open') return { kind: 'wait' };
      return { kind: 'forward', candidate: byCookie, because: 'confirmation' };
    }
  }
  const picked = pickOpen(candidates, tried, admission);
  switch (picked.kind) {
    case 'picked':
      return { kind: 'forward', candidate: picked.candidate, because: 'log-on' };
    case 'next-free':
      return { kind: 'forward', candidate: picked.candidate, because: 'next-free' };
    case 'busy':
      return { kind: 'wait' };
    case 'none':
      return { kind: 'refuse', because: picked.because };
  }
}

/** A request whose server can be reached: it goes there unless the server is drained or in maintenance. */
function decideTied<C extends Candidate>(ask: Ask<C>, tie: C): Decision<C> {
  const { kind, bySid, tried, candidates } = ask;
  const parting = ask.partingFrom(tie);
  const stay: Decision<C> = {
    kind: 'forward',
    candidate: tie,
    because:
      bySid === tie
        ? 'session'
        : bySid === undefined || bySid === 'lost'
          ? 'affinity'
          : movedFrom(bySid, tried),
  };
  if (parting === 'stays') return stay;
  const purpose = parting === 'answer' ? 'log-on' : purposeOf(kind);
  const picked = pick(candidates, tried, purpose);
  const nowhere = picked.kind === 'none' || picked.candidate.admin !== 'in-service';
  // Nobody is sent away while there is nowhere to go.
  if (nowhere && keepsSessions(tie) && purposeOf(kind) === 'any') return stay;
  if (picked.kind === 'none') return { kind: 'refuse', because: picked.because };
  if (parting === 'elsewhere')
    return { kind: 'forward', candidate: picked.candidate, because: movedFrom(tie, tried) };
  return {
    kind: 'part',
    from: tie,
    because: tie.admin === 'maintenance' ? 'moved-maintenance' : 'moved-draining',
  };
}

/** A tester's requests go to the server that is tried out, but for sessions on another; undefined: as anybody's. */
function decideTester<C extends Candidate>(ask: Ask<C>, tester: C): Decision<C> | undefined {
  const { kind, bySid, tried } = ask;
  const begins = isLogOn(kind) || purposeOf(kind) === 'log-on';
  if (!reaches(tester, tried)) return begins ? { kind: 'refuse', because: 'tester-down' } : undefined;
  if (begins || bySid === undefined || bySid === 'lost')
    return { kind: 'forward', candidate: tester, because: 'tester' };
  return bySid === tester ? { kind: 'forward', candidate: tester, because: 'session' } : undefined;
}

/** Somebody about to log on is told at once that nobody takes log-ons, not after typing a password. */
function purposeOf(kind: RequestKind): Purpose {
  return kind === 'log-on-page' || kind === 'start' ? 'log-on' : 'any';
}

function fewest<C extends Candidate>(ask: Ask<C>, purpose: Purpose, because: ForwardReason): Decision<C> {
  const picked = pick(ask.candidates, ask.tried, purpose);
  if (picked.kind === 'none') return { kind: 'refuse', because: picked.because };
  return { kind: 'forward', candidate: picked.candidate, because };
}

function reaches<C extends Candidate>(candidate: C, tried: readonly C[]): boolean {
  return candidate.health !== 'down' && !tried.includes(candidate);
}

function movedFrom<C extends Candidate>(tie: C | 'gone', tried: readonly C[]): ForwardReason {
  if (tie === 'gone') return 'moved-gone';
  if (tie.admin === 'maintenance') return 'moved-maintenance';
  if (tried.includes(tie)) return 'moved-unreachable';
  return tie.health === 'down' ? 'moved-down' : 'moved-draining';
}
