// One request on its way through the rules: asks them, hands it to a server or answers it, and tells how it ended,
// exactly once. How bytes come from and go to the server is the affair of server-side.ts.

import type { EndReason, Exchange, Reply, ResponsePlan, Route, SettledRoute } from '../engine.ts';
import type { ClientConnection } from './client-connection.ts';
import type { Core } from './core.ts';
import { WireError } from './errors.ts';
import { faultReply, replyText } from './own-answers.ts';
import { RequestBody } from './request-body.ts';
import { wantsToStay } from './rules/forward-plan.ts';
import type { ParsedRequest } from './rules/parsed-request.ts';
import type { ParsedResponse } from './rules/response-head.ts';
import { ServerSide } from './server-side.ts';

const continueText = 'HTTP/1.1 100 Continue\r\n\r\n';
/** Servers tried for one request, however many the rules may name. */
const mostServers = 32;
const nothing = Buffer.alloc(0);

export class ExchangeRun {
  readonly core: Core;
  readonly client: ClientConnection;
  readonly head: ParsedRequest;
  readonly body: RequestBody;
  /** True once the client was told to send its body. */
  continued = false;
  /** True once bytes of a final answer went to the client. */
  begun = false;
  status = 0;
  responseBytes = 0;
  private exchange: Exchange | undefined;
  private phase: 'peeking' | 'waiting' | 'forwarding' | 'over' = 'peeking';
  private peekBytes = 0;
  private servers = 0;
  private readonly serverSide: ServerSide;
  private readonly startedMs: number;
  private connectMs: number | undefined;
  private firstByteMs: number | undefined;

  constructor(core: Core, client: ClientConnection, head: ParsedRequest) {
    this.core = core;
    this.client = client;
    this.head = head;
    this.body = new RequestBody(head.framing, core.clock, core.limits.bodyBytes);
    this.serverSide = new ServerSide(this);
    this.startedMs = core.nowMs();
  }

  /** True if the client must wait before it sends more. */
  get blocksClient(): boolean {
    return this.serverSide.tunnel?.blocked ?? (this.phase !== 'peeking' && this.body.blocked);
  }

  /** Begins, with what has come behind the head; gives the place after the body. */
  start(bytes: Buffer, at: number): number {
    this.exchange = this.ask(() => this.core.rules.begin(this.head));
    if (this.exchange === undefined) return at;
    this.peekBytes = this.exchange.peekBytes;
    const next = this.body.take(bytes, at);
    if (this.body.faultStatus !== undefined) this.fail(this.body.faultStatus, 'bad-request');
    else if (this.hasPeeked()) this.route();
    else this.tellToContinue();
    return next;
  }

  /** Takes bytes of the client from `at` on; gives the place after what belongs to this exchange. */
  clientBytes(bytes: Buffer, at: number): number {
    const { tunnel } = this.serverSide;
    if (tunnel !== undefined) {
      tunnel.clientBytes(at === 0 ? bytes : bytes.subarray(at));
      return bytes.length;
    }
    if (this.body.complete) return at;
    const next = this.body.take(bytes, at);
    if (this.body.faultStatus !== undefined) this.fail(this.body.faultStatus, 'bad-request');
    else if (this.phase === 'peeking' && this.hasPeeked()) this.route();
    else if (this.body.complete && this.serverSide.answered) this.serverSide.settle();
    return next;
  }

  /** The client has ended its side. Without a tunnel that is a client that left. */
  clientEnded(): void {
    if (this.serverSide.tunnel !== undefined) this.serverSide.tunnel.clientEnd();
    else this.clientGone();
  }

  clientGone(): void {
    if (this.serverSide.tunnel !== undefined) this.serverSide.tunnel.close();
    if (this.serverSide.answered) this.serverSide.settle();
    this.serverSide.abandon();
    this.finish('client-gone', false);
  }

  clientDrained(): void {
    this.serverSide.clientDrained();
  }

  check(): void {
    if (this.phase === 'waiting') return;
    if (this.phase === 'forwarding') this.serverSide.check();
    else if (this.core.clock.isOver(this.body.touchedMs, this.core.limits.bodyTimeoutMs)) {
      this.fail(408, 'client-timeout');
    }
  }

  /** A connection is there and the request goes out. */
  connected(): void {
    this.connectMs = this.core.nowMs() - this.startedMs;
  }

  /** No connection: nothing was sent, so the rules may name another server. */
  connectFailed(cause: Error): void {
    const { exchange } = this;
    if (exchange === undefined) return;
    if (++this.servers >= mostServers) this.fail(502, 'connect-failed');
    else this.follow(this.ask(() => exchange.connectFailed(cause)));
  }

