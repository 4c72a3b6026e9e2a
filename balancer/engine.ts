// The one interface between moving HTTP (an engine) and deciding about it (the traffic rules).
// An engine knows sockets, framing, pools and time-outs; rules know users and servers. Types only.

import type { Server } from '../cluster/model.ts';

/** One end of a client connection. */
export type ClientPeer = {
  readonly address: string;
  readonly port: number;
  /** True when the client reached us over TLS. */
  readonly secure: boolean;
};

/** A request head as it came in. Field values are latin1: one character is one byte, nothing is decoded. */
export interface RequestHead {
  readonly method: string;
  /** Origin form (`/path?query`), bytes untouched; an engine refuses or normalises every other form before. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  readonly client: ClientPeer;
  /** True for a well-formed WebSocket handshake. */
  readonly websocket: boolean;
  /** First value of a field, name in lower case. */
  field(name: string): string | undefined;
  /** All values of a field in order, name in lower case. */
  fields(name: string): readonly string[];
}

/** A final response head (never 1xx, but for 101 to a WebSocket). */
export interface ResponseHead {
  readonly status: number;
  field(name: string): string | undefined;
  fields(name: string): readonly string[];
}

/**
 * Changes to the fields of a head; whatever is not named goes through as it came, in case and order.
 * Hop-by-hop and framing fields are the engine's own affair and are never named here.
 */
export type FieldEdits = {
  /** Lower-case names to leave out. */
  readonly drop: readonly string[];
  /** Lower-case name -> new value, put where the first such field stood; further ones are left out. Nothing if there is none. */
  readonly replace: ReadonlyMap<string, string>;
  /** Name, value, name, value ... appended at the end. */
  readonly append: readonly string[];
};

/** An answer of our own. `body` is sent with its length; for HEAD an engine sends the head alone. */
export type Reply = {
  readonly status: number;
  /** Name, value, name, value ... */
  readonly fields: readonly string[];
  readonly body: string;
};

/** Where a request goes. `because` is a word from a closed set: log line and metric label. */
export type SettledRoute =
  | {
      readonly kind: 'forward';
      readonly server: Server;
      readonly edits: FieldEdits;
      /** How long the server may be silent while it owes this answer; undefined: `serverTimeoutMs` of the limits. */
      readonly silenceMs?: number | undefined;
      readonly because: string;
    }
  | { readonly kind: 'reply'; readonly reply: Reply; readonly because: string };

/**
 * What to do with a request. `wait`: not yet. The engine holds the request, with no time-out of its own, and goes on
 * with `next`, which resolves with a route of another kind and never rejects. A client that leaves meanwhile is an
 * `end` as ever, and then nothing is done with `next`.
 */
export type Route =
  | SettledRoute
  | { readonly kind: 'wait'; readonly next: Promise<SettledRoute>; readonly because: string };

/** What to do with the answer of a server. */
export type ResponsePlan = {
  readonly edits: FieldEdits;
  /** True when `responseChunk` wants to see the body as it passes (identity coding only). */
  readonly watchBody: boolean;
  /**
   * ASCII to be put into the page behind the start tag of its body, as it streams by; its length is not told then.
   * Only for HTML in identity coding; an engine leaves any other body as it is.
   */
  readonly insert?: string | undefined;
};

/** How an exchange ended. */
export type EndReason =
  /** Answer passed whole. */
  | 'completed'
  /** Answered by ourselves. */
  | 'replied'
  /** The client went away before the answer was complete. */
  | 'client-gone'
  /** No server took the request; we answered 502 or 503. */
  | 'connect-failed'
  /** The server broke off before its head was complete; we answered 502. */
  | 'upstream-failed'
  /** The server broke off in the middle of its answer; the client saw a broken one. */
  | 'upstream-cut'
  /** The server was silent for too long; 504, or a broken answer if it had begun. */
  | 'upstream-timeout'
  /** The client was too slow with its body; 408. */
  | 'client-timeout'
  /** The body was malformed (400) or larger than allowed (413). */
  | 'bad-request'
  /** A WebSocket that both sides have left. */
  | 'tunnel-closed';

/** Times are milliseconds since the head was complete; undefined where that point was not reached. */
export type ExchangeEnd = {
  readonly reason: EndReason;
  /** Status the client saw; 0 if none. */
  readonly status: number;
  readonly connectMs: number | undefined;
  readonly firstByteMs: number | undefined;
  readonly totalMs: number;
  readonly requestBodyBytes: number;
  readonly responseBodyBytes: number;
};

