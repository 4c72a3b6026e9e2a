// The side of an exchange that faces the server: finds a connection, sends the request, and watches over both until
// the answer is whole. Sends a second time only as rules/forward-plan.ts allows. The answer itself: answer-path.ts.

import type { Server } from '../../cluster/model.ts';
import type { FieldEdits } from '../engine.ts';
import { AnswerPath } from './answer-path.ts';
import type { ExchangeRun } from './exchange-run.ts';
import { mayBeSentAgain, requestHeadText } from './rules/forward-plan.ts';
import { forwardsLeft, withOneForwardLess } from './rules/max-forwards.ts';
import type { ServerPool, UpstreamSeeker } from './server-pool.ts';
import type { Tunnel } from './tunnel.ts';
import type { UpstreamConnection } from './upstream-connection.ts';

type Destination = {
  readonly server: Server;
  readonly edits: FieldEdits;
  readonly silenceMs?: number | undefined;
};

/** `seeking`: waits for a connection. `sent`: the request is on its way or there. */
type Phase = 'unused' | 'seeking' | 'sent' | 'abandoned';

export class ServerSide implements UpstreamSeeker {
  private readonly run: ExchangeRun;
  private phase: Phase = 'unused';
  private edits: FieldEdits | undefined;
  private silenceMs: number | undefined;
  private pool: ServerPool | undefined;
  private connection: UpstreamConnection | undefined;
  private path: AnswerPath | undefined;
  /** True if the connection had carried a request before ours. */
  private reused = false;
  private retried = false;

  constructor(run: ExchangeRun) {
    this.run = run;
  }

  get tunnel(): Tunnel | undefined {
    return this.path?.tunnel;
  }

  /** Looks for a connection to the server where the request goes. */
  seek({ server, edits, silenceMs }: Destination): void {
    const { run } = this;
    this.silenceMs = silenceMs;
    const left = forwardsLeft(run.head);
    this.edits = left === undefined ? edits : withOneForwardLess(edits, left);
    this.pool = run.core.pools.of(server);
    this.phase = 'seeking';
    const pinned = run.client.takePinned(this.pool);
    if (pinned === undefined) this.pool.seek(this, false);
    else this.upstreamReady(pinned, true);
  }

  upstreamReady(connection: UpstreamConnection, reused: boolean): void {
    const { run, edits, pool } = this;
    if (edits === undefined || pool === undefined) return;
    this.phase = 'sent';
    this.connection = connection;
    this.reused = reused;
    this.path = new AnswerPath(run, connection, pool);
    connection.user = this;
    run.connected();
    const sending = { edits, serverHost: pool.host, continued: run.continued };
    run.body.sendTo(connection, requestHeadText(run.head, sending));
    run.client.updateFlow();
  }

  upstreamUnavailable(error: Error): void {
    if (this.phase === 'seeking') this.run.connectFailed(error);
  }

  upstreamBytes(buffer: Buffer, end: number): void {
    this.path?.serverBytes(buffer, end);
  }

  upstreamDrained(): void {
    this.run.body.touchedMs = this.run.core.clock.nowMs;
    this.run.client.updateFlow();
  }

  upstreamEnded(error: Error | undefined): void {
    if (this.phase === 'abandoned') return;
    if (this.path?.awaitsHead) this.brokeOff();
    else this.path?.serverEnded(error);
  }

  /** True once the answer has passed, though the request may not be whole yet. */
  get answered(): boolean {
    return this.path?.whole === true;
  }

  /** Nothing more is waited for: the answer has passed, and the request is whole or given up. */
  settle(): void {
    this.path?.settle();
  }

  clientDrained(): void {
    this.connection?.resume();
  }

  /** The answer is of no interest any more. */
  abandon(): void {
    if (this.phase === 'seeking') this.pool?.forget(this);
    else if (!this.answered) this.connection?.destroy();
    this.phase = 'abandoned';
    this.run.body.detach();
  }

  /** Looks whose turn it is, and whether that has taken too long. */
  check(): void {
    const { run, connection } = this;
    const { clock, limits } = run.core;
    if (this.tunnel !== undefined) this.tunnel.check();
    else if (connection === undefined || this.phase !== 'sent') return;
    else if (connection.paused) {
      // The client does not take its answer.
      if (clock.isOver(connection.touchedMs, limits.clientReadTimeoutMs)) run.client.giveUp();
    } else if (this.clientOwesBody()) {
      if (clock.isOver(run.body.touchedMs, limits.bodyTimeoutMs)) run.fail(408, 'client-timeout');
    } else if (clock.isOver(connection.touchedMs, this.silenceMs ?? limits.serverTimeoutMs))
      run.fail(504, 'upstream-timeout');
  }

  private clientOwesBody(): boolean {
    const { body, head, continued } = this.run;
    if (body.complete || body.blocked) return false;
    return continued || !head.expectsContinue || body.reader.bytes > 0;
  }

  /** The connection ended before an answer: once more on a new one, if that is safe; else 502. */
  private brokeOff(): void {
    const { run, pool } = this;
    const again = this.reused && !this.retried && this.path?.heard === false && mayBeSentAgain(run.head);
    if (!again || pool === undefined) {
      run.fail(502, 'upstream-failed');
      return;
    }
    this.retried = true;
    run.core.counters.retries++;
    this.connection?.destroy();
    this.connection = undefined;
    this.path = undefined;
    this.phase = 'seeking';
    pool.seek(this, true);
  }
}
