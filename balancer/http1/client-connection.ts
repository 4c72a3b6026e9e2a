// One connection of a client: gives each request to an exchange, waits for its end, and keeps or closes the
// connection. What has come and is no request yet is the affair of request-intake.ts.

import type { Socket } from 'node:net';
import type { ClientPeer } from '../engine.ts';
import type { Timed } from './clock.ts';
import type { Core } from './core.ts';
import { WireError } from './errors.ts';
import { ExchangeRun } from './exchange-run.ts';
import { addressOf } from './listener.ts';
import { optionsReply, refusalText, replyText } from './own-answers.ts';
import { isBlocked } from './piece-writer.ts';
import { RequestIntake, type RequestTaker } from './request-intake.ts';
import { forwardsLeft } from './rules/max-forwards.ts';
import type { ParsedRequest } from './rules/parsed-request.ts';
import type { ServerPool } from './server-pool.ts';
import { shareReads } from './shared-reads.ts';
import type { UpstreamConnection } from './upstream-connection.ts';
import { writeNow } from './write-turn.ts';

/** `fresh`: nothing came yet. `head`: a part of a head came. `closing`: our last byte is written, the rest is drained. */
type Phase = 'fresh' | 'idle' | 'head' | 'busy' | 'closing';

/** How long a client is listened to after our last byte, so that it can read that byte (RFC 9112 9.6). */
const lingerMs = 5000;
/** The same while the engine closes. */
const farewellMs = 300;
/**
 * While the engine closes: a client that was silent for so long is not about to send a request. Until then it may be,
 * since nobody told it that it should not.
 */
const silentMs = 1000;

export class ClientConnection implements Timed, RequestTaker {
  readonly socket: Socket;
  readonly peer: ClientPeer;
  /** True if a broken answer must be a reset, because its end is the end of the connection. */
  resetOnCut = false;
  private readonly core: Core;
  private readonly gone: (connection: ClientConnection) => void;
  private phase: Phase = 'fresh';
  /** When the phase began: a reading of the clock. */
  private sinceMs: number;
  private readonly intake: RequestIntake;
  /** Requests that have begun. */
  private requests = 0;
  private paused = false;
  private run: ExchangeRun | undefined;
  private pinned: { readonly pool: ServerPool; readonly connection: UpstreamConnection } | undefined;

  constructor(core: Core, socket: Socket, gone: (connection: ClientConnection) => void) {
    this.core = core;
    this.socket = socket;
    this.gone = gone;
    this.peer = { address: addressOf(socket), port: socket.remotePort ?? 0, secure: 'encrypted' in socket };
    this.sinceMs = core.clock.nowMs;
    this.intake = new RequestIntake(this, () => core.limits);
    core.clock.watch(this);
    if (!shareReads(socket, (buffer, end) => this.receive(buffer, end, true)))
      socket.on('data', (bytes: Buffer) => this.receive(bytes, bytes.length, false));
    socket.on('end', () => this.guarded(() => this.onEnd()));
    socket.on('drain', () => this.guarded(() => this.onDrain()));
    // A client that resets its connection is no problem of ours: `close` follows and cleans up.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.guarded(() => this.onClose()));
  }

  /** True if the next request may begin. A client that sends ahead but does not read its answers has to read first. */
  get free(): boolean {
    return this.run === undefined && this.phase !== 'closing' && !isBlocked(this.socket);
  }

  /** True if another request may follow the one that runs. */
  get mayStay(): boolean {
    const { closing, limits } = this.core;
    return !closing && this.requests < (limits.requestsPerConnection ?? Number.POSITIVE_INFINITY);
  }

  /** Called by the exchange, once, when it is over. `stays`: another request may follow. */
  runOver(stays: boolean): void {
    this.run = undefined;
    this.resetOnCut = false;
    if (this.socket.destroyed) return;
    if (!stays) {
      this.closeGently();
      return;
    }
    this.enter('idle');
    this.updateFlow();
    this.intake.readOn();
  }

  /** Breaks the connection off so that the client cannot take its answer for a whole one. */
  cut(): void {
    writeNow(this.socket);
    if (this.resetOnCut && !this.peer.secure) this.socket.resetAndDestroy();
    else this.socket.destroy();
  }

  /** The client does not take what it asked for. */
  giveUp(): void {
    this.socket.destroy();
  }

  /** Keeps a server connection on which this client has signed on, for this client alone. */
  pin(pool: ServerPool, connection: UpstreamConnection): void {
    connection.bound = true;
    this.pinned = { pool, connection };
  }

  /** The pinned connection, if it leads to this pool; one that leads elsewhere is closed. */
  takePinned(pool: ServerPool): UpstreamConnection | undefined {
    const { pinned } = this;
    this.pinned = undefined;
    if (pinned === undefined) return undefined;
    if (pinned.pool === pool && pinned.connection.usable) return pinned.connection;
    pinned.connection.destroy();
    return undefined;
  }

