// Two Fairleads over one cluster decide as one: the burst, lost peers, sessions that either of them may meet.

import t from 'tap';
import type { PeerEvent } from '../../../balancer/peers/peer-event.ts';
import {
  ended,
  logOn,
  logOnBody,
  logOnRequest,
  makeWorld,
  pages,
  request,
  response,
  serverOf,
  type World,
} from '../support/traffic-world.ts';

const servers = ['id-1', 'id-2', 'id-3', 'id-4'];
let lastSid = 100_000_000_000_000;
const nextSid = () => String(++lastSid);

/** Two of them with one clock, and a network that takes `delayMs` between them. */
function pair(delayMs: number) {
  const worlds = [makeWorld(servers.length), makeWorld(servers.length)] as const;
  const wire: {
    readonly to: World;
    readonly from: string;
    readonly atMs: number;
    readonly event: PeerEvent;
  }[] = [];
  const clock = { nowMs: 1_000_000 };
  worlds.forEach((world, place) => {
    const to = worlds[place === 0 ? 1 : 0];
    world.traffic.peers.watch((event) =>
      wire.push({ to, from: `peer-${place}`, atMs: clock.nowMs + delayMs, event }),
    );
  });
  return {
    worlds,
    wire,
    clock,
    /** Time goes on, and what is due arrives, in its order. */
    wait(ms: number) {
      clock.nowMs += ms;
      for (const world of worlds) world.clock.nowMs = clock.nowMs;
      while ((wire[0]?.atMs ?? Number.POSITIVE_INFINITY) <= clock.nowMs) {
        const due = wire.shift();
        due?.to.traffic.peers.hear(due.from, [due.event]);
      }
    },
  };
}

const usersOf = ({ traffic }: World) => servers.map((id) => traffic.loads().get(id)?.effective ?? 0);

t.test('a burst over both of them: users differ by two at most between servers', (t) => {
  const { worlds, clock, wait } = pair(10);
  const real = new Map(servers.map((id) => [id, 0]));
  let worst = 0;
  for (let count = 0; count < 1000; count += 1) {
    const world = worlds[count % 2 === 0 ? 0 : 1];
    const { server } = logOn(world, pages.success(nextSid()));
    if (server === undefined) throw new Error('nobody took it');
    real.set(server, (real.get(server) ?? 0) + 1);
    const users = [...real.values()];
    worst = Math.max(worst, Math.max(...users) - Math.min(...users));
    wait(50);
    // Each polls every 5 s, at its own moments.
    for (const [place, each] of worlds.entries())
      if ((clock.nowMs + place * 1700) % 5000 < 50)
        each.traffic.setCounts({
          byServer: new Map(real),
          startedAtMs: clock.nowMs,
          endedAtMs: clock.nowMs,
        });
  }
  t.ok(worst <= 2, `largest difference ${worst}`);
  wait(100);
  t.same(usersOf(worlds[0]), [250, 250, 250, 250]);
  t.same(usersOf(worlds[1]), [250, 250, 250, 250]);
  t.end();
});

t.test('without being told of each other they would not', (t) => {
  const worlds = [makeWorld(4), makeWorld(4)] as const;
  const real = new Map(servers.map((id) => [id, 0]));
  let worst = 0;
  for (let count = 0; count < 60; count += 1) {
    // All through one of them, then all through the other, between two polls.
    const { server } = logOn(worlds[count < 30 ? 0 : 1], pages.success(nextSid()));
    if (server !== undefined) real.set(server, (real.get(server) ?? 0) + 1);
    const users = [...real.values()];
    worst = Math.max(worst, Math.max(...users) - Math.min(...users));
  }
  t.ok(worst >= 1, 'the test sees a difference');
  const apart = makeWorld(4);
  for (let count = 0; count < 7; count += 1) logOn(apart, pages.success(nextSid()));
  t.same(usersOf(apart), [2, 2, 2, 1]);
  t.same(usersOf(worlds[0]), [8, 8, 7, 7], 'it knows nothing of the other one');
  t.end();
});

t.test('a log-on under way counts with both, and is given back by both when it fails', (t) => {
  const { worlds, wait } = pair(1);
  const [first, second] = worlds;
  const exchange = first.traffic.begin(logOnRequest());
  t.equal(serverOf(exchange.route(Buffer.from(logOnBody))), 'id-1');
  wait(5);
  t.same(usersOf(second), [1, 0, 0, 0]);
  exchange.responseHead(response(500));
  exchange.end(ended('completed', 500));
  wait(5);
  t.same(usersOf(second), [0, 0, 0, 0]);
  t.end();
});

t.test('a peer that is gone takes its log-ons under way with it, and leaves its sessions', (t) => {
  const { worlds, wait } = pair(1);
  const [first, second] = worlds;
  const sid = nextSid();
  const { server } = logOn(first, pages.success(sid));
  const open = first.traffic.begin(logOnRequest());
  open.route(Buffer.from(logOnBody));
  wait(5);
  t.same(usersOf(second), [1, 1, 0, 0]);
  second.traffic.peers.lost('peer-0');
  t.same(usersOf(second), [1, 0, 0, 0]);
  const page = second.traffic.begin(request('GET', `/CRM/eware.dll/Do?SID=${sid}&Act=1`));
  t.equal(serverOf(page.route(Buffer.alloc(0))), server, 'no cookie is needed: the session is known there');
  t.end();
});

