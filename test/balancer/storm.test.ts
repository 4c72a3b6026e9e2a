// The storm guard as traffic runs it: who waits, who goes when, and what is said.

import t from 'tap';
import { makeStormWorld, type Person, serverOf, settled } from './support/storm-world.ts';
import {
  answer,
  cookieOf,
  ended,
  logOnBody,
  pages,
  request,
  server,
  serverOf as serverOfRoute,
  setAdmin,
  setHealth,
  settings,
  topology,
} from './support/traffic-world.ts';

const nothing = Buffer.alloc(0);
const places = (people: readonly Person[]) =>
  people.map((each) => serverOf(each)?.replace('id-', '') ?? '-').join('');

t.test('no server gets more log-ons at once than it may, the rest wait in order', async (t) => {
  const world = makeStormWorld(2, { logOnsPerServer: 2 });
  const people = Array.from({ length: 7 }, () => world.arrive());
  t.equal(places(people), '1212---');
  t.match(world.traffic.storm(), { waiting: 3, oldestMs: world.clock.nowMs });
  const [first, second] = people as [Person, Person];
  world.answer(second);
  await settled();
  t.equal(places(people), '12122--');
  world.answer(first);
  await settled();
  t.equal(places(people), '121221-');
  t.same([world.underWay('id-1'), world.underWay('id-2')], [2, 2]);
  t.end();
});

t.test('the place is free as soon as the head of the answer is there', async (t) => {
  const world = makeStormWorld(1, { logOnsPerServer: 1 });
  const [first, second] = [world.arrive(), world.arrive()] as [Person, Person];
  world.head(first);
  await settled();
  t.equal(serverOf(second), 'id-1');
  t.end();
});

t.test('where a log-on goes is decided when its turn has come', async (t) => {
  const world = makeStormWorld(2, { logOnsPerServer: 1 });
  const poll = (users: readonly number[]) => {
    world.pass(10);
    const byServer = new Map(users.map((each, index) => [`id-${index + 1}`, each]));
    world.traffic.setCounts({ byServer, startedAtMs: world.clock.nowMs, endedAtMs: world.clock.nowMs });
  };
  poll([5, 5]);
  const [first, second, third] = [world.arrive(), world.arrive(), world.arrive()] as [Person, Person, Person];
  t.equal(places([first, second, third]), '12-');
  poll([6, 60]);
  world.answer(second, pages.form);
  await settled();
  t.equal(serverOf(third), undefined, 'the second server is free, but it has more users');
  world.answer(first);
  await settled();
  t.equal(serverOf(third), 'id-1');
  t.match(world.decisions.at(-1), { server: 'id-1', because: 'fewest-users', waitedMs: 10 });
  t.end();
});

t.test('nobody waits for the fewest users for longer than a quick log-on takes', async (t) => {
  const world = makeStormWorld(2, { logOnsPerServer: 1, quickLogOnMs: 2_000 });
  const [first, second] = [world.arrive(), world.arrive()] as [Person, Person];
  t.equal(places([first, second]), '12');
  world.answer(second);
  world.answer(world.arrive({}, logOnBody), pages.success('12345678901234'));
  t.equal(world.traffic.storm().waiting, 0, 'a log-on that has somewhere to go does not wait');
  const third = world.arrive();
  t.equal(serverOf(third), undefined);
  world.pass(1_999);
  await settled();
  t.equal(serverOf(third), undefined);
  world.pass(1);
  await settled();
  t.equal(serverOf(third), 'id-2');
  t.match(world.decisions.at(-1), { because: 'next-free', waitedMs: 2_000 });
  t.end();
});

