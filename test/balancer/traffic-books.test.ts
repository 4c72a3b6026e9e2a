// The books of an exchange over every order in which an engine may call, also orders it never should.

import t from 'tap';
import type { EndReason, Exchange } from '../../balancer/engine.ts';
import { endReasons } from '../../balancer/traffic-counters.ts';
import type { Load } from '../../cluster/model.ts';
import {
  ended,
  logOnBody,
  logOnRequest,
  makeWorld,
  pages,
  request,
  response,
  setHealth,
} from './support/traffic-world.ts';

const sid = '12345678901234';
const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

type Call = { readonly name: string; readonly run: (exchange: Exchange) => void };

const calls: readonly Call[] = [
  { name: 'route', run: (exchange) => exchange.route(Buffer.from(logOnBody)) },
  { name: 'connectFailed', run: (exchange) => exchange.connectFailed(refused) },
  { name: 'head', run: (exchange) => exchange.responseHead(response(200, { 'content-type': 'text/html' })) },
  { name: 'success', run: (exchange) => exchange.responseChunk(pages.success(sid)) },
  { name: 'form', run: (exchange) => exchange.responseChunk(pages.form) },
  { name: 'failureReply', run: (exchange) => exchange.failureReply(502) },
  { name: 'end', run: (exchange) => exchange.end(ended('completed')) },
];

function orders(length: number): Call[][] {
  if (length === 0) return [[]];
  return orders(length - 1).flatMap((rest) => calls.map((call) => [call, ...rest]));
}

function sum(world: ReturnType<typeof makeWorld>, of: (load: Load, id: string) => number): number {
  return [...world.traffic.loads()].reduce((total, [id, load]) => total + of(load, id), 0);
}

t.test('nothing is left on the books after the end, in all orders of five calls', (t) => {
  const wrong: string[] = [];
  let tried = 0;
  for (const order of orders(5)) {
    const world = makeWorld(2);
    world.traffic.setCounts({
      byServer: new Map([
        ['id-1', 0],
        ['id-2', 0],
      ]),
      startedAtMs: 1,
      endedAtMs: 1,
    });
    const exchange = world.traffic.begin(logOnRequest());
    for (const call of order) call.run(exchange);
    exchange.end(ended('client-gone', 0));
    exchange.end(ended('completed'));
    tried += 1;
    const unknown = sum(
      world,
      (_, id) => world.traffic.counters().servers.get(id)?.logOnOutcomes.unknown ?? 0,
    );
    const users = sum(world, (load) => load.effective);
    const observed = sum(world, (load) => load.observed);
    // A poll that sees just the sessions of the ledger settles all but a reservation that was left behind.
    world.clock.nowMs += 10;
    const byServer = new Map([...world.traffic.loads()].map(([id, load]) => [id, load.observed]));
    world.traffic.setCounts({ byServer, startedAtMs: world.clock.nowMs, endedAtMs: world.clock.nowMs });
    const inFlight = sum(world, (load) => load.inFlightRequests);
    const right =
      inFlight === 0 && users <= observed + unknown && sum(world, (load) => load.effective) === observed;
    if (!right) wrong.push(`${order.map((call) => call.name).join(' ')}: ${inFlight} ${users} ${observed}`);
  }
  t.same(wrong.slice(0, 5), []);
  t.equal(tried, 7 ** 5);
  t.end();
});

t.test('the same where the database tells nothing', (t) => {
  const wrong: string[] = [];
  for (const order of orders(4)) {
    const world = makeWorld(2);
    const exchange = world.traffic.begin(logOnRequest());
    for (const call of order) call.run(exchange);
    exchange.end(ended('client-gone', 0));
    for (const load of world.traffic.loads().values()) {
      const right = load.inFlightRequests === 0 && load.pending === 0 && load.effective >= load.observed;
      if (!right) wrong.push(order.map((call) => call.name).join(' '));
    }
    world.clock.nowMs += 31_000;
    for (const load of world.traffic.loads().values()) {
      if (load.effective !== load.observed) wrong.push(`late: ${order.map((call) => call.name).join(' ')}`);
    }
  }
  t.same(wrong.slice(0, 5), []);
  t.end();
});

t.test('however an exchange ends, a log-on counts only if its session was seen', (t) => {
  const stages: readonly [string, (exchange: Exchange) => void, number][] = [
    ['before the route', () => undefined, 0],
    ['after the route', (each) => void each.route(Buffer.from(logOnBody)), 0],
    [
      'after the head',
      (each) => {
        each.route(Buffer.from(logOnBody));
        each.responseHead(response(200, {}));
        each.responseChunk('<html>');
      },
      0,
    ],
    [
      'after the session',
      (each) => {
        each.route(Buffer.from(logOnBody));
        each.responseHead(response(200, {}));
        each.responseChunk(pages.success(sid));
      },
      1,
    ],
    [
      'after a redirect with the session',
      (each) => {
        each.route(Buffer.from(logOnBody));
        each.responseHead(response(302, { location: `/CRM/eware.dll/Do?SID=${sid}` }));
      },
      1,
    ],
    [
      'after the form',
      (each) => {
        each.route(Buffer.from(logOnBody));
        each.responseHead(response(200, {}));
        each.responseChunk(pages.success(sid) + pages.form);
      },
      0,
    ],
    [
      'after an error page',
      (each) => {
        each.route(Buffer.from(logOnBody));
        each.responseHead(response(500, {}));
      },
      0,
    ],
  ];
  const cut: EndReason[] = endReasons.filter((reason) => reason !== 'completed');
  for (const [name, run, users] of stages) {
    for (const reason of cut) {
      const world = makeWorld(1);
      world.traffic.setCounts({ byServer: new Map([['id-1', 0]]), startedAtMs: 1, endedAtMs: 1 });
      const exchange = world.traffic.begin(logOnRequest());
      run(exchange);
      exchange.end(ended(reason));
      const load = world.traffic.loads().get('id-1');
      t.same([load?.effective, load?.observed], [users, users], `${name}, ${reason}`);
      t.equal(world.traffic.counters().ends[reason], 1);
    }
  }
  t.end();
});

