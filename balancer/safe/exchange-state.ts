// What is known of one exchange while it runs, and its one end. Moves no bytes.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EndReason, Exchange, TrafficLimits, TrafficRules } from '../engine.ts';
import type { Clock, Timed } from '../http1/clock.ts';
import { WireError } from '../http1/errors.ts';
import type { Attempt } from './attempt.ts';
import type { ClientConnection, Turn } from './client-connections.ts';
import type { Relay } from './relay.ts';
import type { RequestBody } from './request-body.ts';
import type { CheckedRequest } from './rules/request-check.ts';
import type { Stall } from './rules/stall.ts';
import type { EarlyBytes, Tunnel } from './tunnel.ts';
import type { UpstreamPools } from './upstream-pools.ts';

export type Counters = { badRequests: number; retries: number; tunnels: number };

/** What all exchanges of an engine share. */
export type Surroundings = {
  readonly rules: TrafficRules;
  /** Looked at again at each use: they may change. */
  readonly limits: TrafficLimits;
  readonly pools: UpstreamPools;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly nowMs: () => number;
  readonly onProblem: (problem: Error) => void;
  /** True once the engine takes nobody new: answers say that the connection ends. */
  readonly closing: () => boolean;
};

/** One request as it came. */
export type Incoming = {
  readonly connection: ClientConnection;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly checked: CheckedRequest;
  /** What a WebSocket client has sent after its handshake; undefined for every other request. */
  readonly early: EarlyBytes | undefined;
};

export type Run = Incoming & {
  readonly surroundings: Surroundings;
  readonly exchange: Exchange;
  readonly body: RequestBody;
  readonly turn: Turn & Timed;
  readonly startedMs: number;
  phase: 'deciding' | 'waiting' | 'connecting' | 'asking' | 'answering' | 'tunnel' | 'over';
  attempt: Attempt | undefined;
  relay: Relay | undefined;
  tunnel: Tunnel | undefined;
  tries: number;
  interims: number;
  retried: boolean;
  /** True when the client has been told to send its body. */
  continued: boolean;
  stall: Stall | undefined;
  /** How long the server may be silent where the rules said so. */
  silenceMs: number | undefined;
  status: number;
  connectMs: number | undefined;
  firstByteMs: number | undefined;
};

/** Milliseconds since the head was complete. */
export function elapsedMs(run: Run): number {
  return run.surroundings.nowMs() - run.startedMs;
}

/** Asks a rule; a throw is told once and gives undefined. */
export function askRule<T>(surroundings: Surroundings, name: string, ask: () => T): T | undefined {
  try {
    return ask();
  } catch (cause) {
    surroundings.onProblem(new WireError('BAL_RULE_FAILED', `traffic rule ${name} threw`, cause));
    return undefined;
  }
}

/** The one end of an exchange; called again it does nothing. */
export function finish(run: Run, reason: EndReason): void {
  if (run.phase === 'over') return;
  run.phase = 'over';
  const { surroundings, exchange } = run;
  surroundings.clock.forget(run.turn);
  const tunnel = run.tunnel?.bytes();
  askRule(surroundings, 'end', () =>
    exchange.end({
      reason,
      status: run.status,
      connectMs: run.connectMs,
      firstByteMs: run.firstByteMs,
      totalMs: elapsedMs(run),
      requestBodyBytes: tunnel?.fromClient ?? run.body.received,
      responseBodyBytes: tunnel?.fromServer ?? run.relay?.bytes() ?? 0,
    }),
  );
  run.connection.finished(run.turn);
}