/**
 * One request under the rules. An engine calls, in this order: `route` once, with the first `peekBytes`
 * of the body if that is more than 0; `connectFailed` as often as a connection to the routed server could not be
 * made (nothing was sent; the new route counts); `responseHead` once; `responseChunk` per piece if asked for;
 * `end` exactly once, whatever happened.
 */
export interface Exchange {
  /** How much of the body the rules must see first. 0 for nearly everything. Less comes if the body is shorter. */
  readonly peekBytes: number;
  route(peeked: Buffer): Route;
  connectFailed(cause: Error): Route;
  responseHead(head: ResponseHead): ResponsePlan;
  /** A piece of the body, one character a byte. */
  responseChunk(text: string): void;
  /** The answer for a failure the engine names (502, 504, ...) before any byte went to the client. */
  failureReply(status: number): Reply;
  end(end: ExchangeEnd): void;
}

/** What an engine asks about every request. */
export interface TrafficRules {
  begin(head: RequestHead): Exchange;
}

/** Every limit of the wire, from `traffic.limits` of the configuration. Milliseconds and bytes. */
export type TrafficLimits = {
  readonly headBytes: number;
  readonly fieldCount: number;
  readonly targetBytes: number;
  /** From the first byte of a head to its end. */
  readonly headTimeoutMs: number;
  /** Between two pieces of a request body. */
  readonly bodyTimeoutMs: number;
  /** A client connection without a request. */
  readonly clientIdleMs: number;
  /** Between two moments at which a client takes something of its answer. */
  readonly clientReadTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Silence of a server while it owes us an answer: inactivity, not total. */
  readonly serverTimeoutMs: number;
  /** A kept server connection without a request; shorter than the server's own. */
  readonly serverIdleMs: number;
  /** A WebSocket without a byte either way. */
  readonly tunnelIdleMs: number;
  readonly connectionsPerServer: number;
  /** Largest body of a request, without its coding; undefined is no limit. Beyond it the answer is 413. */
  readonly bodyBytes?: number | undefined;
  /** The answer to so many requests of one client connection is its last; undefined is no limit. */
  readonly requestsPerConnection?: number | undefined;
  /** Most client connections at once; undefined is no limit. Beyond it new ones are closed at once. */
  readonly clientConnections?: number | undefined;
  /** Most connections of one client address; undefined is no limit. See `isExemptAddress`. */
  readonly connectionsPerAddress?: number | undefined;
  /** Asked once a connection: proxies in front of us carry many people. */
  readonly isExemptAddress?: ((address: string) => boolean) | undefined;
};

/** Key and certificate chain in PEM; `serverName` undefined is the default for clients without SNI. */
export type TlsIdentity = {
  readonly serverName: string | undefined;
  readonly key: string;
  readonly certificate: string;
};

/** Plain numbers, read when metrics are collected. */
export type EngineStats = {
  readonly clientConnections: number;
  readonly upstreamConnections: number;
  readonly upstreamIdle: number;
  readonly tunnels: number;
  readonly badRequestsTotal: number;
  /** Idempotent requests sent again after a kept connection turned out closed. */
  readonly retriesTotal: number;
};

export type EngineOptions = {
  readonly rules: TrafficRules;
  readonly limits: TrafficLimits;
  /** Undefined: plain HTTP. A list is swapped with `setTls` without dropping a connection. */
  readonly tls: readonly TlsIdentity[] | undefined;
  /** Additional trusted certificates (PEM) for TLS to the servers; undefined is the system's. */
  readonly upstreamCa: string | undefined;
  /** Where client connections are counted; undefined: in this engine, for itself. */
  readonly connections?: ConnectionCounts | undefined;
  /** Something that nobody else is told of: an engine never swallows an error and never throws late. */
  readonly onProblem: (problem: Error) => void;
  readonly nowMs: () => number;
};

/** Where client connections are counted: in an engine, or by several engines together. */
export interface ConnectionCounts {
  /** Counts one more; how many there are with it, all together and of its address. */
  add(address: string): { readonly all: number; readonly own: number };
  remove(address: string): void;
}

/** `reusePort`: others may listen there too, and the system spreads connections (not on Windows and macOS). */
export type ListenAddress = {
  readonly host: string;
  readonly port: number;
  readonly reusePort?: boolean | undefined;
};

/** Moves HTTP between clients and servers as the rules say. */
export interface Engine {
  /** Resolves with the bound port (0 asks for any free one). */
  listen(address: ListenAddress): Promise<number>;
  setTls(identities: readonly TlsIdentity[]): void;
  /** New limits from now on, for open connections too. */
  setLimits(limits: TrafficLimits): void;
  stats(): EngineStats;
  /** Stops accepting, lets running exchanges finish within `graceMs`, then cuts the rest. */
  close(graceMs: number): Promise<void>;
}
