// What the main thread and its workers say to each other, and what they share. Plain data only: all of it crosses
// threads. The main thread gives orders, a worker reports. Types only.

import type { AdminState, Health, Server, ServerId } from '../../cluster/model.ts';
import type { ClientPeer, ExchangeEnd, SettledRoute, TlsIdentity, TrafficLimits } from '../engine.ts';
import type { LedgerKey } from '../ledger.ts';
import type { LiveFailure } from '../rules/ejection.ts';
import type { EndedSession } from '../traffic-context.ts';
import type { AnswerTerms } from '../traffic-edits.ts';
import type { GivenRequest } from '../traffic-request.ts';
import type { TrafficOptions, TrafficSettings } from '../traffic-types.ts';

/** Limits without what cannot cross threads; a worker makes the exemption of proxies from the settings. */
export type PlainLimits = Omit<TrafficLimits, 'isExemptAddress'>;

/** How finished requests are to be told; undefined: not at all. What the words mean is the access log's affair. */
export type LogSettings = { readonly format: string; readonly sample: number };

/** One server of the table, with the memory in which this worker counts for it. */
export type TableEntry = {
  readonly server: Server;
  readonly health: Health['state'];
  readonly admin: AdminState['state'];
  readonly counters: SharedArrayBuffer;
  /** One for all workers: not 0 while successes have to be reported. */
  readonly watched: SharedArrayBuffer;
};

/** What workers share with the main thread for as long as it runs; of each kind one piece for each worker. */
export type SharedMemory = {
  readonly counters: SharedArrayBuffer;
  readonly engine: SharedArrayBuffer;
  /** Of all workers, since a limit counts all of them. */
  readonly connections: readonly SharedArrayBuffer[];
  /** The same for all of them. */
  readonly connectionKey: string;
};

/** All that a worker needs to begin. */
export type WorkerStart = {
  /** From 0 on. */
  readonly seat: number;
  readonly engine: 'core' | 'safe';
  readonly host: string;
  readonly port: number;
  readonly identity: Pick<TrafficOptions, 'patterns' | 'clusterKey' | 'cookieName'>;
  readonly settings: TrafficSettings;
  readonly limits: PlainLimits;
  readonly tls: readonly TlsIdentity[] | undefined;
  readonly upstreamCa: string | undefined;
  readonly log: LogSettings | undefined;
  readonly table: readonly TableEntry[];
  readonly sessions: readonly SessionChange[];
  readonly memory: SharedMemory;
};

/** A session is on that server from now on; undefined: on none. */
export type SessionChange = readonly [key: LedgerKey, server: ServerId | undefined];

export type PlainFields = { readonly [name: string]: readonly string[] };

export type PlainRequest = {
  readonly method: string;
  readonly target: string;
  readonly version: '1.0' | '1.1';
  readonly client: ClientPeer;
  readonly websocket: boolean;
  readonly fields: PlainFields;
};

export type PlainResponse = { readonly status: number; readonly fields: PlainFields };

/** An error as it crosses threads with nothing lost that a log shows. */
export type PlainProblem = {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string | undefined;
};

/** From the main thread. `id` names an exchange the worker has asked about. */
export type Order =
  | { readonly kind: 'table'; readonly table: readonly TableEntry[] }
  | { readonly kind: 'settings'; readonly settings: TrafficSettings }
  | { readonly kind: 'sessions'; readonly changes: readonly SessionChange[] }
  | { readonly kind: 'limits'; readonly limits: PlainLimits }
  | { readonly kind: 'tls'; readonly identities: readonly TlsIdentity[] }
  | { readonly kind: 'log'; readonly log: LogSettings | undefined }
  | {
      readonly kind: 'routed';
      readonly id: number;
      readonly route: SettledRoute;
      readonly terms: AnswerTerms;
    }
  | { readonly kind: 'close'; readonly graceMs: number };

/** From a worker. */
export type Report =
  | { readonly kind: 'listening' }
  | { readonly kind: 'cannot-listen'; readonly message: string; readonly code: string | undefined }
  /** An exchange that is not this worker's to decide. The calls of its engine follow under the same `id`. */
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly head: PlainRequest;
      readonly peeked: Uint8Array;
      readonly given: GivenRequest;
    }
  | {
      readonly kind: 'connect-failed';
      readonly id: number;
      readonly message: string;
      readonly code: string | undefined;
    }
  | { readonly kind: 'answered'; readonly id: number; readonly head: PlainResponse }
  | { readonly kind: 'chunk'; readonly id: number; readonly text: string }
  | { readonly kind: 'ended'; readonly id: number; readonly end: ExchangeEnd }
  /** Sessions that were seen, and when last. */
  | { readonly kind: 'seen'; readonly sessions: readonly (readonly [LedgerKey, number])[] }
  | { readonly kind: 'session-ended'; readonly session: EndedSession }
  | { readonly kind: 'session-found'; readonly key: LedgerKey; readonly server: ServerId }
  | { readonly kind: 'server-failed'; readonly server: ServerId; readonly failure: LiveFailure }
  | { readonly kind: 'server-succeeded'; readonly server: ServerId }
  /** Whole lines of the access log. */
  | { readonly kind: 'lines'; readonly text: string; readonly lines: number }
  | { readonly kind: 'problem'; readonly problem: PlainProblem }
  | { readonly kind: 'closed' };
