// What main.ts gives the traffic rules and gets from them. Types only.

import type { AdminState, Health, Load, ServerId, Topology, UserCounts } from '../cluster/model.ts';
import type { EndReason, TrafficRules } from './engine.ts';
import type { BalancerError } from './errors.ts';
import type { RequestKind } from './rules/classify.ts';
import type { CrmPatterns } from './rules/patterns.ts';
import type { NoServer } from './rules/pick.ts';
import type { LogOnReason, TrafficCounters } from './traffic-counters.ts';

/** What an operator may change while traffic runs. */
export type TrafficSettings = {
  /** `redirect` answers the log-on page with the picked server's own name, the vendor's way. */
  readonly mode: 'proxy' | 'redirect';
  /** Where browsers reach us; undefined: taken from each request. */
  readonly publicUrl: string | undefined;
  /** Addresses and ranges whose forwarding fields are believed. */
  readonly trustedProxies: readonly string[];
  /** Heading and text of our page when no server can serve. */
  readonly unavailableTitle: string;
  readonly unavailableText: string;
  readonly retryAfterSeconds: number;
  /** User names in decision events: personal data, off unless asked for. */
  readonly userNames: boolean;
};

/** One log-on decision: where, why, and how the candidates stood. */
export type DecisionEvent = {
  readonly atMs: number;
  readonly requestId: string;
  /** Undefined where no server could take it. */
  readonly server: ServerId | undefined;
  readonly serverName: string | undefined;
  readonly because: LogOnReason | NoServer;
  readonly candidates: readonly {
    readonly id: ServerId;
    readonly name: string;
    /** Before this log-on. */
    readonly users: number;
    readonly health: Health['state'];
    readonly admin: AdminState['state'];
  }[];
  /** Only with `userNames`. */
  readonly user: string | undefined;
};

/** One line of the access log. */
export type RequestEvent = {
  readonly startedMs: number;
  readonly requestId: string;
  /** Whoever holds the connection. */
  readonly clientAddress: string;
  /** As the server sees it: what a trusted proxy told, then `clientAddress`. */
  readonly forwardedFor: string;
  readonly method: string;
  /** The session id is masked; the query of a log-on is left out. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** As the client sent it (latin1): may hold anything but line breaks. */
  readonly userAgent: string | undefined;
  readonly kind: RequestKind;
  readonly serverName: string | undefined;
  readonly because: string;
  readonly reason: EndReason;
  /** Status the client saw; 0 if none. */
  readonly status: number;
  readonly connectMs: number | undefined;
  readonly firstByteMs: number | undefined;
  readonly totalMs: number;
  readonly requestBodyBytes: number;
  readonly responseBodyBytes: number;
};

export type TrafficOptions = {
  readonly patterns: CrmPatterns;
  readonly clusterKey: string;
  readonly cookieName: string;
  readonly settings: TrafficSettings;
  /** Where the ledger is kept; undefined keeps it in memory only. */
  readonly ledgerFolder: string | undefined;
  /** Most sessions the ledger remembers; 100,000 unless told. */
  readonly ledgerCapacity?: number | undefined;
  readonly nowMs: () => number;
  /** Makes the id of a request: short, unique, no secret. */
  readonly requestId: () => string;
  readonly onDecision: (event: DecisionEvent) => void;
  /** Undefined: no access log, and no work for it. */
  readonly onRequest: ((event: RequestEvent) => void) | undefined;
  readonly onProblem: (problem: BalancerError) => void;
};

/** The deciding half of the balancer: the engine asks it, main.ts tells it what is new. */
export interface Traffic extends TrafficRules {
  setTopology(topology: Topology): void;
  setHealth(id: ServerId, health: Health): void;
  setAdminState(id: ServerId, admin: AdminState): void;
  /** A server that the counts leave out has no news; one without users must be there with 0. */
  setCounts(counts: UserCounts): void;
  /** Throws a BalancerError where a setting cannot be used; the old ones stay. */
  setSettings(settings: TrafficSettings): void;
  loads(): ReadonlyMap<ServerId, Load>;
  counters(): TrafficCounters;
  /** Writes the ledger a last time. */
  close(): Promise<void>;
}
