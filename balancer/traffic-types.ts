// The nouns of traffic: what an operator may set, what is told of each request, what is seen of servers. Types only.

import type { AdminState, Health, ServerId } from '../cluster/model.ts';
import type { EndReason } from './engine.ts';
import type { BalancerError } from './errors.ts';
import type { RequestKind } from './rules/classify.ts';
import type { EjectionSettings } from './rules/ejection.ts';
import type { GateView } from './rules/gate.ts';
import type { LockedForWork } from './rules/lock-words.ts';
import type { CrmPatterns } from './rules/patterns.ts';
import type { SessionsSummary } from './rules/sessions-summary.ts';
import type { StormSettings } from './rules/warmth.ts';
import type { LogOnReason, LogOnRefusal } from './traffic-counters.ts';

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
  /** How log-ons are held back so that none of them harms a server. */
  readonly storm: StormSettings;
  /** When a server that fails live requests is taken out. */
  readonly ejection: EjectionSettings;
  /** What people are told whose session has to end because their server is taken out of service. */
  readonly parting: PartingSettings;
};

export type PartingSettings = {
  /** Our own page before the log-on page; else the log-on page at once. */
  readonly noticePage: boolean;
  /** What that page and the banner say, in the operator's words; empty for ours. */
  readonly noticeText: string;
  /** A line at the top of the CRM's own pages, for those who stay on a server that is drained. */
  readonly injectBanner: boolean;
};

/** One log-on decision: where, why, and how the candidates stood. */
export type DecisionEvent = {
  readonly atMs: number;
  readonly requestId: string;
  /** Undefined where no server could take it. */
  readonly server: ServerId | undefined;
  readonly serverName: string | undefined;
  readonly because: LogOnReason | LogOnRefusal;
  /** How long it had to wait; undefined where it did not. */
  readonly waitedMs: number | undefined;
  readonly candidates: readonly {
    readonly id: ServerId;
    readonly name: string;
    /** Before this log-on. */
    readonly users: number;
    readonly health: Health['state'];
    readonly admin: AdminState['state'];
    /** Out because live requests failed there; `health` is `down` then. */
    readonly ejected: boolean;
    /** False where the storm guard lets no further log-on in just now. */
    readonly open: boolean;
  }[];
  /** Only with `userNames`. */
  readonly user: string | undefined;
  /** Who was given the link, where a tester logs on. */
  readonly tester?: string | undefined;
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
  /** How long a log-on waited for a place; undefined where it did not. It is part of the times below. */
  readonly queueMs: number | undefined;
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
  /** Ties go to the first server from this share (0 to 1) of the list on; the first of all unless told. */
  readonly tiesFrom?: number | undefined;
  /** Makes the id of a request: short, unique, no secret. */
  readonly requestId: () => string;
  readonly onDecision: (event: DecisionEvent) => void;
  /** Undefined: no access log, and no work for it. */
  readonly onRequest: ((event: RequestEvent) => void) | undefined;
  readonly onProblem: (problem: BalancerError) => void;
  /** A live request failed there: its active check should look at once. At most once a second a server. */
  readonly onServerTrouble?: ((id: ServerId) => void) | undefined;
  /** Undefined: `setTimeout`. */
  readonly setTimer?: SetTimer | undefined;
};

/** How careful traffic is with one server just now. */
export type ServerGuard = GateView & {
  /** In service, and neither down nor out: log-ons may go there, its cap and its gate aside. */
  readonly takesLogOns: boolean;
  /** True while somebody prepares it: log-ons go to others if there are any. */
  readonly warming: boolean;
  /** True while live requests that failed keep it out. */
  readonly ejected: boolean;
  readonly ejectedSinceMs: number | undefined;
  readonly ejectedUntilMs: number | undefined;
};

export type StormView = {
  /** Log-ons that wait for a place, how many may, and when the first of them came. */
  readonly waiting: number;
  readonly queueLength: number;
  readonly oldestMs: number | undefined;
  readonly servers: ReadonlyMap<ServerId, ServerGuard>;
};

/** The sessions on a server that pass through here, in numbers. */
export type SessionsView = SessionsSummary & {
  /** Sessions that were let go since the server was taken out of service; the database may still count them. */
  readonly letGo: number;
};

/** Log-ons get our own page; see traffic-lock.ts. */
export type LogOnLock = {
  /** Who locked the CRM, as people know them; undefined where nobody knows. */
  readonly by: string | undefined;
  /** When it ends by itself; undefined where nobody knows. */
  readonly untilMs: number | undefined;
  /** The CRM is worked on meanwhile, and its people are out; undefined: it is only locked. */
  readonly work?: LockedForWork | undefined;
};

/** A session that its server does not know any more, without a log-off; `learnedMs`: when it was first seen there. */
export type LostSession = { readonly server: ServerId; readonly atMs: number; readonly learnedMs: number };

/** Calls back once, later; returns the way to call it off. */
export type SetTimer = (run: () => void, inMs: number) => () => void;
