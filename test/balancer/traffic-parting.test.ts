// Sessions of a server that is drained, in maintenance or tried out, through the rules of traffic.

import t from 'tap';
import type { AdminState, DrainPolicy } from '../../cluster/model.ts';
import {
  answer,
  appended,
  ended,
  logOn,
  logOnBody,
  logOnRequest,
  makeWorld,
  pages,
  request,
  response,
  serverOf,
  setHealth,
  settings,
  type World,
} from './support/traffic-world.ts';

const sid = (number: number) => String(10_000_000_000_000 + number);
const page = (number: number) => `/CRM/eware.dll/Do?SID=${sid(number)}&Act=200`;
const logOff = (number: number) => `/CRM/eware.dll/Do?SID=${sid(number)}&Act=5000`;
const nothing = Buffer.alloc(0);
const html = { accept: 'text/html' };
const wish = { sinceMs: 0, by: 'anna', reason: 'patches', untilMs: undefined };
const drain = (policy: DrainPolicy): AdminState => ({
  ...wish,
  state: 'draining',
  policy,
  idleLimitMs: policy === 'no-extension' ? 900_000 : undefined,
});

type Asked = {
  readonly accept?: string;
  readonly cookie?: string;
  readonly 'content-type'?: string;
  body?: Buffer;
};

function ask(world: World, method: string, target: string, { body = nothing, ...fields }: Asked = {}) {
  const exchange = world.traffic.begin(request(method, target, fields));
  const route = exchange.route(body);
  if (route.kind === 'forward') answer(exchange, '<html>a page</html>');
  else exchange.end(ended('replied', 503));
  return route;
}

const forwarded = () => new Error('it was forwarded');

/** One person on server 1, by session 1 and a cookie. */
function withPerson() {
  const world = makeWorld();
  const { cookie } = logOn(world, pages.success(sid(1)));
  return { world, cookie: cookie ?? '' };
}

t.test('now: a page goes to the log-on page, once, and the next log-on to another server', (t) => {
  const { world, cookie } = withPerson();
  world.traffic.setAdminState('id-1', drain('now'));
  const route = ask(world, 'GET', page(1), { ...html, cookie });
  if (route.kind !== 'reply') throw forwarded();
  t.equal(route.because, 'moved-draining');
  t.equal(route.reply.status, 302);
  t.equal(appended(route.reply.fields, 'Location'), '/CRM/eware.dll/go');
  t.same(world.traffic.sessionsOf('id-1', 0), { sessions: 0, idle: 0, oldestSeenMs: undefined, letGo: 1 });
  t.equal(serverOf(ask(world, 'GET', '/CRM/eware.dll/go', { ...html, cookie })), 'id-2');
  t.equal(logOn(world, pages.success(sid(2)), { cookie }).server, 'id-2');
  t.equal(world.traffic.counters().replies['moved-draining'], 1);
  t.equal(world.traffic.counters().affinity.moved, 2);
  t.end();
});

t.test('now: what was sent is refused with a page that says it was not saved', (t) => {
  const { world, cookie } = withPerson();
  world.traffic.setAdminState('id-1', drain('now'));
  const route = ask(world, 'POST', page(1), { ...html, cookie });
  if (route.kind !== 'reply') throw forwarded();
  t.equal(route.reply.status, 503);
  t.match(route.reply.body, 'was not saved');
  t.match(route.reply.body, 'href="/CRM/eware.dll/go"');
  t.notMatch(route.reply.body, /CRM01/);
  t.end();
});

t.test('who stays gets a line on pages that can carry it, asked for uncompressed', (t) => {
  const { world, cookie } = withPerson();
  const look = (method: string, target: string, type = 'text/html') => {
    const exchange = world.traffic.begin(request(method, target, { ...html, cookie }));
    const route = exchange.route(nothing);
    if (route.kind !== 'forward') throw new Error(route.because);
    const plan = exchange.responseHead(response(200, { 'content-type': type, etag: '"1"' }));
    exchange.end(ended('completed', 200));
    return { plain: route.edits.drop.includes('accept-encoding'), ...plan };
  };
  const parting = { noticePage: false, noticeText: 'until ten', injectBanner: true };
  world.traffic.setSettings({ ...settings, parting });
  t.match(look('GET', page(1)), { plain: false, insert: undefined });
  world.traffic.setAdminState('id-1', drain('finish'));
  t.match(look('GET', page(1)), { plain: true, insert: /until ten/, edits: { drop: ['etag'] } });
  t.match(look('POST', page(1)), { plain: true, insert: /until ten/ });
  t.match(look('GET', page(1), 'application/json'), { insert: undefined });
  t.match(look('GET', '/CRM/Themes/a.htm'), { plain: false, insert: undefined });
  world.traffic.setSettings({ ...settings, parting: { ...parting, injectBanner: false } });
  t.match(look('GET', page(1)), { plain: false, insert: undefined });
  t.match(look('GET', logOff(1)), { plain: false, insert: undefined });
  t.end();
});

