// Passive ejection as traffic runs it: which live requests count against a server, what follows, and what is said.

import t from 'tap';
import type { ExchangeEnd } from '../../balancer/engine.ts';
import type { TrafficOptions } from '../../balancer/traffic-types.ts';
import {
  ended,
  logOn,
  makeWorld,
  pages,
  request,
  response,
  serverOf,
  setHealth,
  settings,
  type World,
} from './support/traffic-world.ts';

const nothing = Buffer.alloc(0);
const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
const page = '/CRM/eware.dll/Do?SID=10000000000001&Act=200';

function world(servers = 3, changes: Partial<TrafficOptions> = {}): World & { readonly troubles: string[] } {
  const troubles: string[] = [];
  const onServerTrouble = (id: string) => void troubles.push(id);
  return { ...makeWorld(servers, { onServerTrouble, ...changes }), troubles };
}

/** Sends requests to the first server, whose answers are as said. */
function ask(
  world: World,
  times: number,
  how: { target?: string; status?: number; end?: Partial<ExchangeEnd> },
) {
  const { target = page, status = 200, end = {} } = how;
  for (let each = 0; each < times; each++) {
    const exchange = world.traffic.begin(request('GET', target));
    exchange.route(nothing);
    if (status > 0) exchange.responseHead(response(status));
    exchange.end({ ...ended('completed', status), ...end });
  }
}

const guardOf = (world: World, id = 'id-1') => world.traffic.storm().servers.get(id);
const isOut = (world: World, id = 'id-1') => guardOf(world, id)?.ejected === true;
const where = (world: World) => {
  const exchange = world.traffic.begin(request('GET', page));
  const server = serverOf(exchange.route(nothing));
  exchange.end(ended('client-gone', 0));
  return server;
};

t.test('a server that its check saw fail and up again is tried at once', (t) => {
  const refusing = { status: 0, end: { reason: 'upstream-failed', status: 502 } } as const;
  const rows: readonly [string, readonly Parameters<typeof setHealth>[2][], boolean][] = [
    ['down', ['down'], true],
    ['one good look is not enough', ['down', 'going-up'], true],
    ['up again, look by look', ['down', 'going-up', 'up'], false],
    ['up again at once', ['down', 'up'], false],
    ['one look that failed is the same fault', ['going-down', 'up'], false],
    ['no look that failed', ['up'], true],
    ['known after a restart of Fairlead', ['unknown', 'up'], true],
  ];
  for (const [what, states, out] of rows) {
    const tried = world();
    ask(tried, 5, refusing);
    t.ok(isOut(tried), 'live requests put it out');
    for (const state of states) setHealth(tried.traffic, 'id-1', state);
    t.equal(isOut(tried), out, what);
  }
  t.end();
});

t.test('an answer that broke off after the server came back, to a request from before, is no news', (t) => {
  const tried = world();
  const old = tried.traffic.begin(request('GET', page));
  t.equal(serverOf(old.route(nothing)), 'id-1');
  ask(tried, 5, { status: 0, end: { reason: 'upstream-failed', status: 502 } });
  tried.clock.nowMs += 10;
  for (const state of ['down', 'up'] as const) setHealth(tried.traffic, 'id-1', state);
  old.end({ ...ended('upstream-failed', 502) });
  t.notOk(isOut(tried));
  ask(tried, 1, { status: 0, end: { reason: 'upstream-failed', status: 502 } });
  t.ok(isOut(tried), 'one of its own time is');
  t.end();
});

t.test('what puts a server out', (t) => {
  const failed = { status: 0, end: { reason: 'upstream-failed', status: 502 } } as const;
  const rows: readonly [string, Parameters<typeof ask>[2], number, boolean][] = [
    ['no answer', failed, 5, true],
    ['no answer, but not often enough', failed, 4, false],
    ['a broken answer', { end: { reason: 'upstream-cut' } }, 5, true],
    ['502', { status: 502 }, 5, true],
    ['503', { status: 503 }, 5, true],
    ['504', { status: 504 }, 5, true],
    ['500 takes more', { status: 500 }, 19, false],
    ['500 often', { status: 500 }, 20, true],
    ['501 often', { status: 501 }, 20, true],
    ['silence takes more', { status: 0, end: { reason: 'upstream-timeout', status: 504 } }, 5, false],
    ['404', { status: 404 }, 100, false],
    ['200', {}, 100, false],
    [
      'the client left before an answer',
      { status: 0, end: { reason: 'client-gone', status: 0 } },
      100,
      false,
    ],
    [
      'Tomcat is dead, the CRM lives',
      { target: '/sdata/crmj/sagecrm2/-/company?SID=1', status: 503 },
      100,
      false,
    ],
    ['a static file', { target: '/CRM/Themes/x.css', status: 503 }, 100, false],
    ['the log-on page', { target: '/CRM/eware.dll/go', status: 503 }, 5, true],
  ];
  for (const [name, how, times, out] of rows) {
    const now = world();
    ask(now, times, how);
    t.equal(isOut(now), out, name);
  }
  t.end();
});

t.test('connections that cannot be made put a server out, whatever was asked for', (t) => {
  const now = world();
  for (let each = 0; each < 5; each++) {
    const exchange = now.traffic.begin(request('GET', '/CRM/Themes/x.css'));
    t.equal(serverOf(exchange.route(nothing)), 'id-1');
    t.equal(serverOf(exchange.connectFailed(refused)), 'id-2');
    exchange.responseHead(response(200));
    exchange.end(ended('completed'));
  }
  t.ok(isOut(now));
  t.equal(where(now), 'id-2');
  t.end();
});

