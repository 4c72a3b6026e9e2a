// Counts and tells what happened to requests: affinity, own replies, log-on decisions, the access log.

import type { ExchangeEnd, RequestHead } from './engine.ts';
import type { RequestKind } from './rules/classify.ts';
import { type Decision, type ForwardReason, isLogOn } from './rules/decide.ts';
import { maskTarget } from './rules/mask-target.ts';
import type { Picked } from './rules/pick.ts';
import type { TrafficContext } from './traffic-context.ts';
import type { AffinityResult, LogOnReason, LogOnRefusal, ReplyReason } from './traffic-counters.ts';
import type { ReadRequest, RequestFacts } from './traffic-request.ts';
import type { TrafficServer } from './traffic-server.ts';

/** Counts how affinity served a request that was not a log-on. */
export function countAffinity(
  context: TrafficContext,
  kind: RequestKind,
  forged: boolean,
  decision: Decision<TrafficServer>,
): void {
  if (!isLogOn(kind)) context.counters.affinity[affinityResult(forged, decision)] += 1;
}

function affinityResult(forged: boolean, decision: Decision<TrafficServer>): AffinityResult {
  if (decision.kind === 'wait') return 'miss';
  switch (decision.because) {
    case 'session':
    case 'affinity':
    case 'tester':
      return 'hit';
    case 'moved-draining':
    case 'moved-down':
    case 'moved-gone':
    case 'moved-maintenance':
    case 'moved-unreachable':
    case 'moved-restarted':
      return 'moved';
    default:
      return forged ? 'invalid' : 'miss';
  }
}

/** Counts an answer of our own. */
export function countReply(context: TrafficContext, because: ReplyReason): void {
  context.counters.replies[because] += 1;
}

export type LogOnDecision = {
  readonly request: ReadRequest;
  readonly facts: RequestFacts;
  readonly decision: Exclude<Decision<TrafficServer>, { readonly kind: 'wait' | 'part' }>;
  /** Servers that could not be connected to before. */
  readonly tried: number;
  readonly waitedMs: number | undefined;
};

/** Counts a log-on decision and tells it. To be called before the reservation: the counts are those it saw. */
export function tellDecision(context: TrafficContext, told: LogOnDecision): void {
  const { decision, facts, request, waitedMs } = told;
  const { user } = facts;
  if (decision.kind === 'refuse') {
    tell(context, request, { server: undefined, because: decision.because, user, waitedMs });
    return;
  }
  const because = logOnReason(decision.because, told.tried);
  tell(context, request, { server: decision.candidate, because, user, waitedMs });
}

/** The same for a log-on that the queue does not take, or not any longer. */
export function tellTurnedAway(
  context: TrafficContext,
  told: Omit<LogOnDecision, 'decision' | 'tried'> & { readonly because: LogOnRefusal },
): void {
  const { request, facts, because, waitedMs } = told;
  tell(context, request, { server: undefined, because, user: facts.user, waitedMs });
}

/** The same for a log-on page that is answered with a server's own name. */
export function tellRedirect(context: TrafficContext, request: ReadRequest, picked: Picked<TrafficServer>) {
  if (picked.kind === 'none') {
    tell(context, request, { server: undefined, because: picked.because, ...nobody });
  } else tell(context, request, { server: picked.candidate, because: 'redirect', ...nobody });
}

const nobody = { user: undefined, waitedMs: undefined };

function logOnReason(because: ForwardReason, tried: number): LogOnReason {
  if (because === 'confirmation' || because === 'tester') return because;
  if (tried > 0) return 'next-server';
  return because === 'next-free' ? 'next-free' : 'fewest-users';
}

type Told = { readonly user: string | undefined; readonly waitedMs: number | undefined } & (
  | { readonly server: TrafficServer; readonly because: LogOnReason }
  | { readonly server: undefined; readonly because: LogOnRefusal }
);

function tell(context: TrafficContext, request: ReadRequest, told: Told): void {
  if (told.server === undefined) context.counters.logOnRefusals[told.because] += 1;
  else told.server.counters.logOnDecisions[told.because] += 1;
  const nowMs = context.options.nowMs();
  context.options.onDecision({
    atMs: nowMs,
    requestId: request.requestId,
    server: told.server?.server.id,
    serverName: told.server?.server.name,
    because: told.because,
    waitedMs: told.waitedMs,
    candidates: context.table.servers.map((each) => ({
      id: each.server.id,
      name: each.server.name,
      users: each.users,
      health: each.health,
      admin: each.admin,
      ejected: each.ejected,
      open: each.gate.isOpen(nowMs),
    })),
    user: told.user,
    tester: told.because === 'tester' ? request.tester.by : undefined,
  });
}

export type EndedRequest = {
  readonly head: RequestHead;
  readonly request: ReadRequest;
  readonly facts: RequestFacts | undefined;
  readonly server: TrafficServer | undefined;
  readonly end: ExchangeEnd;
  readonly queueMs: number | undefined;
};

/** Counts how an exchange ended, and tells the access log, where there is one. */
export function tellRequest(context: TrafficContext, ended: EndedRequest, because: string): void {
  const { onRequest } = context.options;
  context.counters.ends[ended.end.reason] += 1;
  if (onRequest === undefined) return;
  const { head, request, facts, server, end, queueMs } = ended;
  const kind = facts?.kind ?? request.classified.kind;
  onRequest({
    startedMs: request.startedMs,
    requestId: request.requestId,
    clientAddress: request.clientAddress,
    forwardedFor: request.view.forwardedFor,
    method: head.method,
    target: maskTarget(context.patterns, kind, head.target),
    version: head.version,
    userAgent: head.field('user-agent'),
    kind,
    serverName: server?.server.name,
    because,
    reason: end.reason,
    status: end.status,
    queueMs,
    connectMs: end.connectMs,
    firstByteMs: end.firstByteMs,
    totalMs: end.totalMs,
    requestBodyBytes: end.requestBodyBytes,
    responseBodyBytes: end.responseBodyBytes,
  });
}