t.test('now: programs are told in their own form', (t) => {
  const { world, cookie } = withPerson();
  world.traffic.setAdminState('id-1', drain('now'));
  const json = ask(world, 'GET', page(1), { accept: 'application/json', cookie });
  t.match(json, { kind: 'reply', reply: { status: 503 } });
  t.match(json.kind === 'reply' ? JSON.parse(json.reply.body) : {}, { because: 'moved-draining' });
  const sdata = ask(world, 'GET', `/sdata/CRMj/sagecrm2/-/company?SID=${sid(1)}`, { cookie });
  t.match(sdata, { kind: 'reply', reply: { status: 503 }, because: 'moved-draining' });
  t.equal(
    serverOf(ask(world, 'GET', '/sdata/CRMj/sagecrm2/-/company', { cookie })),
    'id-2',
    'without a session any server can answer',
  );
  t.end();
});

t.test('now: a SOAP session gets a fault, and its next log-on goes elsewhere', (t) => {
  const world = makeWorld();
  const soap = '/CRM/eware.dll/webservices/soap';
  const fields = { 'content-type': 'text/xml; charset=utf-8' };
  const begun = world.traffic.begin(request('POST', soap, fields));
  t.equal(
    serverOf(begun.route(Buffer.from('<Envelope><Body><logon><u/></logon></Body></Envelope>'))),
    'id-1',
  );
  answer(begun, `<Envelope><sessionid>${sid(7)}</sessionid></Envelope>`, { 'content-type': 'text/xml' });
  const call = Buffer.from(
    `<Envelope><Header><sessionid>${sid(7)}</sessionid></Header><Body><query/></Body></Envelope>`,
  );
  t.equal(serverOf(ask(world, 'POST', soap, { ...fields, body: call })), 'id-1');
  world.traffic.setAdminState('id-1', drain('now'));
  const route = ask(world, 'POST', soap, { ...fields, body: call });
  if (route.kind !== 'reply') throw forwarded();
  t.equal(route.reply.status, 500, 'as the CRM tells of a session that has ended');
  t.match(appended(route.reply.fields, 'Content-Type'), 'text/xml');
  t.match(route.reply.body, /Fault/);
  t.match(route.reply.body, 'Log on again');
  t.end();
});

t.test('now: a log-off and static files reach the server', (t) => {
  const { world, cookie } = withPerson();
  world.traffic.setAdminState('id-1', drain('now'));
  t.equal(serverOf(ask(world, 'GET', '/CRM/Themes/a.css', { cookie })), 'id-1');
  t.equal(serverOf(ask(world, 'GET', logOff(1), { cookie })), 'id-1');
  t.equal(world.traffic.sessionsOf('id-1', 0).sessions, 0);
  t.end();
});

t.test('finish: everybody stays, and nobody comes', (t) => {
  const { world, cookie } = withPerson();
  world.traffic.setAdminState('id-1', drain('finish'));
  world.clock.nowMs += 3_600_000;
  t.equal(serverOf(ask(world, 'GET', page(1), { ...html, cookie })), 'id-1');
  t.equal(serverOf(ask(world, 'POST', page(1), { cookie })), 'id-1');
  t.same(
    [2, 3, 4].map((user) => logOn(world, pages.success(sid(user))).server),
    ['id-2', 'id-3', 'id-2'],
  );
  t.end();
});

t.test('no-extension: who was away for longer than the limit logs on elsewhere, others stay', (t) => {
  const { world, cookie } = withPerson();
  world.traffic.setAdminState('id-1', drain('no-extension'));
  for (let minutes = 0; minutes < 60; minutes += 15) {
    world.clock.nowMs += 900_000;
    t.equal(serverOf(ask(world, 'GET', page(1), { ...html, cookie })), 'id-1', `after ${minutes} minutes`);
  }
  world.clock.nowMs += 900_001;
  t.same(world.traffic.sessionsOf('id-1', 900_000).idle, 1);
  t.match(ask(world, 'GET', page(1), { ...html, cookie }), { kind: 'reply', because: 'moved-draining' });
  const again = ask(world, 'GET', page(1), { ...html, cookie });
  t.match(again, { kind: 'reply', because: 'moved-draining' }, 'a second page of the same browser as well');
  t.end();
});

t.test('with a page of ours before the log-on page people are told why', (t) => {
  const { world, cookie } = withPerson();
  const parting = { noticePage: true, noticeText: 'Patches <tonight>', injectBanner: false };
  world.traffic.setSettings({ ...settings, parting });
  world.traffic.setAdminState('id-1', drain('now'));
  const route = ask(world, 'GET', page(1), { ...html, cookie });
  if (route.kind !== 'reply') throw forwarded();
  t.equal(route.reply.status, 200);
  t.match(route.reply.body, 'Patches &lt;tonight&gt;');
  t.match(route.reply.body, '<meta http-equiv="refresh" content="10; url=/CRM/eware.dll/go">');
  t.end();
});

