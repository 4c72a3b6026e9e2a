// What is asked at a desk is answered, also where the rules break, and that is told.

import t from 'tap';
import type { Route } from '../../../balancer/engine.ts';
import type { TrafficExchange } from '../../../balancer/traffic-exchange.ts';
import { createDesk } from '../../../balancer/workers/desk.ts';
import type { Order } from '../../../balancer/workers/protocol.ts';
import { waitFor } from '../../support/wait-for.ts';

const ask = {
  kind: 'ask',
  id: 7,
  head: {
    method: 'GET',
    target: '/',
    version: '1.1',
    client: { address: '10.0.0.1', port: 1, secure: false },
    websocket: false,
    fields: {},
  },
  peeked: new Uint8Array(),
  given: { startedMs: 0 },
} as unknown as Parameters<ReturnType<typeof createDesk>['take']>[0];

/** A desk whose exchanges are routed so; `terms` is all that is asked of them besides. */
function deskOf(route: () => Route) {
  const orders: Order[] = [];
  const problems: Error[] = [];
  const desk = createDesk({
    office: { begin: () => ({ route, terms: () => ({}) }) as unknown as TrafficExchange },
    send: (order) => orders.push(order),
    nowMs: () => 0,
    onProblem: (problem) => problems.push(problem),
  });
  return { desk, orders, problems };
}

t.test('a rule that throws, and a wait that breaks, are answered with 500 and told', async (t) => {
  const broken = new Error('a rule is wrong');
  const routes: readonly (readonly [string, () => Route])[] = [
    [
      'thrown',
      () => {
        throw broken;
      },
    ],
    ['waited for', () => ({ kind: 'wait', next: Promise.reject(broken), because: 'storm' })],
  ];
  for (const [name, route] of routes) {
    const { desk, orders, problems } = deskOf(route);
    desk.take(ask);
    await waitFor(`an answer to what was ${name}`, () => orders.length > 0);
    t.match(orders, [{ kind: 'routed', id: 7, route: { kind: 'reply', reply: { status: 500 } } }], name);
    t.match(problems, [{ code: 'BAL_RULE_FAILED', cause: broken }], name);
  }
});