t.test('who comes later is told everything once', (t) => {
  const first = makeWorld(4);
  const sids = [nextSid(), nextSid(), nextSid()];
  for (const sid of sids) logOn(first, pages.success(sid));
  const open = first.traffic.begin(logOnRequest());
  open.route(Buffer.from(logOnBody));
  const late = makeWorld(4);
  const told: PeerEvent[] = [];
  late.traffic.peers.watch((event) => told.push(event));
  const whole = [...first.traffic.peers.whole()];
  t.same(whole.map((event) => event.type).sort(), ['reserved', 'session', 'session', 'session']);
  late.traffic.peers.hear('first', whole);
  late.traffic.peers.hear('first', whole);
  t.same(usersOf(late), [1, 1, 1, 1]);
  t.same(told, [], 'what was heard is not told on');
  for (const [index, sid] of sids.entries()) {
    const page = late.traffic.begin(request('GET', `/CRM/eware.dll/Do?SID=${sid}&Act=1`));
    t.equal(serverOf(page.route(Buffer.alloc(0))), servers[index]);
  }
  t.end();
});

t.test('who was away does not bring back sessions that ended meanwhile', (t) => {
  const { worlds, clock, wait } = pair(1);
  const [stayed, away] = worlds;
  const sids = [nextSid(), nextSid()];
  for (const sid of sids) logOn(stayed, pages.success(sid));
  wait(10);
  const kept = [...away.traffic.peers.whole()];
  const page = stayed.traffic.begin(request('GET', `/CRM/eware.dll/Do?SID=${sids[0]}&Act=5000`));
  page.route(Buffer.alloc(0));
  page.responseHead(response(200, { 'content-type': 'text/html' }));
  page.end(ended('completed'));
  const back = makeWorld(servers.length);
  back.clock.nowMs = clock.nowMs;
  back.traffic.peers.hear('itself', kept);
  const sessions = ({ traffic }: World) => servers.map((id) => traffic.sessionsOf(id, 60_000).sessions);
  t.same(sessions(back), [1, 1, 0, 0], 'what it kept on its disk');
  stayed.traffic.peers.hear('back', [...back.traffic.peers.whole()]);
  t.same(sessions(stayed), [0, 1, 0, 0]);
  back.traffic.peers.hear('stayed', [...stayed.traffic.peers.whole()]);
  t.same(sessions(back), [0, 1, 0, 0]);
  t.end();
});

t.test('who was away does not bring back sessions that their server has lost', (t) => {
  const { worlds, clock, wait } = pair(1);
  const [stayed, away] = worlds;
  logOn(stayed, pages.success(nextSid()));
  wait(10);
  const kept = [...away.traffic.peers.whole()];
  const [server] = stayed.traffic.loads().keys();
  if (server === undefined) throw new Error('there is no server');
  stayed.traffic.loseSessions(server, clock.nowMs);
  const sessions = ({ traffic }: World) => traffic.sessionsOf(server, 60_000).sessions;
  t.equal(sessions(stayed), 0);
  stayed.traffic.peers.hear('away', kept);
  t.equal(sessions(stayed), 0);
  away.traffic.peers.hear('stayed', [...stayed.traffic.peers.whole()]);
  t.equal(sessions(away), 0);
  t.end();
});

t.test('a log-off at one of them ends the session at the other', (t) => {
  const { worlds, wait } = pair(1);
  const [first, second] = worlds;
  const sid = nextSid();
  logOn(first, pages.success(sid));
  wait(10);
  const page = second.traffic.begin(request('GET', `/CRM/eware.dll/Do?SID=${sid}&Act=5000`));
  page.route(Buffer.alloc(0));
  page.responseHead(response(200, { 'content-type': 'text/html' }));
  page.end(ended('completed'));
  wait(10);
  t.same(usersOf(first), [0, 0, 0, 0]);
  t.same(usersOf(second), [0, 0, 0, 0]);
  t.end();
});

t.test('a session that is used at one of them does not look idle at the other', (t) => {
  const { worlds, wait } = pair(1);
  const [first, second] = worlds;
  const sid = nextSid();
  logOn(first, pages.success(sid));
  wait(10);
  const idleOf = ({ traffic }: World) => traffic.sessionsOf('id-1', 120_000).idle;
  for (let minute = 0; minute < 5; minute += 1) {
    wait(60_000);
    first.traffic.begin(request('GET', `/CRM/eware.dll/Do?SID=${sid}&Act=1`)).route(Buffer.alloc(0));
    wait(10);
  }
  t.equal(idleOf(second), 0);
  wait(121_000);
  t.equal(idleOf(second), 1, 'once nobody uses it');
  t.end();
});

t.test('events that cannot be are passed over', (t) => {
  const { traffic } = makeWorld(2);
  traffic.peers.hear('p', [
    { type: 'reserved', id: 1, server: 'id-9', untold: false, atMs: 1_000_000 },
    { type: 'ended', id: 77, succeeded: true, atMs: 1_000_000 },
    { type: 'log-off', server: 'id-9', begunAtMs: 1, endedAtMs: 2 },
    { type: 'session', key: 'unknown', server: undefined, atMs: 1 },
  ]);
  traffic.peers.lost('never seen');
  t.same(
    [...traffic.loads().values()].map(({ effective }) => effective),
    [0, 0],
  );
  t.end();
});