t.test('a limit of our own is no failure of the server', (t) => {
  const now = world();
  for (let each = 0; each < 20; each++) {
    const exchange = now.traffic.begin(request('GET', page));
    exchange.route(nothing);
    exchange.connectFailed(Object.assign(new Error('busy'), { code: 'BAL_SERVER_BUSY' }));
    exchange.end(ended('client-gone', 0));
  }
  t.notOk(isOut(now));
  t.same(now.troubles, []);
  t.end();
});

t.test('a success in between begins the count anew, a static file does not', (t) => {
  const now = world();
  ask(now, 4, { status: 503 });
  ask(now, 1, {});
  ask(now, 4, { status: 503 });
  t.notOk(isOut(now));
  ask(now, 1, { target: '/CRM/Themes/x.css' });
  ask(now, 1, { status: 503 });
  t.ok(isOut(now));
  t.end();
});

t.test('a server that is out gets nothing, is tried again, and comes back as a cold one', (t) => {
  const now = world();
  const { cookie } = logOn(now, pages.success('10000000000001'));
  t.equal(where(now), 'id-1');
  ask(now, 5, { status: 503 });
  t.match(guardOf(now), {
    ejected: true,
    ejectedSinceMs: now.clock.nowMs,
    ejectedUntilMs: now.clock.nowMs + 10_000,
  });
  const moved = now.traffic.begin(request('GET', page, { cookie: cookie ?? '' })).route(nothing);
  t.match(moved, { server: { id: 'id-2' }, because: 'moved-down' });
  t.equal(logOn(now, pages.form).server, 'id-2');
  t.match(now.decisions.at(-1)?.candidates[0], { ejected: true, health: 'down' });
  t.match(now.traffic.notices(), [{ code: 'server-ejected', text: /CRM01/ }]);
  now.clock.nowMs += 10_000;
  t.notOk(isOut(now));
  t.match(guardOf(now), { warmth: 'cold', places: 1 });
  t.same(now.traffic.notices(), []);
  ask(now, 1, {});
  ask(now, 4, { status: 503 });
  t.notOk(isOut(now), 'one success brought it back');
  t.equal(now.traffic.counters().servers.get('id-1')?.ejections, 1);
  t.end();
});

t.test('on trial one failure puts a server out for longer', (t) => {
  const now = world();
  ask(now, 5, { status: 503 });
  now.clock.nowMs += 10_000;
  t.notOk(isOut(now));
  ask(now, 1, { status: 503 });
  t.equal((guardOf(now)?.ejectedUntilMs ?? 0) - now.clock.nowMs, 20_000);
  t.equal(now.traffic.counters().servers.get('id-1')?.ejections, 2);
  t.match(now.traffic.notices(), [{ text: /2 times in a row/ }]);
  t.end();
});

t.test('no more servers are out than the share, and a server that is down counts', (t) => {
  const now = world();
  ask(now, 5, { status: 503 });
  t.ok(isOut(now));
  t.equal(where(now), 'id-2');
  ask(now, 20, { status: 503 });
  t.notOk(isOut(now, 'id-2'));
  t.equal(where(now), 'id-2', 'it stays in service');

  const down = world();
  setHealth(down.traffic, 'id-3', 'down');
  ask(down, 20, { status: 503 });
  t.notOk(isOut(down), 'one is down already');

  const none = world(3, { settings: { ...settings, ejection: { ...settings.ejection, maxShare: 0 } } });
  ask(none, 50, { status: 503 });
  t.notOk(isOut(none));
  t.end();
});

t.test('where all fail none is out, it is said loudly, and one success ends it', (t) => {
  const now = world();
  ask(now, 5, { status: 503 });
  ask(now, 5, { status: 503 });
  setHealth(now.traffic, 'id-2', 'down');
  ask(now, 5, { status: 503 });
  t.notOk(isOut(now), 'the first one is used again');
  t.match(now.traffic.notices(), [{ code: 'ejection-doubted', severity: 'fault', text: /CRM01, CRM03/ }]);
  t.equal(where(now), 'id-1');
  ask(now, 1, {});
  t.same(now.traffic.notices(), []);
  t.notOk(isOut(now), 'its success brought it back');
  t.end();
});

t.test('a single server is never put out', (t) => {
  const now = world(1);
  ask(now, 50, { status: 503 });
  t.notOk(isOut(now));
  t.equal(where(now), 'id-1');
  t.match(now.traffic.notices(), [{ code: 'ejection-doubted' }]);
  t.end();
});

t.test('the active check is asked for at once, and once a second', (t) => {
  const now = world();
  ask(now, 3, { status: 503 });
  t.same(now.troubles, ['id-1']);
  now.clock.nowMs += 999;
  ask(now, 1, { status: 500 });
  t.same(now.troubles, ['id-1']);
  now.clock.nowMs += 1;
  ask(now, 1, { status: 500 });
  t.same(now.troubles, ['id-1', 'id-1']);
  now.clock.nowMs -= 100_000;
  ask(now, 1, { status: 500 });
  t.equal(now.troubles.length, 3, 'a clock that was set back keeps nobody silent');
  t.end();
});
