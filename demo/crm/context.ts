// What the handlers of one simulated server share. Types, and the few lines that make answers alike.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { LogOnDesk } from './attempt.ts';
import type { CrmBehaviour } from './behaviour.ts';
import type { ApplicationPool } from './pool.ts';
import type { SessionRegistry } from './registry.ts';
import type { SessionKind } from './rules/session.ts';
import type { Target } from './rules/target.ts';
import type { Sessions } from './sessions.ts';

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

export type CrmContext = {
  readonly name: string;
  readonly behaviour: () => CrmBehaviour;
  readonly store: CrmStore;
  readonly registry: SessionRegistry;
  readonly sessions: Sessions;
  readonly pool: ApplicationPool;
  readonly desk: LogOnDesk;
  readonly clock: Clock;
  readonly counters: CrmCounters;
  readonly hooks: CrmHooks;
  readonly tomcatReady: () => boolean;
  /** Why this server cannot work with its database; undefined where it can. */
  readonly versionProblem: () => string | undefined;
  readonly random: () => number;
  readonly onProblem: (problem: Error) => void;
};

/** One request with its answer, the target already taken apart. */
export type CrmExchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
};

export type Handler = (exchange: CrmExchange, context: CrmContext) => Promise<void>;

/** Counters of a fresh server. */
export function createCounters(): CrmCounters {
  return {
    requests: 0,
    logOns: 0,
    logOnsFailed: 0,
    lostSessions: 0,
    addressMismatches: 0,
    uploads: 0,
    reports: 0,
    metadataLoads: 0,
    metadataReloads: 0,
    recycles: 0,
    stormRecycles: 0,
  };
}

/** Address of the client as this server sees it; IPv4 in IPv6 form is IPv4. */
export function clientAddress(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

/** Value of a cookie of the request. */
export function requestCookie(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
