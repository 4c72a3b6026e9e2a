// The nouns of one simulated CRM server: what it uses of the store, what it counts, how a log-on goes and who is told.
// Types only.

import type { Store } from '../store/store.ts';
import type { LogOnOutcome } from './rules/log-on.ts';
import type { Session, SessionKind } from './rules/session.ts';

/** The part of the store a CRM server uses. */
export type CrmStore = Pick<
  Store,
  | 'findUser'
  | 'recordLogOn'
  | 'recordLogOff'
  | 'parameter'
  | 'setParameter'
  | 'customize'
  | 'newestCustomization'
>;

export type LogOnResult = 'success' | 'wrong-password' | 'already-on' | 'locked' | 'failed';

/** Told of every log-on and of every session that ends, at the moment it happens. */
export type CrmHooks = {
  /** A whole log-on request has arrived; it is not yet among `logOnsUnderWay`. */
  onLogOn?(event: LogOnEvent): void;
  /** It is decided: no longer under way, and a session if it succeeded. The answer goes out after this. */
  onLogOnEnd?(event: LogOnEvent & { readonly result: LogOnResult }): void;
  /** A session is gone. `how` is the ending as in the store, or `Lost` for a recycle, reset or kill. */
  onSessionEnd?(event: SessionEndEvent): void;
};

export type LogOnEvent = {
  readonly server: string;
  /** Log-on name in lower case, as typed. */
  readonly user: string;
  readonly kind: SessionKind;
  readonly confirm: boolean;
  readonly atMs: number;
};

export type SessionEndEvent = {
  readonly server: string;
  readonly user: string;
  readonly how: 'Kicked' | 'Manual' | 'Timed Out' | 'Lost';
  readonly atMs: number;
};

/** Counted since the server was made. */
export type CrmCounters = {
  requests: number;
  logOns: number;
  logOnsFailed: number;
  lostSessions: number;
  addressMismatches: number;
  uploads: number;
  reports: number;
  metadataLoads: number;
  /** Of these, the ones that somebody asked for (F5). */
  metadataReloads: number;
  recycles: number;
  /** Of these, the ones that too many cold log-ons caused (F4). */
  stormRecycles: number;
};

export type Attempt = {
  readonly user: string;
  readonly password: string;
  readonly kind: SessionKind;
  readonly confirm: boolean;
  readonly address: string;
};

export type AttemptResult =
  | { readonly kind: 'success'; readonly session: Session }
  /** The pool was recycled under it: IIS answers 503. */
  | { readonly kind: 'recycled' }
  | Exclude<LogOnOutcome, { readonly kind: 'success' }>;

export type LogOnDesk = {
  attempt(attempt: Attempt): Promise<AttemptResult>;
  /** Log-ons that have arrived and are not decided. */
  underWay(): number;
};
