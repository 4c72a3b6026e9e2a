// What the handlers of one simulated server share. Types, and the few lines that make answers alike.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { CrmBehaviour } from './behaviour.ts';
import type { CrmCounters, CrmHooks, CrmStore, LogOnDesk } from './model.ts';
import type { ApplicationPool } from './pool.ts';
import type { SessionRegistry } from './registry.ts';
import type { Target } from './rules/target.ts';
import type { Sessions } from './sessions.ts';

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
