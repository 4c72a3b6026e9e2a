// One request under the rules: asks what it is and where it goes, keeps the books while it runs, and leaves them
// as they must be whatever happens. The engine's calls and their order are in engine.ts.

import type {
  Exchange,
  ExchangeEnd,
  Reply,
  RequestHead,
  ResponseHead,
  ResponsePlan,
  Route,
  SettledRoute,
} from './engine.ts';
import { type Decision, isLogOn, needsNoKeeper } from './rules/decide.ts';
import { connectFailureKind } from './rules/failure-kind.ts';
import type { TrafficContext } from './traffic-context.ts';
import { countRequest, type LogOnRefusal, type ReplyReason, replyReasonOf } from './traffic-counters.ts';
import { decideNow } from './traffic-decision.ts';
import { type AnswerTerms, answerTerms, planOnTerms, requestEdits } from './traffic-edits.ts';
import { countAffinity, countReply, tellDecision, tellRequest, tellTurnedAway } from './traffic-events.ts';
import { lockedReply, workReply } from './traffic-lock.ts';
import { LogOnAttempt } from './traffic-log-on.ts';
import { isForKeeper, ownAnswer } from './traffic-own-answer.ts';
import { ownPage } from './traffic-pages.ts';
import { partWith } from './traffic-parting.ts';
import {
  type BegunRequest,
  type GivenRequest,
  type ReadRequest,
  type RequestFacts,
  readBody,
  readRequest,
} from './traffic-request.ts';
import type { TrafficServer } from './traffic-server.ts';
import { SessionFollower } from './traffic-session.ts';
import { connectionFailed, exchangeEnded } from './traffic-trouble.ts';
import { LogOnWait } from './traffic-wait.ts';

type Settled = Exclude<Decision<TrafficServer>, { readonly kind: 'wait' | 'part' }>;

/** State and steps of one exchange cannot be parted; a class, since one is made per request. */
export class TrafficExchange implements Exchange {
  readonly peekBytes: number;
  private readonly context: TrafficContext;
  private readonly head: RequestHead;
  private readonly request: ReadRequest;
  private readonly tried: TrafficServer[];
  private facts: RequestFacts | undefined;
  /** What `isTied` has decided, which `route` need not decide again. */
  private tied: Decision<TrafficServer> | undefined;
  private server: TrafficServer | undefined;
  private logOn: LogOnAttempt | undefined;
  private follower: SessionFollower | undefined;
  private wait: LogOnWait | undefined;
  /** What the server said; 0 before. */
  private status = 0;
  private because = 'not-routed';
  private ended = false;

  /** `begun`: by a worker, which tells more than when. */
  constructor(context: TrafficContext, head: RequestHead, begun: BegunRequest) {
    this.context = context;
    this.head = head;
    this.request = readRequest(context, head, begun);
    this.peekBytes = this.request.peekBytes;
    this.tried = 'tried' in begun ? begun.tried.flatMap((id) => context.table.byId.get(id) ?? []) : [];
  }

  /**
   * True where a session's server keeps it, so that nothing has to be decided between servers and nothing is booked
   * but what is counted. To be asked before `route`, with the same bytes.
   */
  isTied(peeked: Buffer): boolean {
    const { context, head, request } = this;
    const facts = readBody(context, request, peeked);
    this.facts = facts;
    if (isForKeeper(context, head, request, facts)) return false;
    const decision = this.decide(facts, []);
    this.tied = needsNoKeeper(decision) ? decision : undefined;
    return this.tied !== undefined;
  }

  /** What whoever goes on with this request must know of it. */
  given(): GivenRequest {
    const { startedMs, requestId } = this.request;
    return { startedMs, requestId, tried: this.tried.map(({ server }) => server.id) };
  }

  /** What the edits of its answer rest on. */
  terms(): AnswerTerms {
    const { context, request, facts, server } = this;
    return answerTerms(context, { request, kind: facts?.kind ?? request.classified.kind, server });
  }

  /** The routed server could not be connected to, and somebody else goes on: nothing of it stays here. */
  handOver(cause: Error): void {
    this.blame(cause);
    this.leave();
    this.ended = true;
  }

  route(peeked: Buffer): Route {
    const { context, request } = this;
    const facts = this.facts ?? readBody(context, request, peeked);
    this.facts = facts;
    const own = ownAnswer(context, this.head, request, facts);
    if (own !== undefined)
      return own.kind === 'none' ? this.refuse(own.because) : this.replied(own.because, own.reply);
    if (isLogOn(facts.kind)) {
      this.wait = new LogOnWait(context);
      // Those who wait come first: what they leave may be had.
      context.queue.serve();
    }
    const decision = this.tied ?? this.decide(facts);
    if (this.tried.length === 0) countAffinity(context, facts.kind, request.forged, decision);
    return this.follow(facts, decision);
  }

  connectFailed(cause: Error): Route {
    const { facts, server } = this;
    if (facts === undefined || server === undefined) return this.refuse('no-server');
    this.blame(cause);
    const route = this.follow(facts, this.decide(facts));
    this.context.queue.serve();
    return route;
  }

