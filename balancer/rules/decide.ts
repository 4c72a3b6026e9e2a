// Where a request goes and why. Pure: what is known of the request and the servers in, one decision out.
//
// A SID in the ledger beats the cookie: the ledger says exactly which server has this session, the cookie only
// where this browser's last log-on went. Two tabs of one browser may be logged on to two servers.

import type { RequestKind } from './classify.ts';
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
  /** Its server is down, in maintenance, no longer in the cluster, or could not be connected to. */
  | 'moved-down'
  | 'moved-maintenance'
  | 'moved-gone'
  | 'moved-unreachable';

export const forwardReasons: readonly ForwardReason[] = [
  'log-on',
  'next-free',
  'confirmation',
  'session',
  'affinity',
  'no-affinity',
  'moved-down',
  'moved-maintenance',
  'moved-gone',
  'moved-unreachable',
];

/** Where something ties a request to: a server, one that left the cluster, or nothing. */
export type Tie<C extends Candidate> = C | 'gone' | undefined;

export type Ask<C extends Candidate> = {
  readonly kind: RequestKind;
  /** A log-on submit that says "log on anyway". */
  readonly confirmation: boolean;
  readonly bySid: Tie<C>;
  readonly byCookie: Tie<C>;
  readonly candidates: readonly C[];
  /** Servers this very request could not connect to. */
  readonly tried: readonly C[];
  /** Which servers let another log-on in now; asked for log-ons only. */
  readonly admission: Admission<C>;
};

export type Decision<C extends Candidate> =
  | { readonly kind: 'forward'; readonly candidate: C; readonly because: ForwardReason }
  | { readonly kind: 'refuse'; readonly because: NoServer }
  /** A log-on for which there is a server, but not now. */
  | { readonly kind: 'wait' };

/** Decides about one request; asked again with one more server in `tried` after a connect failure. */
export function decide<C extends Candidate>(ask: Ask<C>): Decision<C> {
  if (isLogOn(ask.kind)) return decideLogOn(ask);
  const { bySid, byCookie, tried } = ask;
  if (bySid !== undefined && bySid !== 'gone' && stays(bySid, tried)) {
    return { kind: 'forward', candidate: bySid, because: 'session' };
  }
  if (byCookie !== undefined && byCookie !== 'gone' && stays(byCookie, tried)) {
    return { kind: 'forward', candidate: byCookie, because: bySid ? movedFrom(bySid, tried) : 'affinity' };
  }
  const tie = bySid ?? byCookie;
  return fewest(ask, purposeOf(ask.kind), tie === undefined ? 'no-affinity' : movedFrom(tie, tried));
}

/** True for the two requests that make a session. */
export function isLogOn(kind: RequestKind): boolean {
  return kind === 'log-on-submit' || kind === 'soap-log-on';
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

/** Somebody about to log on is told at once that nobody takes log-ons, not after typing a password. */
function purposeOf(kind: RequestKind): Purpose {
  return kind === 'log-on-page' || kind === 'start' ? 'log-on' : 'any';
}

function fewest<C extends Candidate>(ask: Ask<C>, purpose: Purpose, because: ForwardReason): Decision<C> {
  const picked = pick(ask.candidates, ask.tried, purpose);
  if (picked.kind === 'none') return { kind: 'refuse', because: picked.because };
  return { kind: 'forward', candidate: picked.candidate, because };
}

function stays<C extends Candidate>(candidate: C, tried: readonly C[]): boolean {
  return keepsSessions(candidate) && !tried.includes(candidate);
}

function movedFrom<C extends Candidate>(tie: C | 'gone', tried: readonly C[]): ForwardReason {
  if (tie === 'gone') return 'moved-gone';
  if (tie.admin === 'maintenance') return 'moved-maintenance';
  return tried.includes(tie) ? 'moved-unreachable' : 'moved-down';
}
