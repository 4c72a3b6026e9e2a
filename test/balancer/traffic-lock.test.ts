// While the CRM is locked a log-on gets our page; sessions, files and programs that are on go on.

import t from 'tap';
import { lockWords, workWords } from '../../balancer/rules/lock-words.ts';
import {
  logOn,
  logOnBody,
  logOnRequest,
  makeWorld,
  pages,
  request,
  serverOf,
  setAdmin,
  settings,
} from './support/traffic-world.ts';

const sid = '100000000000001';
const nothing = Buffer.alloc(0);
const hourMs = 3_600_000;

t.test('who is let through while the CRM is locked', async (t) => {
  const world = makeWorld();
  const { cookie = '' } = logOn(world, pages.success(sid));
  const soap = { 'content-type': 'text/xml' };
  const soapLogOn = '<soap:Body><logon><username>a</username></logon></soap:Body>';
  const rows = [
    ['log-on', logOnRequest(), logOnBody, 'locked'],
    ['log-on of a browser that was here', logOnRequest({ cookie }), logOnBody, 'locked'],
    ['confirmation', logOnRequest({ cookie }), `${logOnBody}&LoginAnyway=T`, 'locked'],
    ['SOAP log-on', request('POST', '/CRM/eware.dll/webservices/soap', soap), soapLogOn, 'locked'],
    ['log-on page', request('GET', '/CRM/eware.dll/go'), '', 'locked'],
    ['log-on page with a cookie', request('GET', '/CRM/eware.dll/go', { cookie }), '', 'locked'],
    ['page of a session', request('GET', `/CRM/eware.dll/Do?SID=${sid}&Act=1`), '', 'session'],
    ['page by cookie', request('GET', '/CRM/eware.dll/Do?Act=1', { cookie }), '', 'affinity'],
    ['file', request('GET', '/CRM/Themes/a.css'), '', 'no-affinity'],
    ['start page', request('GET', '/CRM/'), '', 'no-affinity'],
    ['SData', request('GET', '/sdata/crmj/x'), '', 'no-affinity'],
  ] as const;
  world.traffic.setLock({ by: 'anna', untilMs: world.clock.nowMs + hourMs });
  for (const [what, head, body, because] of rows) {
    const route = world.traffic.begin(head).route(Buffer.from(body));
    t.equal(route.because, because, what);
    if (route.kind === 'reply') t.equal(route.reply.status, 503, what);
  }
  const locked = rows.filter((each) => each[3] === 'locked').length;
  t.equal(world.traffic.counters().replies.locked, locked, 'they are counted as our own answers');
  t.same(
    Object.values(world.traffic.counters().logOnRefusals).filter(Boolean),
    [],
    'and as no lack of servers',
  );
});

t.test(
  'while every server is out for work, whatever comes reads that, and of nothing that is broken',
  (t) => {
    const world = makeWorld();
    const { cookie = '' } = logOn(world, pages.success(sid));
    const comers = [
      request('GET', '/CRM/'),
      request('GET', '/CRM/Themes/a.css'),
      request('GET', `/CRM/eware.dll/Do?SID=${sid}&Act=1`, { cookie }),
      request('GET', '/CRM/eware.dll/go'),
    ];
    const answers = () =>
      comers.map((head) => {
        const route = world.traffic.begin(head).route(nothing);
        return route.kind === 'reply' ? `${route.because} ${route.reply.body}` : route.because;
      });
    const lock = { by: 'anna', untilMs: world.clock.nowMs + 10 };
    world.traffic.setLock({ ...lock, work: { endMs: world.clock.nowMs + hourMs } });
    t.equal(answers()[0], 'no-affinity', 'as long as a server serves it is served');
    for (const id of ['id-1', 'id-2', 'id-3']) setAdmin(world.traffic, id, 'maintenance');
    for (const each of answers()) t.match(each, /is being worked on.*back in about 1 hour/s);
    world.clock.nowMs += 20;
    t.match(answers()[0], /is being worked on/, 'also when the lock of the CRM has lapsed');
    world.traffic.setLock(undefined);
    t.match(
      answers()[0],
      /^all-draining .*not available right now/s,
      'who took them out by hand says nothing of work',
    );
    t.end();
  },
);

t.test('the page says who and how long, and comes in the form its client reads', async (t) => {
  const world = makeWorld();
  world.traffic.setLock({ by: '<Anna>', untilMs: world.clock.nowMs + 2 * hourMs + 1 });
  const ask = (accept: string) =>
    world.traffic.begin(request('GET', '/CRM/eware.dll/go', { accept })).route(nothing);
  const page = ask('text/html');
  if (page.kind !== 'reply') throw new Error('it was let through');
  t.match(page.reply.body, '<h1>The CRM is locked</h1>');
  t.match(page.reply.body, '&lt;Anna&gt; has locked the CRM');
  t.match(page.reply.body, '2 hours and 1 minute at most');
  t.equal(
    page.reply.fields[page.reply.fields.indexOf('Retry-After') + 1],
    String(settings.retryAfterSeconds),
  );
  const json = ask('application/json');
  t.match(json.kind === 'reply' && JSON.parse(String(json.reply.body)), { status: 503, because: 'locked' });
});

t.test('a lock ends when it is taken away, and by itself', async (t) => {
  const world = makeWorld();
  const now = () => serverOf(world.traffic.begin(logOnRequest()).route(Buffer.from(logOnBody)));
  world.traffic.setLock({ by: undefined, untilMs: undefined });
  t.equal(now(), undefined);
  world.traffic.setLock(undefined);
  t.equal(now(), 'id-1');
  world.traffic.setLock({ by: undefined, untilMs: world.clock.nowMs + 10 });
  t.equal(now(), undefined);
  world.clock.nowMs += 10;
  t.equal(now(), 'id-2');
});

t.test('what is said', async (t) => {
  const text = (by: string | undefined, ms: number | undefined) => lockWords(by, ms, 0).paragraphs.join(' ');
  t.match(text(undefined, undefined), /^An administrator has locked the CRM, .* unlocked\. Whoever/);
  t.match(text('anna', 1), /^anna has .* 1 minute at most/);
  t.match(text('anna', 30 * 60_000), '30 minutes at most');
  t.match(text('anna', hourMs), '1 hour at most');
});

t.test('who is put out by planned work reads when to come back', (t) => {
  const minuteMs = 60_000;
  const text = (endMs: number | undefined) => workWords({ endMs }, 0).paragraphs.join(' ');
  t.match(text(50 * minuteMs), /back in about 50 minutes/);
  t.match(text(-1), /longer than was thought/);
  t.match(text(undefined), /not known yet/);
  t.end();
});