  responseHead(head: ResponseHead): ResponsePlan {
    const { context, request, facts } = this;
    this.status = head.status;
    let watchBody = this.logOn?.head(head) ?? false;
    if (facts?.sidKey !== undefined && (facts.kind === 'session' || facts.kind === 'log-off')) {
      const logsOff = facts.kind === 'log-off';
      this.follower = new SessionFollower(context, {
        key: facts.sidKey,
        toldBy: this.server?.server.id,
        logsOff,
        startedMs: request.startedMs,
      });
      watchBody = this.follower.head(head);
    }
    const { edits, insert } = planOnTerms(head, this.terms(), context.table.rewrite);
    if (this.logOn !== undefined) context.queue.serve();
    return { edits, insert, watchBody };
  }

  responseChunk(text: string): void {
    this.logOn?.chunk(text);
    this.follower?.chunk(text);
  }

  failureReply(status: number): Reply {
    const because = replyReasonOf(status);
    countReply(this.context, because);
    return this.page(status, because);
  }

  end(end: ExchangeEnd): void {
    if (this.ended) return;
    this.ended = true;
    const { context, server, facts, head, request } = this;
    this.wait?.leave();
    const queueMs = this.wait?.waitedMs;
    const outcome = this.logOn?.end(end);
    if (server !== undefined) {
      if (outcome !== undefined) server.counters.logOnOutcomes[outcome] += 1;
      this.follower?.end(end.reason, server);
      countRequest(server.counters, head.method, { end, queueMs: queueMs ?? 0 });
      exchangeEnded(context, server, { request, facts, status: this.status, end });
    }
    this.leave();
    tellRequest(context, { head, request, facts, server, end, queueMs }, this.because);
    context.queue.serve();
  }

  /** Books that the server could not be connected to. */
  private blame(cause: Error): void {
    const { server } = this;
    if (server === undefined) return;
    const { code } = cause as NodeJS.ErrnoException;
    server.counters.failures[connectFailureKind(code)] += 1;
    connectionFailed(this.context, server, { code, startedMs: this.request.startedMs });
    this.tried.push(server);
  }

  private decide(facts: RequestFacts, candidates = this.context.table.inTurn): Decision<TrafficServer> {
    const { context, request, tried } = this;
    return decideNow(context, { request, facts, tried, candidates, waitedMs: this.wait?.ageMs ?? 0 });
  }

  /** Does what was decided: books the request on its server, or answers that there is none. */
  private follow(facts: RequestFacts, decision: Decision<TrafficServer>): Route {
    this.logOn?.abandon();
    this.leave();
    // An engine that goes on after the end gets an answer, but nothing is booked any more.
    if (this.ended) return this.refuse('no-server');
    switch (decision.kind) {
      case 'wait':
        return this.queue(facts);
      case 'part':
        return this.replied(
          decision.because,
          partWith(this.context, { head: this.head, request: this.request, facts }, decision),
        );
      case 'forward':
      case 'refuse':
        return this.settle(facts, decision);
    }
  }

  /** Storm guard: there is a server for this log-on, but not now. */
  private queue(facts: RequestFacts): Route {
    const next = this.wait?.begin({
      tryNow: () => {
        const locked = this.whileLocked(facts);
        if (locked !== undefined) return locked;
        const decision = this.decide(facts);
        // A log-on has no session yet that could end.
        const mustWait = decision.kind === 'wait' || decision.kind === 'part';
        return mustWait ? undefined : this.settle(facts, decision);
      },
      giveUp: () => this.turnAway(facts, 'queue-timeout'),
    });
    if (next === undefined) return this.turnAway(facts, 'queue-full');
    this.because = 'queued';
    return { kind: 'wait', next, because: this.because };
  }

  private whileLocked(facts: RequestFacts): SettledRoute | undefined {
    const reply = lockedReply(this.context, this.head, this.request, facts);
    return reply && this.replied('locked', reply);
  }

  private turnAway(facts: RequestFacts, because: 'queue-full' | 'queue-timeout'): SettledRoute {
    const { context, request, wait } = this;
    tellTurnedAway(context, { request, facts, because, waitedMs: wait?.waitedMs });
    return this.refuse(because);
  }

  private settle(facts: RequestFacts, decision: Settled): SettledRoute {
    const { context, request, tried } = this;
    if (isLogOn(facts.kind)) {
      const waitedMs = this.wait?.waitedMs;
      tellDecision(context, { request, facts, decision, tried: tried.length, waitedMs });
    }
    if (decision.kind === 'refuse') return this.refuse(decision.because);
    const { candidate: server, because } = decision;
    this.server = server;
    this.because = because;
    server.counters.inFlight += 1;
    if (isLogOn(facts.kind)) {
      this.logOn = new LogOnAttempt(context, server, facts.kind === 'soap-log-on' ? 'element' : 'link');
    }
    const edits = requestEdits(context, { request, kind: facts.kind, server });
    return { kind: 'forward', server: server.server, edits, silenceMs: request.silenceMs, because };
  }

  private refuse(because: LogOnRefusal): SettledRoute {
    return this.replied(because, this.page(503, because));
  }

  private replied(because: ReplyReason, reply: Reply): SettledRoute {
    this.because = because;
    countReply(this.context, because);
    return { kind: 'reply', reply, because };
  }

  private page(status: number, because: string): Reply {
    const { head, request, context } = this;
    const kind = this.facts?.kind ?? request.classified.kind;
    const page = { status, because, kind, requestId: request.requestId };
    return workReply(context, head, page) ?? ownPage(context, head, page);
  }

  private leave(): void {
    if (this.server !== undefined) this.server.counters.inFlight -= 1;
    this.server = undefined;
    this.logOn = undefined;
  }
}