t.test('pages, log-on pages and static files never wait', (t) => {
  const world = makeStormWorld(1, { logOnsPerServer: 1 });
  const sid = '12345678901299';
  const first = world.arrive();
  world.answer(first, pages.success(sid));
  world.arrive();
  world.arrive();
  t.equal(world.traffic.storm().waiting, 1);
  for (const target of [
    `/CRM/eware.dll/Do?SID=${sid}&Act=1`,
    '/CRM/eware.dll/go',
    '/CRM/Themes/x.css',
    '/CRM/',
    '/sdata/crmj/x',
  ]) {
    const route = world.traffic.begin(request('GET', target)).route(nothing);
    t.equal(serverOfRoute(route), 'id-1', target);
  }
  t.end();
});

t.test('a SOAP log-on waits as every other', async (t) => {
  const world = makeStormWorld(1, { logOnsPerServer: 1 });
  const first = world.arrive();
  const soap = request('POST', '/CRM/eware.dll/webservices/soap', { 'content-type': 'text/xml' });
  const exchange = world.traffic.begin(soap);
  const route = exchange.route(
    Buffer.from('<s:Envelope><s:Body><logon><username>x</username></logon></s:Body></s:Envelope>'),
  );
  t.equal(route.kind, 'wait');
  world.answer(first);
  t.equal(route.kind === 'wait' && (await route.next).kind, 'forward');
  t.end();
});

t.test('a confirmation waits for its own server, and holds up nobody else', async (t) => {
  const world = makeStormWorld(2, { logOnsPerServer: 1 });
  const asked = world.arrive();
  const cookie = cookieOf(answer(asked.exchange, pages.alreadyOn).edits.append) ?? '';
  const busy = world.arrive();
  t.equal(serverOf(busy), 'id-1');
  const confirmation = world.arrive({ cookie }, `${logOnBody}&LoginAnyway=T`);
  t.equal(serverOf(confirmation), undefined, 'though the second server is free');
  const other = world.arrive();
  t.equal(serverOf(other), 'id-2');
  world.answer(busy);
  await settled();
  t.equal(serverOf(confirmation), 'id-1');
  t.match(world.decisions.at(-1), { because: 'confirmation' });
  t.end();
});

t.test('a log-on that has waited too long gets the page that tries again by itself', async (t) => {
  const world = makeStormWorld(1, { logOnsPerServer: 1, queueTimeoutMs: 5_000 });
  world.arrive();
  const late = world.arrive({ accept: 'text/html' });
  world.pass(4_999);
  await settled();
  t.equal(late.route, undefined);
  world.pass(1);
  await settled();
  t.match(late.route, { kind: 'reply', because: 'queue-timeout', reply: { status: 503 } });
  if (late.route?.kind !== 'reply') throw new Error('no reply');
  t.equal(late.route.reply.fields[late.route.reply.fields.indexOf('Retry-After') + 1], '10');
  t.match(late.route.reply.body, /<meta http-equiv="refresh" content="10">/);
  late.exchange.end(ended('replied', 503));
  t.match(world.requests.at(-1), {
    because: 'queue-timeout',
    queueMs: 5_000,
    status: 503,
    serverName: undefined,
  });
  t.match(world.decisions.at(-1), { server: undefined, because: 'queue-timeout', waitedMs: 5_000 });
  t.equal(world.traffic.counters().logOnRefusals['queue-timeout'], 1);
  t.equal(world.traffic.counters().replies['queue-timeout'], 1);
  t.equal(world.traffic.counters().logOnWaits.refused.sumSeconds, 5);
  t.equal(world.timers(), 0, 'nobody waits, so no timer does');
  t.end();
});

t.test('a log-on that finds the queue full gets the same page at once', (t) => {
  const world = makeStormWorld(1, { logOnsPerServer: 1, queueLength: 2 });
  const people = Array.from({ length: 4 }, () => world.arrive());
  t.match(people[3]?.route, { kind: 'reply', because: 'queue-full', reply: { status: 503 } });
  t.equal(world.traffic.storm().waiting, 2);
  world.leave(people[1] as Person);
  t.equal(world.arrive().route, undefined, 'somebody left, so there is room');
  t.equal(
    Array.from(world.traffic.counters().logOnWaits.left.counts).reduce((sum, each) => sum + each),
    1,
  );
  t.end();
});

