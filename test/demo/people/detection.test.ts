// The people's own checks are worth nothing if they cannot fail: each meets a server that is wrong in one way.

import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { logOnPage } from '../../../demo/crm/html/log-on-pages.ts';
import { homePage } from '../../../demo/crm/html/session-pages.ts';
import type { FailureKind, PeopleEvent } from '../../../demo/people/events.ts';
import { createPeople, type PeopleOptions } from '../../../demo/people/people.ts';
import { logOn, password, startCluster } from '../crm/harness.ts';
import { startMiniBalancer } from './mini-balancer.ts';

const users = [{ logOn: 'user001', password }];
const sid = '123456789012345';

/** Runs people until they leave, or until `enough` failures of any kind were told. */
async function failuresOf(url: string, options: Partial<PeopleOptions> = {}) {
  const events: PeopleEvent[] = [];
  const people = createPeople({
    url,
    users,
    count: 1,
    ratePerSecond: 1000,
    workMs: 600_000,
    pauseMs: 5,
    logOffShare: 0,
    soapShare: 0,
    serverNames: ['CRMWEB1', 'CRMWEB2'],
    random: Math.random,
    nowMs: Date.now,
    ...options,
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
      if (event.type === 'failure' || events.length > 2000) people.stop();
    },
  });
  const { tally } = await people.run();
  return { kinds: tally.failures.map((each) => each.kind), first: tally.failures[0]?.first, events };
}

type Fake = { readonly status?: number; readonly headers?: OutgoingHttpHeaders; readonly body: string };

