// One request in a worker. Where its session's server keeps it, everything is done here; all else is decided by the
// main thread, which is told what the engine tells: the exchange there is the real one, and this one its messenger.

import type {
  Exchange,
  ExchangeEnd,
  Reply,
  RequestHead,
  ResponseHead,
  ResponsePlan,
  Route,
} from '../engine.ts';
import { isLogOn } from '../rules/decide.ts';
import type { TrafficContext } from '../traffic-context.ts';
import { type AnswerTerms, planOnTerms } from '../traffic-edits.ts';
import { TrafficExchange } from '../traffic-exchange.ts';
import { showsOutcome } from '../traffic-log-on.ts';
import { showsSession } from '../traffic-session.ts';
import { plainRequest, plainResponse } from './plain-heads.ts';
import type { Questions, Told } from './questions.ts';

/** Nothing is read from a page behind so many bytes (rules/log-on-outcome.ts, rules/session-watch.ts). */
const shownBytes = { logOn: 1 << 20, session: 1 << 16 };

const nothing = Buffer.alloc(0);

/** State and steps of one exchange, as the engine calls them. */
export class WorkerExchange implements Exchange {
  readonly peekBytes: number;
  private readonly context: TrafficContext;
  private readonly questions: Questions;
  private readonly head: RequestHead;
  private readonly own: TrafficExchange;
  private peeked = nothing;
  /** Of the exchange at the main thread, if there is one. */
  private id: number | undefined;
  private terms: AnswerTerms | undefined;
  private shownLeft = 0;

  constructor(context: TrafficContext, questions: Questions, head: RequestHead) {
    this.context = context;
    this.questions = questions;
    this.head = head;
    this.own = new TrafficExchange(context, head, { startedMs: context.options.nowMs() });
    this.peekBytes = this.own.peekBytes;
  }

  route(peeked: Buffer): Route {
    // The engine's bytes are overwritten later; whoever goes on after a failed connection needs them.
    if (peeked.length > 0) this.peeked = Buffer.from(peeked);
    return this.own.isTied(peeked) ? this.own.route(peeked) : this.ask();
  }

  connectFailed(cause: Error): Route {
    const { id } = this;
    if (id === undefined) {
      this.own.handOver(cause);
      return this.ask();
    }
    const { code } = cause as NodeJS.ErrnoException;
    this.questions.report({ kind: 'connect-failed', id, message: cause.message, code });
    return this.waitFor(id);
  }

  responseHead(head: ResponseHead): ResponsePlan {
    const { id, terms, context } = this;
    if (id === undefined || terms === undefined) return this.own.responseHead(head);
    this.questions.report({ kind: 'answered', id, head: plainResponse(head) });
    if (isLogOn(terms.kind)) this.shownLeft = showsOutcome(head) ? shownBytes.logOn : 0;
    else this.shownLeft = terms.kind === 'session' && showsSession(head) ? shownBytes.session : 0;
    return { ...planOnTerms(head, terms, context.table.rewrite), watchBody: this.shownLeft > 0 };
  }

  responseChunk(text: string): void {
    const { id } = this;
    if (id === undefined) {
      this.own.responseChunk(text);
      return;
    }
    if (this.shownLeft <= 0) return;
    this.shownLeft -= text.length;
    this.questions.report({ kind: 'chunk', id, text });
  }

  failureReply(status: number): Reply {
    return this.own.failureReply(status);
  }

  end(end: ExchangeEnd): void {
    const { id } = this;
    if (id === undefined) {
      this.own.end(end);
      return;
    }
    this.questions.close(id);
    this.questions.report({ kind: 'ended', id, end });
  }

  private ask(): Route {
    const id = this.questions.open();
    this.id = id;
    this.questions.report({
      kind: 'ask',
      id,
      head: plainRequest(this.head),
      peeked: new Uint8Array(this.peeked),
      given: this.own.given(),
    });
    return this.waitFor(id);
  }

  private waitFor(id: number): Route {
    const { promise, resolve } = Promise.withResolvers<Told['route']>();
    this.questions.expect(id, ({ route, terms }) => {
      this.terms = terms;
      resolve(this.withOwnServer(route));
    });
    return { kind: 'wait', next: promise, because: 'asked' };
  }

  /** The engine knows the pool of a server by the table's own object. */
  private withOwnServer(route: Told['route']): Told['route'] {
    if (route.kind === 'reply') return route;
    const known = this.context.table.byId.get(route.server.id);
    return known === undefined ? route : { ...route, server: known.server };
  }
}