t.test('where nobody can take log-ons any more nobody waits for it', async (t) => {
  const world = makeStormWorld(2, { logOnsPerServer: 1 });
  const people = Array.from({ length: 3 }, () => world.arrive());
  setHealth(world.traffic, 'id-1', 'down');
  await settled();
  t.equal(people[2]?.route, undefined);
  setHealth(world.traffic, 'id-2', 'down');
  await settled();
  t.match(people[2]?.route, { kind: 'reply', because: 'all-down' });
  t.end();
});

t.test('a server that comes into service takes those who wait', async (t) => {
  const world = makeStormWorld(2, { logOnsPerServer: 1 });
  setAdmin(world.traffic, 'id-2', 'maintenance');
  const people = Array.from({ length: 3 }, () => world.arrive());
  t.equal(places(people), '1--');
  setAdmin(world.traffic, 'id-2', 'in-service');
  await settled();
  t.equal(places(people), '12-');
  t.equal(world.traffic.storm().servers.get('id-2')?.warmth, 'ramping');
  t.end();
});

t.test(
  'a server that was down is cold: one at a time, then a rising rate, however empty it is',
  async (t) => {
    const world = makeStormWorld(1, { logOnsPerServer: 4, queueTimeoutMs: 60_000 });
    setHealth(world.traffic, 'id-1', 'down');
    setHealth(world.traffic, 'id-1', 'up');
    const people = Array.from({ length: 20 }, () => world.arrive());
    t.equal(places(people), `1${'-'.repeat(19)}`);
    world.pass(3_000);
    world.answer(people[0] as Person);
    await settled();
    t.equal(places(people), `11${'-'.repeat(18)}`, 'it was slow: one more');
    world.pass(50);
    world.answer(people[1] as Person);
    await settled();
    t.equal(world.traffic.storm().servers.get('id-1')?.warmth, 'ramping');
    t.equal(people.filter((each) => serverOf(each)).length, 4, 'one for the head, one for the success');
    world.pass(1_000);
    await settled();
    t.equal(people.filter((each) => serverOf(each)).length, 6, 'four at once and no more');
    for (let each = 2; each < 20; each++) {
      await settled();
      if (people[each]?.route === undefined) world.pass(250);
      await settled();
      world.answer(people[each] as Person);
    }
    await settled();
    t.equal(people.filter((each) => serverOf(each)).length, 20);
    t.end();
  },
);

t.test('somebody may know that a server is cold', (t) => {
  const world = makeStormWorld(2);
  world.traffic.setCold('id-1');
  world.traffic.setCold('nobody');
  const people = Array.from({ length: 7 }, () => world.arrive());
  t.equal(places(people), '12222--');
  t.equal(world.traffic.storm().servers.get('id-1')?.warmth, 'cold');
  t.end();
});

t.test('at the start servers count as warm until a log-on is slow', async (t) => {
  const world = makeStormWorld(1, { logOnsPerServer: 2, coldLogOnMs: 10_000 });
  const people = Array.from({ length: 4 }, () => world.arrive());
  t.equal(places(people), '11--');
  world.pass(10_001);
  t.equal(world.traffic.storm().servers.get('id-1')?.warmth, 'cold');
  world.answer(people[0] as Person);
  await settled();
  t.equal(places(people), '11--', 'the other slow one is still there');
  world.answer(people[1] as Person);
  await settled();
  t.equal(places(people), '111-');
  t.end();
});

t.test(
  'a client that leaves in the middle of a log-on does not make room for the next one at once',
  async (t) => {
    const world = makeStormWorld(1, { logOnsPerServer: 1, coldLogOnMs: 10_000 });
    const [first, second] = [world.arrive(), world.arrive()] as [Person, Person];
    world.leave(first, true);
    await settled();
    t.equal(serverOf(second), undefined);
    world.pass(10_000);
    await settled();
    t.equal(serverOf(second), 'id-1');
    t.end();
  },
);