t.test('an answer that nobody described is held until a poll tells', (t) => {
  const world = makeWorld(1);
  const poll = (users: number) =>
    world.traffic.setCounts({
      byServer: new Map([['id-1', users]]),
      startedAtMs: world.clock.nowMs,
      endedAtMs: world.clock.nowMs,
    });
  poll(0);
  world.clock.nowMs += 10;
  const exchange = world.traffic.begin(logOnRequest());
  exchange.route(Buffer.from(logOnBody));
  exchange.responseHead(response(200, { 'content-encoding': 'gzip' }));
  exchange.end(ended('completed'));
  t.equal(world.traffic.loads().get('id-1')?.effective, 1);
  world.clock.nowMs += 10;
  poll(0);
  t.equal(world.traffic.loads().get('id-1')?.effective, 0, 'it was none');
  t.equal(world.traffic.counters().servers.get('id-1')?.logOnOutcomes.unknown, 1);
  t.end();
});

t.test("a page that repeats somebody else's id does not move that session", (t) => {
  const world = makeWorld(2);
  const first = world.traffic.begin(logOnRequest());
  first.route(Buffer.from(logOnBody));
  first.responseHead(response(200, {}));
  first.responseChunk(pages.success(sid));
  first.end(ended('completed'));
  const second = world.traffic.begin(logOnRequest());
  second.route(Buffer.from(logOnBody));
  second.responseHead(response(200, {}));
  second.responseChunk(pages.success(sid) + pages.form);
  second.end(ended('completed'));
  const session = world.traffic.begin(request('GET', `/CRM/eware.dll/Do?SID=${sid}`));
  t.match(session.route(Buffer.alloc(0)), { server: { id: 'id-1' }, because: 'session' });
  t.end();
});

t.test('a session is known before its first page is complete', (t) => {
  const world = makeWorld(2);
  world.traffic.setCounts({
    byServer: new Map([
      ['id-1', 1],
      ['id-2', 0],
    ]),
    startedAtMs: 1,
    endedAtMs: 1,
  });
  const exchange = world.traffic.begin(logOnRequest());
  exchange.route(Buffer.from(logOnBody));
  exchange.responseHead(response(200, {}));
  exchange.responseChunk(pages.success(sid));
  const frame = world.traffic.begin(request('GET', `/CRM/eware.dll/Do?SID=${sid}&Act=1`));
  t.match(frame.route(Buffer.alloc(0)), { server: { id: 'id-2' }, because: 'session' });
  t.end();
});

t.test('a session that another entrance brought is learnt from a page that is no form', (t) => {
  const world = makeWorld(2);
  const ask = () => {
    const exchange = world.traffic.begin(request('GET', `/CRM/eware.dll/Do?SID=${sid}`));
    return { exchange, route: exchange.route(Buffer.alloc(0)) };
  };
  const html = { 'content-type': 'text/html' };
  const lost = ask();
  lost.exchange.responseHead(response(200, html));
  lost.exchange.responseChunk(pages.form);
  lost.exchange.end(ended('completed'));
  t.equal(world.traffic.loads().get('id-1')?.observed, 0, 'a form proves nothing');
  const found = ask();
  found.exchange.responseHead(response(200, html));
  found.exchange.responseChunk('<html>a page</html>');
  found.exchange.end(ended('completed'));
  t.equal(ask().route.because, 'session');
  t.end();
});

t.test('one log-off is taken off once, though its user is shown the form by a second server', (t) => {
  const world = makeWorld(2);
  world.traffic.setCounts({
    byServer: new Map([
      ['id-1', 5],
      ['id-2', 5],
    ]),
    startedAtMs: 1,
    endedAtMs: 1,
  });
  const logOn = world.traffic.begin(logOnRequest());
  logOn.route(Buffer.from(logOnBody));
  logOn.responseHead(response(200, {}));
  logOn.responseChunk(pages.success(sid));
  logOn.end(ended('completed'));
  setHealth(world.traffic, 'id-1', 'down');
  for (const _ of [1, 2]) {
    const exchange = world.traffic.begin(request('GET', `/CRM/eware.dll/Do?SID=${sid}`));
    t.match(exchange.route(Buffer.alloc(0)), { server: { id: 'id-2' } });
    exchange.responseHead(response(200, { 'content-type': 'text/html' }));
    exchange.responseChunk(pages.form);
    exchange.end(ended('completed'));
  }
  t.same(
    [...world.traffic.loads().values()].map((load) => load.effective),
    [5, 5],
  );
  t.end();
});
