// The way of an answer from the server to the client: its interim heads, its head with the changes of the rules, its
// body or its tunnel, and what becomes of the server connection afterwards.

import type { ResponsePlan } from '../engine.ts';
import type { ExchangeRun } from './exchange-run.ts';
import { ResponseRelay } from './response-relay.ts';
import {
  bindsConnection,
  interimHeadText,
  keepAliveTimeoutMs,
  outgoingFraming,
  responseHeadText,
  serverStays,
  wantsToStay,
} from './rules/forward-plan.ts';
import type { ParsedResponse } from './rules/response-head.ts';
import { parseResponseHead } from './rules/response-head.ts';
import { acceptsWebSocket } from './rules/websocket.ts';
import type { ServerPool } from './server-pool.ts';
import { Tunnel } from './tunnel.ts';
import type { UpstreamConnection } from './upstream-connection.ts';

/** Interim answers (1xx) that one request may have. */
const mostInterim = 32;
/** A server that says when it will close a kept connection is left that much earlier. */
const keepAliveMarginMs = 1000;

/** Bytes `start` to `end` of a buffer that is overwritten later. */
type Place = { readonly start: number; readonly end: number };

export class AnswerPath {
  tunnel: Tunnel | undefined;
  /** True once any byte came. */
  heard = false;
  /** True once the answer has passed. */
  whole = false;
  private readonly run: ExchangeRun;
  private readonly connection: UpstreamConnection;
  private readonly pool: ServerPool;
  private interim = 0;
  /** What has come of a head that is not complete. */
  private partial: Buffer | undefined;
  private response: ParsedResponse | undefined;
  private relay: ResponseRelay | undefined;
  /** True if the client connection carries on after this answer. */
  private stays = false;
  /** True if more came than was asked for: the connection cannot be trusted. */
  private surplus = false;

  constructor(run: ExchangeRun, connection: UpstreamConnection, pool: ServerPool) {
    this.run = run;
    this.connection = connection;
    this.pool = pool;
  }

  /** True until the head of the final answer is complete. */
  get awaitsHead(): boolean {
    return this.relay === undefined && this.tunnel === undefined;
  }

  serverBytes(buffer: Buffer, end: number): void {
    this.heard = true;
    if (this.whole) this.surplus = true;
    else if (this.relay !== undefined) this.pass('', buffer, { start: 0, end });
    else if (this.tunnel !== undefined) this.tunnel.serverBytes(buffer.subarray(0, end));
    else if (this.partial === undefined) this.readHeads(buffer, end);
    else {
      const joined = Buffer.concat([this.partial, buffer.subarray(0, end)]);
      this.readHeads(joined, joined.length);
    }
  }

  /** The server has ended its side (no error), or the connection is gone. */
  serverEnded(error: Error | undefined): void {
    if (this.whole) this.settle();
    else if (this.relay !== undefined) {
      if (error === undefined && this.relay.end()) this.complete();
      else this.run.fail(502, 'upstream-cut');
    } else if (error === undefined) this.tunnel?.serverEnd();
    else this.tunnel?.close();
  }

  private readHeads(buffer: Buffer, end: number): void {
    const { run } = this;
    const settings = { limits: run.core.limits, method: run.head.method };
    this.partial = undefined;
    let start = 0;
    while (start < end) {
      const read = parseResponseHead(buffer, start, end, settings);
      if (read.kind === 'incomplete') {
        this.partial = Buffer.from(buffer.subarray(start, end));
        return;
      }
      if (read.kind === 'refused') {
        run.fail(502, 'upstream-failed');
        return;
      }
      start = read.next;
      if (read.head.status >= 200 || read.head.status === 101) {
        this.answer(read.head, buffer, { start, end });
        return;
      }
      if (!this.passInterim(read.head)) return;
    }
  }

  /** RFC 9110 15.2: passed on, but HTTP/1.0 does not know them. */
  private passInterim(response: ParsedResponse): boolean {
    const { run } = this;
    if (++this.interim > mostInterim) {
      run.fail(502, 'upstream-failed');
      return false;
    }
    if (response.status === 100) {
      if (run.continued) return true;
      run.continued = true;
      run.body.touchedMs = run.core.clock.nowMs;
    }
    if (run.head.version === '1.1') run.client.socket.write(interimHeadText(response), 'latin1');
    return true;
  }

