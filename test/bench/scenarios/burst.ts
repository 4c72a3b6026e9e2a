// Monday morning: 1,000 log-ons at 20 a second on four servers, a poll every 5 s. On a clock that is set by hand, so
// it takes a moment; the rules are the product's.

import { answer, logOnBody, logOnRequest, makeWorld, pages } from '../../balancer/support/traffic-world.ts';
import type { Scenario } from '../bench.ts';
import { markdownTable } from '../rules/markdown.ts';
import { rowsOf } from '../rules/rows.ts';

const logOns = 1000;
const servers = 4;
const gapMs = 50;
const pollMs = 5000;
/** A log-on is seen in the database this long after it was decided, and its answer comes then. */
const logOnMs = 700;

export const burst: Scenario = {
  name: 'burst',
  title: 'Burst of log-ons',
  about: `${logOns} log-ons at ${1000 / gapMs} a second on ${servers} servers of equal weight, a poll every ${pollMs / 1000} s; the largest difference in users between two servers at any moment.`,
  async measure() {
    return [{ kind: 'burst', logOns, servers, largestDifference: run() }];
  },
  table: (rows) =>
    markdownTable(rowsOf(rows, 'burst'), [
      ['log-ons', (row) => row.logOns],
      ['servers', (row) => row.servers],
      ['largest difference', (row) => row.largestDifference],
    ]),
};

function run(): number {
  const { traffic, clock } = makeWorld(servers, { onDecision: () => undefined, onRequest: () => undefined });
  const sent = new Map([...traffic.loads().keys()].map((id) => [id, 0]));
  const inDatabase = new Map(sent);
  const startMs = clock.nowMs;
  const answers: { readonly atMs: number; come(): void }[] = [];
  let largest = 0;
  const poll = () =>
    traffic.setCounts({ byServer: new Map(inDatabase), startedAtMs: clock.nowMs, endedAtMs: clock.nowMs });
  poll();
  for (let number = 0; number < logOns; number++) {
    clock.nowMs = startMs + number * gapMs;
    while ((answers[0]?.atMs ?? Number.POSITIVE_INFINITY) <= clock.nowMs) answers.shift()?.come();
    if ((number * gapMs) % pollMs === 0) poll();
    const exchange = traffic.begin(logOnRequest());
    const route = exchange.route(Buffer.from(logOnBody));
    if (route.kind !== 'forward') throw new Error(route.because);
    const { id } = route.server;
    sent.set(id, (sent.get(id) ?? 0) + 1);
    largest = Math.max(largest, Math.max(...sent.values()) - Math.min(...sent.values()));
    answers.push({
      atMs: clock.nowMs + logOnMs,
      come() {
        inDatabase.set(id, (inDatabase.get(id) ?? 0) + 1);
        answer(exchange, pages.success(String(100_000_000_000_000 + number)));
      },
    });
  }
  return largest;
}