  /** Gives what waits to the exchange, which has become a tunnel. */
  passPending(): void {
    const pending = this.intake.release();
    if (pending !== undefined) this.run?.clientBytes(pending, 0);
  }

  /** Stops or goes on reading, as the exchange and the pending bytes want it. */
  updateFlow(): void {
    const { run } = this;
    const pause = run === undefined ? isBlocked(this.socket) : this.intake.full || run.blocksClient;
    if (pause === this.paused) return;
    this.paused = pause;
    if (pause) this.socket.pause();
    else this.socket.resume();
  }

  /** From now on it is left when it has been silent for a while. */
  shutDown(): void {
    if (this.phase === 'fresh' || this.phase === 'idle') this.enter(this.phase);
  }

  check(): void {
    const { clock, limits } = this.core;
    if (this.run !== undefined) this.run.check();
    else if (this.phase === 'head') {
      if (clock.isOver(this.sinceMs, limits.headTimeoutMs)) this.refuse(408, 'the head took too long');
    } else if (clock.isOver(this.sinceMs, this.quietLimitMs())) {
      if (this.core.closing && this.phase !== 'closing') this.closeGently();
      else this.socket.destroy();
    }
  }

  private quietLimitMs(): number {
    const { limits, closing } = this.core;
    const answerIsTaken = this.socket.writableLength === 0;
    if (this.phase === 'closing' && answerIsTaken) return closing ? farewellMs : lingerMs;
    const patienceMs = answerIsTaken ? limits.clientIdleMs : limits.clientReadTimeoutMs;
    const longestMs = closing && this.phase !== 'closing' ? silentMs : patienceMs;
    return this.phase === 'fresh' ? Math.min(limits.headTimeoutMs, longestMs) : longestMs;
  }

  /** Takes a request of the intake. */
  begin(head: ParsedRequest, bytes: Buffer, at: number): number {
    this.enter('busy');
    this.requests++;
    if (forwardsLeft(head) === 0) {
      const plan = { date: this.core.clock.date, connection: 'close', headOnly: false } as const;
      this.socket.write(replyText(optionsReply(), plan), 'latin1');
      this.closeGently();
      return bytes.length;
    }
    const run = new ExchangeRun(this.core, this, head);
    this.run = run;
    const next = run.start(bytes, at);
    return this.isClosing() ? bytes.length : next;
  }

  headBegun(): void {
    if (this.phase !== 'head') this.enter('head');
  }

  refuse(status: number, why: string): void {
    if (status !== 408) this.core.counters.badRequests++;
    this.socket.write(refusalText(status, why, this.core.clock.date), 'latin1');
    this.closeGently();
  }

  private isClosing(): boolean {
    return this.phase === 'closing';
  }

  /** Bytes `0` to `end`. `shared`: they are overwritten afterwards, so what is not one whole head has to be copied. */
  private receive(buffer: Buffer, end: number, shared: boolean): void {
    try {
      if (this.intake.takeWhole(buffer, end)) this.updateFlow();
      else this.onBytes(shared ? Buffer.from(buffer.subarray(0, end)) : buffer);
    } catch (error) {
      // Not by `guarded`: this is the way of every request, and a closure for each read costs.
      this.failed(error);
    }
  }

  private onBytes(bytes: Buffer): void {
    if (this.phase === 'closing') return;
    const { run } = this;
    // Taken first: the memory of what is taken whole may be gone afterwards.
    const { length } = bytes;
    const taken = run === undefined ? 0 : run.clientBytes(bytes, 0);
    if (taken < length && !this.socket.destroyed) this.intake.take(bytes.subarray(taken));
    this.updateFlow();
  }

  private onDrain(): void {
    this.run?.clientDrained();
    // Only now it has its answer, and may think about it.
    if (this.phase === 'idle') this.enter('idle');
    this.intake.readOn();
    this.updateFlow();
  }

  /** Ends our side, and reads on for a while without looking, so that no reset overtakes the answer. */
  private closeGently(): void {
    this.enter('closing');
    this.intake.release();
    this.updateFlow();
    this.socket.end(() => this.enter('closing'));
  }

  private enter(phase: Phase): void {
    this.phase = phase;
    this.sinceMs = this.core.clock.nowMs;
  }

  private onEnd(): void {
    if (this.run !== undefined) this.run.clientEnded();
    else if (this.phase === 'head') this.endOfHead();
    else if (this.phase === 'closing') this.socket.destroySoon();
    else this.socket.end();
  }

  /** The client ended inside a head: what is there is read to the last byte, then it is refused. */
  private endOfHead(): void {
    this.intake.readRest();
    if (this.phase === 'head') this.refuse(400, 'the head was cut off');
  }

  private onClose(): void {
    this.core.clock.forget(this);
    this.intake.release();
    this.run?.clientGone();
    this.pinned?.connection.destroy();
    this.pinned = undefined;
    this.gone(this);
  }

  /** No fault of ours may end more than this connection. */
  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    this.core.onProblem(new WireError('BAL_ENGINE_FAULT', 'fault while serving a client', error));
    this.socket.destroy();
  }
}
