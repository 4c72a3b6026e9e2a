// Asks the rules about one request: what it brings, and what is known of the servers at this moment.

import { type Decision, decide } from './rules/decide.ts';
import { partingOf } from './rules/drain.ts';
import { toleranceOf } from './rules/warmth.ts';
import { type TrafficContext, tieNow } from './traffic-context.ts';
import type { ReadRequest, RequestFacts } from './traffic-request.ts';
import type { TrafficServer } from './traffic-server.ts';

export type DecisionQuestion = {
  readonly request: ReadRequest;
  readonly facts: RequestFacts;
  /** Servers this very request could not connect to. */
  readonly tried: readonly TrafficServer[];
  readonly candidates: readonly TrafficServer[];
  /** How long a log-on has waited for a server so far. */
  readonly waitedMs: number;
};

/** What is to become of the request now. */
export function decideNow(
  context: TrafficContext,
  { request, facts, tried, candidates, waitedMs }: DecisionQuestion,
): Decision<TrafficServer> {
  const { kind, confirmation, bySid, sidKey, idleMs } = facts;
  return decide({
    kind,
    confirmation,
    bySid: bySid === 'lost' ? 'lost' : tieNow(context, bySid),
    byCookie: tieNow(context, request.byCookie),
    tester: tieNow(context, request.tester.tie),
    partingFrom: ({ wanted }) => partingOf(wanted, { kind, idleMs, hasSession: sidKey !== undefined }),
    candidates,
    tried,
    admission: {
      gateOf: (server) => server.gate.state(context.options.nowMs()),
      tolerance: toleranceOf(context.settings.storm, waitedMs),
    },
  });
}
