// Servers that somebody prepares, and sessions that servers have lost, as traffic sees both.

import t from 'tap';
import type { LostSession } from '../../balancer/traffic-types.ts';
import { makeStormWorld, type Person, serverOf, settled } from './support/storm-world.ts';
import {
  answer,
  logOn,
  makeWorld,
  pages,
  request,
  serverOf as routed,
  setHealth,
} from './support/traffic-world.ts';

const nothing = Buffer.alloc(0);
const sidOf = (index: number) => String(30_000_000_000_000 + index);
const sessionPage = (sid: string) => request('GET', `/CRM/eware.dll/Do?SID=${sid}&Act=1`);
const page = '<html>a page of the CRM</html>';

t.test('a server that is prepared keeps its sessions and gets no log-on while others take them', (t) => {
  const world = makeWorld(2);
  t.equal(logOn(world, pages.success(sidOf(1))).server, 'id-1');
  world.traffic.setWarming('id-1', true);
  t.same(
    [2, 3, 4].map((index) => logOn(world, pages.success(sidOf(index))).server),
    ['id-2', 'id-2', 'id-2'],
  );
  t.equal(world.traffic.storm().servers.get('id-1')?.warming, true);
  t.equal(routed(world.traffic.begin(sessionPage(sidOf(1))).route(nothing)), 'id-1');
  t.equal(routed(world.traffic.begin(request('GET', '/CRM/eware.dll/go')).route(nothing)), 'id-2');
  setHealth(world.traffic, 'id-2', 'down');
  t.equal(logOn(world, pages.success(sidOf(5))).server, 'id-1', 'better than nobody');
  setHealth(world.traffic, 'id-2', 'up');
  world.traffic.setWarming('id-1', false);
  t.equal(logOn(world, pages.success(sidOf(6))).server, 'id-1');
  t.end();
});

t.test('two who prepare a server do not let it in for each other', (t) => {
  const world = makeWorld(2);
  world.traffic.setWarming('id-1', true, 'restart');
  world.traffic.setWarming('id-1', true, 'metadata');
  world.traffic.setWarming('id-1', false, 'restart');
  t.equal(world.traffic.storm().servers.get('id-1')?.warming, true);
  world.traffic.setWarming('id-1', false, 'metadata');
  t.equal(world.traffic.storm().servers.get('id-1')?.warming, false);
  t.doesNotThrow(() => world.traffic.setWarming('id-9', true));
  t.end();
});

t.test(
  'a cold server that was proved quick takes log-ons with the ramp, and those who wait go on',
  async (t) => {
    const world = makeStormWorld(1);
    world.traffic.setCold('id-1');
    const people = [world.arrive(), world.arrive()] as [Person, Person];
    t.same(people.map(serverOf), ['id-1', undefined]);
    world.traffic.setWarm('id-1');
    await settled();
    t.same(people.map(serverOf), ['id-1', 'id-1']);
    t.equal(world.traffic.storm().servers.get('id-1')?.warmth, 'ramping');
    for (const each of people) world.answer(each);
    world.pass(3_600_000);
    world.traffic.setWarm('id-1');
    t.equal(world.traffic.storm().servers.get('id-1')?.warmth, 'warm', 'a warm one stays warm');
  },
);

t.test('every session that its server has lost is told once, with how many are still there', (t) => {
  const world = makeWorld(1);
  const lost: LostSession[] = [];
  const stop = world.traffic.onSessionLost((each) => lost.push(each));
  const first = world.clock.nowMs;
  for (let index = 1; index <= 5; index += 1) logOn(world, pages.success(sidOf(index)));
  world.clock.nowMs += 1000;
  const sinceMs = world.clock.nowMs;
  const visit = (index: number, body: string, at = sessionPage(sidOf(index))) => {
    const exchange = world.traffic.begin(at);
    exchange.route(nothing);
    answer(exchange, body);
  };
  visit(1, pages.form);
  visit(1, pages.form);
  visit(2, pages.form);
  visit(3, page);
  visit(4, pages.form, request('GET', `/CRM/eware.dll/Do?SID=${sidOf(4)}&Act=5000`));
  t.same(
    lost,
    [1, 2].map(() => ({ server: 'id-1', atMs: sinceMs, learnedMs: first })),
    'a log-off is no loss',
  );
  logOn(world, pages.success(sidOf(9)));
  t.same(world.traffic.keptSince('id-1', sinceMs), { all: 2, seen: 1 });
  stop();
  visit(3, pages.form);
  t.equal(lost.length, 2);
  t.end();
});

t.test('a session that another server does not know is not lost by its own', (t) => {
  const world = makeWorld(2);
  const lost: LostSession[] = [];
  world.traffic.onSessionLost((each) => lost.push(each));
  t.equal(logOn(world, pages.success(sidOf(1))).server, 'id-1');
  setHealth(world.traffic, 'id-1', 'down');
  const exchange = world.traffic.begin(sessionPage(sidOf(1)));
  t.equal(routed(exchange.route(nothing)), 'id-2');
  answer(exchange, pages.form);
  t.same(lost, []);
  t.end();
});

t.test(
  'whoever comes back to a lost session gets the log-on page of the best server, not of its own',
  (t) => {
    const world = makeWorld(3);
    const first = logOn(world, pages.success(sidOf(1)));
    t.equal(first.server, 'id-1');
    for (const index of [2, 3, 4]) logOn(world, pages.success(sidOf(index)));
    world.clock.nowMs += 1_000;
    const lostByMs = world.clock.nowMs - 500;
    world.traffic.setWarming('id-1', true);
    t.equal(logOn(world, pages.success(sidOf(5))).server, 'id-2');
    world.traffic.loseSessions('id-1', lostByMs);
    t.equal(world.traffic.loads().get('id-1')?.observed, 0, 'those who were there are not counted any more');
    const told: LostSession[] = [];
    world.traffic.onSessionLost((each) => told.push(each));
    const come = (sid: string) => {
      const exchange = world.traffic.begin(
        request('GET', `/CRM/eware.dll/Do?SID=${sid}&Act=1`, { cookie: first.cookie ?? '' }),
      );
      const route = exchange.route(nothing);
      answer(exchange, pages.form);
      return route;
    };
    t.match(come(sidOf(1)), { kind: 'forward', because: 'moved-restarted', server: { id: 'id-3' } });
    t.match(come(sidOf(1)), { because: 'moved-restarted' }, 'and so does what else comes with it');
    t.match(come(sidOf(2)), { because: 'session', server: { id: 'id-2' } }, 'others are where they were');
    t.same(
      told.map(({ server }) => server),
      ['id-2'],
      'what is known to be lost is not told once more',
    );
    t.end();
  },
);

t.test('a session that began after those that were lost stays', (t) => {
  const world = makeWorld(1);
  logOn(world, pages.success(sidOf(1)));
  const lostByMs = world.clock.nowMs;
  world.clock.nowMs += 1;
  logOn(world, pages.success(sidOf(2)));
  world.traffic.loseSessions('id-1', lostByMs);
  t.match(world.traffic.begin(sessionPage(sidOf(2))).route(nothing), { because: 'session' });
  t.match(world.traffic.begin(sessionPage(sidOf(1))).route(nothing), { because: 'moved-restarted' });
  t.end();
});