t.test('a log-on whose server cannot be reached goes elsewhere, or keeps its turn', async (t) => {
  const world = makeStormWorld(2, { logOnsPerServer: 1 });
  const people = Array.from({ length: 4 }, () => {
    world.pass(1);
    return world.arrive();
  });
  world.pass(100);
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const first = people[0] as Person;
  const route = first.exchange.connectFailed(refused);
  t.equal(route.kind, 'wait', 'the other server is busy');
  await settled();
  t.equal(places(people), '121-', 'the place it gave back is taken');
  world.answer(people[1] as Person);
  t.equal(route.kind === 'wait' && serverOfRoute(await route.next), 'id-2', 'it was here before the fourth');
  t.end();
});

t.test('without the guard nobody waits', (t) => {
  const world = makeStormWorld(2, { guard: false, logOnsPerServer: 1 });
  setHealth(world.traffic, 'id-1', 'down');
  setHealth(world.traffic, 'id-1', 'up');
  t.equal(places(Array.from({ length: 6 }, () => world.arrive())), '121212');
  t.end();
});

t.test('switching the guard off lets everybody go', async (t) => {
  const world = makeStormWorld(1, { logOnsPerServer: 1 });
  const people = Array.from({ length: 3 }, () => world.arrive());
  world.traffic.setSettings({ ...settings, storm: { ...settings.storm, guard: false } });
  await settled();
  t.equal(places(people), '111');
  t.end();
});

t.test('those who wait are told to the operator', (t) => {
  const world = makeStormWorld(1, { logOnsPerServer: 1 });
  t.same(world.traffic.notices(), []);
  for (let each = 0; each < 3; each++) world.arrive();
  world.pass(1_500);
  t.match(world.traffic.notices(), [
    { code: 'log-ons-waiting', severity: 'info', text: /2 log-ons wait .* 2 s/ },
  ]);
  t.end();
});

t.test('after the traffic is closed no timer is left', async (t) => {
  const world = makeStormWorld(1, { logOnsPerServer: 1 });
  for (let each = 0; each < 3; each++) world.arrive();
  t.equal(world.timers(), 1);
  await world.traffic.close();
  t.equal(world.timers(), 0);
  t.end();
});

t.test('an answer that is read to its end leaves nothing under way', (t) => {
  const world = makeStormWorld(1);
  const person = world.arrive();
  answer(person.exchange, pages.form);
  t.equal(world.underWay('id-1'), 0);
  t.end();
});

t.test('nobody is sent away while another server has a place, however many users it has', async (t) => {
  const world = makeStormWorld(2, {
    logOnsPerServer: 1,
    quickLogOnMs: 2_000,
    queueTimeoutMs: 20_000,
    coldLogOnMs: 60_000,
  });
  world.pass(10);
  world.traffic.setCounts({
    byServer: new Map([
      ['id-1', 0],
      ['id-2', 100],
    ]),
    startedAtMs: world.clock.nowMs,
    endedAtMs: world.clock.nowMs,
  });
  const [first, second] = [world.arrive(), world.arrive()] as [Person, Person];
  t.equal(serverOf(first), 'id-1');
  world.pass(17_999);
  await settled();
  t.equal(second.route, undefined);
  world.pass(1);
  await settled();
  t.equal(serverOf(second), 'id-2');
  t.end();
});

t.test('a server that joins the others takes log-ons at a rising rate', (t) => {
  const world = makeStormWorld(1, { logOnsPerServer: 4 });
  world.traffic.setTopology(topology([server(0), server(1)]));
  setHealth(world.traffic, 'id-2', 'up');
  t.equal(world.traffic.storm().servers.get('id-1')?.warmth, 'warm');
  t.equal(world.traffic.storm().servers.get('id-2')?.warmth, 'ramping');
  t.equal(places(Array.from({ length: 5 }, () => world.arrive())), '12111');
  t.end();
});