  private answer(response: ParsedResponse, buffer: Buffer, place: Place): void {
    const { run } = this;
    if (response.status === 101 && !this.mayTunnel(response)) {
      run.fail(502, 'upstream-failed');
      return;
    }
    const plan = run.planFor(response);
    if (plan === undefined) return;
    this.response = response;
    if (response.status === 101) this.openTunnel(response, plan, buffer.subarray(place.start, place.end));
    else this.openBody(response, plan, { buffer, place });
  }

  private mayTunnel(response: ParsedResponse): boolean {
    return this.run.head.websocket && acceptsWebSocket(response.section, response.connection);
  }

  private openBody(
    response: ParsedResponse,
    plan: ResponsePlan,
    first: { readonly buffer: Buffer; readonly place: Place },
  ): void {
    const { run } = this;
    const { head, client, core } = run;
    const insert = plan.insert !== undefined && isPlain(response) ? plan.insert : undefined;
    const framing = outgoingFraming(response.framing, head.version, insert !== undefined);
    this.stays = wantsToStay(head) && framing !== 'close' && client.mayStay && this.bodyWillEnd(response);
    client.resetOnCut = framing === 'close';
    this.relay = new ResponseRelay({
      client: client.socket,
      upstream: this.connection,
      incoming: response.framing,
      outgoing: framing,
      watcher: plan.watchBody && isPlain(response) ? run : undefined,
      insert,
    });
    const text = responseHeadText(response, {
      edits: plan.edits,
      framing,
      connection: this.stays ? (head.version === '1.0' ? 'keep-alive' : undefined) : 'close',
      date: core.clock.date,
    });
    this.pass(text, first.buffer, first.place);
  }

  /** False if it cannot be told whether the rest of the request will come, or the server will not take it. */
  private bodyWillEnd(response: ParsedResponse): boolean {
    const { body, head, continued } = this.run;
    if (body.complete) return true;
    return serverStays(response) && (!head.expectsContinue || continued || body.reader.bytes > 0);
  }

  private pass(head: string, buffer: Buffer, place: Place): void {
    const { run, relay } = this;
    if (relay === undefined) return;
    const next = relay.pass(head, buffer, place);
    run.responseBytes = relay.reader.bytes;
    run.begun = true;
    if (relay.reader.fault !== undefined) run.fail(502, 'upstream-cut');
    else if (relay.reader.done) {
      this.surplus = next < place.end;
      this.complete();
    }
  }

  /** The answer is whole. If the client still sends its body, that goes on to the server first (as with NTLM). */
  private complete(): void {
    this.whole = true;
    this.connection.resume();
    this.connection.readSmall(this.run.client.socket.writableLength === 0);
    if (this.run.body.complete || !this.stays) this.settle();
  }

  /** Both messages are over, or the rest does not matter: what becomes of the two connections. */
  settle(): void {
    const { run, response, connection } = this;
    if (response === undefined) return;
    connection.user = undefined;
    const kept = !this.surplus && serverStays(response) && run.body.complete && connection.usable;
    if (!kept) connection.destroy();
    else if (connection.bound || bindsConnection(run.head, response)) run.client.pin(this.pool, connection);
    else this.pool.release(connection, this.idleLimitMs(response));
    run.finish('completed', this.stays && run.body.complete);
  }

  /** Our own limit, or a second less than the server's own if it says one. */
  private idleLimitMs(response: ParsedResponse): number {
    const said = keepAliveTimeoutMs(response);
    const { serverIdleMs } = this.run.core.limits;
    return said === undefined ? serverIdleMs : Math.min(serverIdleMs, said - keepAliveMarginMs);
  }

  private openTunnel(response: ParsedResponse, plan: ResponsePlan, first: Buffer): void {
    const { run } = this;
    const { core, client } = run;
    const sending = {
      edits: plan.edits,
      framing: 'none',
      connection: undefined,
      date: core.clock.date,
    } as const;
    client.socket.write(responseHeadText(response, sending), 'latin1');
    run.begun = true;
    core.counters.tunnels++;
    this.tunnel = new Tunnel({
      client: client.socket,
      upstream: this.connection,
      clock: core.clock,
      idleMs: core.limits.tunnelIdleMs,
      closed: () => {
        core.counters.tunnels--;
        run.finish('tunnel-closed', false);
      },
    });
    this.tunnel.serverBytes(first);
    client.passPending();
  }
}

/** True if the body is not coded: in any other there is nothing to read. */
function isPlain(response: ParsedResponse): boolean {
  const coding = response.section.field('content-encoding');
  return coding === undefined || /^(?:identity)?$/i.test(coding);
}