  /** What the rules want done with the answer; undefined if they failed, which is dealt with. */
  planFor(response: ParsedResponse): ResponsePlan | undefined {
    this.firstByteMs = this.core.nowMs() - this.startedMs;
    this.status = response.status;
    return this.ask(() => this.exchange?.responseHead(response));
  }

  /** Shows the rules a piece of the answer as text. Their failure is told, and the answer goes on. */
  watch(text: string): void {
    try {
      this.exchange?.responseChunk(text);
    } catch (error) {
      this.core.onProblem(new WireError('BAL_RULE_FAILED', 'a rule failed on a piece of an answer', error));
    }
  }

  /** Ends in failure: with the rules' answer for `status`, or with a broken answer if one has begun. */
  fail(status: number, reason: EndReason): void {
    if (this.phase === 'over') return;
    if (reason === 'bad-request') this.core.counters.badRequests++;
    if (this.serverSide.answered) {
      this.serverSide.settle();
      return;
    }
    this.serverSide.abandon();
    if (this.begun) {
      this.client.cut();
      this.finish(reason, false);
      return;
    }
    const reply = this.ask(() => this.exchange?.failureReply(status));
    if (reply !== undefined) this.answer(reply, reason);
  }

  /** Tells the rules, and gives the client connection back; `stays` if it may carry another request. */
  finish(reason: EndReason, stays: boolean): void {
    if (this.phase === 'over') return;
    this.phase = 'over';
    const { connectMs, firstByteMs, status, body, responseBytes } = this;
    const totalMs = this.core.nowMs() - this.startedMs;
    const { tunnel } = this.serverSide;
    const requestBodyBytes = tunnel?.fromClient ?? body.reader.bytes;
    const responseBodyBytes = tunnel?.fromServer ?? responseBytes;
    try {
      // One literal: this is the way of every request, and a spread costs more than all of it.
      this.exchange?.end({
        reason,
        status,
        connectMs,
        firstByteMs,
        totalMs,
        requestBodyBytes,
        responseBodyBytes,
      });
    } catch (error) {
      this.core.onProblem(new WireError('BAL_RULE_FAILED', 'a rule failed at the end of an exchange', error));
    }
    this.client.runOver(stays);
  }

  private hasPeeked(): boolean {
    return this.body.complete || this.body.bytesHeld >= this.peekBytes;
  }

  /** The rules want to see the body before they choose, so the client must send it now. */
  private tellToContinue(): void {
    if (!this.head.expectsContinue || this.body.reader.bytes > 0) return;
    this.continued = true;
    this.client.socket.write(continueText, 'latin1');
  }

  private route(): void {
    this.phase = 'forwarding';
    const { exchange, body } = this;
    const peeked = this.peekBytes === 0 ? nothing : body.peek().subarray(0, this.peekBytes);
    this.follow(this.ask(() => exchange?.route(peeked)));
  }

  private follow(route: Route | undefined): void {
    if (route === undefined) return;
    if (route.kind === 'wait') this.wait(route.next);
    else if (route.kind === 'forward') this.serverSide.seek(route);
    else this.answer(route.reply, this.servers > 0 ? 'connect-failed' : 'replied');
  }

  /** Holds the request until the rules have decided. They are asked nothing meanwhile, and nobody's time runs. */
  private wait(next: Promise<SettledRoute>): void {
    this.phase = 'waiting';
    const goOn = (decided: () => SettledRoute) => {
      if (this.phase !== 'waiting') return;
      this.phase = 'forwarding';
      this.body.touchedMs = this.core.clock.nowMs;
      this.follow(this.ask(decided));
    };
    const failed = (error: unknown) => {
      throw error;
    };
    next
      .then(
        (route) => goOn(() => route),
        (error) => goOn(() => failed(error)),
      )
      .catch((error) => {
        this.core.onProblem(new WireError('BAL_ENGINE_FAULT', 'fault after a wait', error));
        this.client.giveUp();
      });
  }

  private answer(reply: Reply, reason: EndReason): void {
    const { head, core, client } = this;
    const stays = wantsToStay(head) && this.body.complete && client.mayStay;
    const connection = stays ? (head.version === '1.0' ? 'keep-alive' : undefined) : 'close';
    const headOnly = head.method === 'HEAD';
    this.status = reply.status;
    this.begun = true;
    if (!headOnly) this.responseBytes = Buffer.byteLength(reply.body);
    client.socket.write(replyText(reply, { date: core.clock.date, connection, headOnly }), 'latin1');
    this.finish(reason, stays);
  }

  /** Asks the rules. If they throw, the client gets 500 (or a broken answer) and the problem is told. */
  private ask<Answer>(question: () => Answer): Answer | undefined {
    try {
      return question();
    } catch (error) {
      this.core.onProblem(new WireError('BAL_RULE_FAILED', 'a traffic rule failed', error));
      this.serverSide.abandon();
      this.answer(faultReply(), 'replied');
      return undefined;
    }
  }
}