/** Logs everybody on; answers session pages as told. `cut` breaks off in the middle. */
async function startFake(
  t: Test,
  page: (target: string) => Fake | 'cut',
  logOnBody?: string,
): Promise<string> {
  const good = homePage({ server: 'CRMWEB1', user: 'user001', sid, logOffAct: 99901 });
  const server = createServer((request, response) => {
    request.resume();
    const target = request.url ?? '/';
    const plain = (body: string) => void response.writeHead(200).end(body);
    if (request.method === 'POST') return plain(logOnBody ?? good);
    if (target.endsWith('/go')) return plain(logOnPage('CRMWEB1', undefined));
    if (/Themes|img/.test(target)) return plain('');
    const answer = page(target);
    if (answer !== 'cut')
      return void response.writeHead(answer.status ?? 200, answer.headers ?? {}).end(answer.body);
    response.writeHead(200, { 'content-length': 1000 });
    response.write('<html>', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const view = { server: 'CRMWEB1', user: 'user001', sid, logOffAct: 99901 };
const good = homePage(view);

const wrongs: readonly (readonly [string, FailureKind, Fake | 'cut'])[] = [
  ['a page of somebody else', 'wrong-user', { body: homePage({ ...view, user: 'user002' }) }],
  ['a page of nobody', 'wrong-user', { body: good.replace('id="user"', '') }],
  ['a page of another server', 'wrong-server', { body: homePage({ ...view, server: 'CRMWEB2' }) }],
  ['the log-on form', 'lost-session', { body: logOnPage('CRMWEB1', 'lost') }],
  ['a status that is no page', 'broken-answer', { status: 503, body: 'busy' }],
  ['half a page', 'broken-answer', 'cut'],
  ['a link to a server', 'leak', { body: good.replace('href="/CRM', 'href="http://crmweb1/CRM') }],
  ['a form for a server', 'leak', { body: `${good}<form action="//CRMWEB2.example.test/x">` }],
  ['a picture of a server', 'leak', { body: `${good}<img src="http://crmweb1:81/x.png">` }],
  ['a redirect to a server', 'leak', { status: 302, headers: { location: 'http://crmweb1/CRM/' }, body: '' }],
  ['a redirect elsewhere', 'leak', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }],
  [
    'a cookie that names a server',
    'leak',
    { headers: { 'set-cookie': 'SERVERID=crmweb1; path=/' }, body: good },
  ],
];

for (const [what, kind, answer] of wrongs)
  t.test(`${what} is noticed: ${kind}`, async (t) => {
    const url = await startFake(t, () => answer);
    const { kinds, first } = await failuresOf(url);
    t.equal(kinds[0], kind, first ?? 'no failure');
  });

t.test('a server that does nothing wrong gives no failure', async (t) => {
  let pages = 0;
  const url = await startFake(t, () => {
    pages += 1;
    return { body: good };
  });
  const onEvent = () => pages > 20 && people.stop();
  const people = createPeople({
    url,
    users,
    count: 1,
    ratePerSecond: 100,
    workMs: 600_000,
    pauseMs: 1,
    logOffShare: 0,
    soapShare: 0,
    serverNames: ['CRMWEB1'],
    random: Math.random,
    nowMs: Date.now,
    onEvent,
  });
  t.same((await people.run()).tally.failures, []);
});

t.test('a log-on that brings no session is a failed log-on, tried three times at most', async (t) => {
  const { first } = await startCluster(t, { names: ['CRMWEB1'] });
  const people = createPeople({
    url: first.origin,
    users: [{ logOn: 'user001', password: 'no' }],
    count: 1,
    ratePerSecond: 100,
    workMs: 600_000,
    pauseMs: 1,
    logOffShare: 0,
    soapShare: 0,
    serverNames: [],
    random: Math.random,
    nowMs: Date.now,
  });
  const { tally } = await people.run();
  t.match(tally.failures, [{ kind: 'failed-log-on', count: 3, first: /password is not correct/ }]);
  t.equal(first.details().counters.logOnsFailed, 3);
});

t.test('a refused connection is told and ends nothing', async (t) => {
  const { first } = await startCluster(t, { names: ['CRMWEB1'] });
  await first.refuse();
  t.match(await failuresOf(first.origin), { kinds: ['broken-answer'], first: /ECONNREFUSED/ });
});

t.test('an answer that does not come in time is a broken one', async (t) => {
  const { first } = await startCluster(t, { names: ['CRMWEB1'] });
  first.hang();
  t.match(await failuresOf(first.origin, { timeoutMs: 20 }), { kinds: ['broken-answer'], first: /in 20 ms/ });
});

for (const soapShare of [0, 1])
  t.test(
    `after a recycle ${soapShare ? 'a SOAP client' : 'a person'} notices, and logs on again`,
    async (t) => {
      const { first } = await startCluster(t, { names: ['CRMWEB1'] });
      let answered = 0;
      const people = createPeople({
        url: first.origin,
        users,
        count: 1,
        ratePerSecond: 100,
        workMs: 600_000,
        pauseMs: 5,
        logOffShare: 0,
        soapShare,
        serverNames: [],
        random: Math.random,
        nowMs: Date.now,
        onEvent: (event) => {
          if (event.type === 'page' && first.details().counters.recycles === 0) first.recycle();
          if (event.type === 'log-on-answered') answered += 1;
          if (event.type === 'page' && answered === 2) people.stop();
        },
      });
      const { tally } = await people.run();
      t.equal(tally.logOns, 2);
      t.equal(tally.lostSessions, 1);
      t.equal(tally.failures.find((each) => each.kind === 'lost-session')?.count, 1);
      t.same(tally.servers, [{ server: 'CRMWEB1', users: 1, logOns: 2 }]);
    },
  );

t.test(
  'a balancer that sends pages anywhere is noticed, even where every server knows every SID',
  async (t) => {
    const { cluster } = await startCluster(t, { behaviour: { sidsAreLocal: false } });
    const backends = cluster.servers.map(({ name, origin }) => ({ name, origin }));
    const [one, two] = backends;
    if (!one || !two) throw new Error('two servers');
    const log = await startMiniBalancer(t, backends, { choose: (_, all) => all[1] });
    const { kinds, first } = await failuresOf(log, {
      onEvent: (event) => {
        if (event.type === 'log-on-answered') Object.assign(two, { origin: one.origin });
      },
    });
    t.same(kinds, ['wrong-server'], first ?? 'no failure');
  },
);

t.test('without anything that rewrites redirects a partner page is a leak', async (t) => {
  const { first } = await startCluster(t, { names: ['CRMWEB1'] });
  const { kinds, first: text } = await failuresOf(first.origin);
  t.equal(kinds[0], 'leak');
  t.match(text, /crmweb1/);
});

t.test('a person who is on elsewhere goes on with LoginAnyway', async (t) => {
  const { first } = await startCluster(t, { names: ['CRMWEB1'], behaviour: { redirectsNameServer: false } });
  await logOn(first.origin, 'user001');
  const { events } = await failuresOf(first.origin, { workMs: 20 });
  const outcomes = events.flatMap((each) =>
    each.type === 'log-on-answered' ? [`${each.outcome} ${each.confirm}`] : [],
  );
  t.same(outcomes, ['already-on false', 'success true']);
  t.equal(first.truth().sessions, 1);
});

for (const options of [{ https: false }, { https: true }])
  t.test(`people work and log off over ${options.https ? 'HTTPS' : 'HTTP'} without a failure`, async (t) => {
    const { first } = await startCluster(t, {
      ...options,
      names: ['CRMWEB1'],
      behaviour: { redirectsNameServer: false, browserSessionCookie: true, logOnRedirects302: true },
    });
    const people = createPeople({
      url: first.origin,
      ca: first.certificate,
      users: Array.from({ length: 8 }, (_, index) => ({ logOn: `user00${index + 1}`, password })),
      count: 8,
      ratePerSecond: 200,
      workMs: 60,
      pauseMs: 10,
      logOffShare: 1,
      soapShare: 0.25,
      serverNames: ['CRMWEB1'],
      random: Math.random,
      nowMs: Date.now,
    });
    const { tally } = await people.run();
    t.same(tally.failures, []);
    t.match(tally, { logOns: 8, logOffs: 8, left: 8, servers: [{ server: 'CRMWEB1', users: 0 }] });
    t.same(first.truth(), { sessions: 0, logOnsUnderWay: 0 });
  });