t.test('a drain that ends lets sessions stay again', (t) => {
  const { world, cookie } = withPerson();
  world.traffic.setAdminState('id-1', drain('now'));
  world.traffic.setAdminState('id-1', { state: 'in-service', sinceMs: 0, by: 'anna' });
  t.equal(serverOf(ask(world, 'GET', page(1), { ...html, cookie })), 'id-1');
  world.traffic.setAdminState('id-1', { state: 'unknown', sinceMs: 0 });
  t.equal(serverOf(ask(world, 'GET', page(1), { ...html, cookie })), 'id-1', 'unknown serves as in service');
  t.equal(logOn(world, pages.success(sid(9))).server, 'id-2');
  t.equal(logOn(world, pages.success(sid(10))).server, 'id-3');
  t.equal(logOn(world, pages.success(sid(11))).server, 'id-1');
  t.end();
});

/** Visits a tester's link; gives the cookie. */
function visit(world: World, link: string) {
  const route = ask(world, 'GET', link);
  if (route.kind !== 'reply') throw new Error('a link was forwarded');
  return { route, cookie: appended(route.reply.fields, 'Set-Cookie')?.split(';')[0] ?? '' };
}

t.test(
  "a tester's link leads to its server though it takes nobody, and the CRM never sees its cookie",
  (t) => {
    const world = makeWorld();
    world.traffic.setAdminState('id-3', { ...wish, state: 'maintenance' });
    const link = world.traffic.testerLink({
      server: 'id-3',
      untilMs: world.clock.nowMs + 900_000,
      by: 'anna',
    });
    const { route, cookie } = visit(world, link);
    t.equal(route.reply.status, 302);
    t.equal(appended(route.reply.fields, 'Location'), '/CRM/eware.dll/go');
    t.match(appended(route.reply.fields, 'Set-Cookie'), /Max-Age=900; HttpOnly; SameSite=Lax$/);
    const form = world.traffic.begin(request('GET', '/CRM/eware.dll/go', { cookie: `a=1; ${cookie}; b=2` }));
    const formRoute = form.route(nothing);
    t.equal(serverOf(formRoute), 'id-3');
    t.equal(formRoute.kind === 'forward' && formRoute.edits.replace.get('cookie'), 'a=1; b=2');
    t.same(logOn(world, pages.success(sid(1)), { cookie }).server, 'id-3');
    t.match(world.decisions.at(-1), { because: 'tester', tester: 'anna', serverName: 'CRM03' });
    t.equal(serverOf(ask(world, 'GET', page(1), { cookie })), 'id-3', 'the session works');
    t.equal(logOn(world, pages.success(sid(2))).server, 'id-1', 'nobody else gets there');
    world.clock.nowMs += 900_000;
    t.equal(
      serverOf(ask(world, 'GET', '/CRM/eware.dll/go', { cookie })),
      'id-2',
      'an expired cookie counts as none',
    );
    t.end();
  },
);

t.test('a link that was forged or has expired gets a page and nothing else', (t) => {
  const world = makeWorld();
  const link = world.traffic.testerLink({ server: 'id-3', untilMs: world.clock.nowMs + 1_000, by: 'anna' });
  for (const [target, because] of [
    [`${link}x`, 'tester-forged'],
    ['/.fairlead/try/', 'tester-forged'],
    [link, 'tester-expired'],
  ] as const) {
    if (because === 'tester-expired') world.clock.nowMs += 1_000;
    const { route, cookie } = visit(world, target);
    t.match(route, { because, reply: { status: 403 } });
    t.equal(cookie, '');
  }
  t.equal(serverOf(ask(world, 'GET', '/CRM/eware.dll/go', { cookie: 'fairlead-try=forged' })), 'id-1');
  t.end();
});

t.test('a tester whose server is down is told so', (t) => {
  const world = makeWorld();
  setHealth(world.traffic, 'id-3', 'down');
  const link = world.traffic.testerLink({ server: 'id-3', untilMs: world.clock.nowMs + 1_000, by: 'anna' });
  const { cookie } = visit(world, link);
  const route = ask(world, 'GET', '/CRM/eware.dll/go', { cookie });
  t.match(route, { because: 'tester-down', reply: { status: 503 } });
  const submit = world.traffic.begin(logOnRequest({ cookie })).route(Buffer.from(logOnBody));
  t.match(submit, { because: 'tester-down' });
  t.equal(world.traffic.counters().logOnRefusals['tester-down'], 1);
  t.end();
});
