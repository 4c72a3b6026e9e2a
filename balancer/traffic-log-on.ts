// One log-on on its way to one server: reserves at once and takes its place at the gate, reads the answer as it
// passes, and in the end either lets the session count or gives the reservation back, exactly once. Where it goes was
// decided before.

import type { ExchangeEnd, ResponseHead } from './engine.ts';
import type { LedgerKey } from './ledger.ts';
import type { Pass } from './rules/gate.ts';
import {
  createOutcomeScan,
  type LogOnOutcome,
  type OutcomeScan,
  sidOfLocation,
} from './rules/log-on-outcome.ts';
import { isIdentity } from './rules/session-watch.ts';
import type { Reservation } from './rules/settle.ts';
import type { TrafficContext } from './traffic-context.ts';
import type { TrafficServer } from './traffic-server.ts';

/** How its session shows itself: in links of a page, or in an element of a SOAP answer. */
export type LogOnForm = 'link' | 'element';

/** True where the answer's body can be read for how its log-on ended. */
export function showsOutcome(head: ResponseHead): boolean {
  return head.status < 400 && isIdentity(head.field('content-encoding'));
}

/** State of one log-on; its few steps must come in order, so they stand with it. */
export class LogOnAttempt {
  private readonly context: TrafficContext;
  private readonly server: TrafficServer;
  private readonly form: LogOnForm;
  private readonly reservation: Reservation;
  private readonly pass: Pass;
  private scan: OutcomeScan | undefined;
  private status = 0;
  private sid: string | undefined;
  private learnt: LedgerKey | undefined;
  private settled = false;

  constructor(context: TrafficContext, server: TrafficServer, form: LogOnForm) {
    this.context = context;
    this.server = server;
    this.form = form;
    const nowMs = context.options.nowMs();
    this.reservation = server.tally.reserve(nowMs);
    this.pass = server.gate.take(nowMs);
  }

  /** The answer's head. True where the body can be read. */
  head(head: ResponseHead): boolean {
    this.status = head.status;
    this.server.gate.answered(this.pass, this.context.options.nowMs());
    const location = head.field('location');
    if (head.status >= 300 && head.status < 400 && location !== undefined) {
      this.sid = sidOfLocation(this.context.patterns, location);
      if (this.sid !== undefined) this.learn(this.sid);
    }
    if (!showsOutcome(head)) return false;
    this.scan = createOutcomeScan(this.context.patterns, this.form);
    return true;
  }

  /** Learns the session as soon as it shows: the client may use it before its page is complete. */
  chunk(text: string): void {
    const sid = this.scan?.scan(text);
    if (sid !== undefined && this.learnt === undefined) this.learn(sid);
  }

  /** The exchange is over. Returns how the log-on ended; undefined where no answer came. */
  end({ reason, connectMs }: ExchangeEnd): LogOnOutcome | undefined {
    if (this.settled) return undefined;
    this.settle();
    const read = this.scan?.finish();
    const sid = this.sid ?? read?.sid;
    const outcome = sid === undefined ? (read?.outcome ?? 'unknown') : 'success';
    const nowMs = this.context.options.nowMs();
    if (sid !== undefined) this.keep(sid, nowMs);
    else if (outcome === 'unknown' && reason === 'completed' && this.mayHaveSucceeded()) this.hold(nowMs);
    else this.giveBack();
    if (this.status > 0) this.server.gate.finished(this.pass, this.reservation.state === 'succeeded', nowMs);
    else if (reason === 'client-gone' && connectMs !== undefined) this.server.gate.abandon(this.pass, nowMs);
    else this.server.gate.release(this.pass);
    return this.status === 0 ? undefined : outcome;
  }

  /** The server could not be connected to: nothing was sent. */
  abandon(): void {
    if (this.settled) return;
    this.settle();
    this.giveBack();
    this.server.gate.release(this.pass);
  }

  private settle(): void {
    this.settled = true;
    if (this.learnt !== undefined) this.server.learntUnderWay -= 1;
  }

  private learn(sid: string): void {
    const { ledger, options } = this.context;
    const key = ledger.keyOf(sid);
    // A page that merely repeats somebody's id must not move that session: it is taken over only on success.
    if (ledger.find(key, options.nowMs()) !== undefined) return;
    ledger.learn(key, this.server.server.id, options.nowMs());
    this.learnt = key;
    this.server.learntUnderWay += 1;
  }

  private keep(sid: string, nowMs: number): void {
    const { ledger } = this.context;
    this.server.tally.succeed(this.reservation, nowMs);
    const key = ledger.keyOf(sid);
    if (this.learnt !== undefined && this.learnt !== key) ledger.forget(this.learnt);
    if (ledger.find(key, nowMs) !== this.server.server.id) ledger.learn(key, this.server.server.id, nowMs);
  }

  /**
   * An answer that F3 does not describe may be a success. Counting it errs by one until the next poll; not counting
   * it could send a whole burst to one server.
   */
  private mayHaveSucceeded(): boolean {
    return this.form === 'link' && this.status >= 200 && this.status < 400;
  }

  private hold(nowMs: number): void {
    this.server.tally.succeed(this.reservation, nowMs);
    this.server.holdUnseen(nowMs);
  }

  private giveBack(): void {
    if (this.learnt !== undefined) this.context.ledger.forget(this.learnt);
    this.server.tally.giveBack(this.reservation);
  }
}
