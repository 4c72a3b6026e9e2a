import t from 'tap';
import {
  answer,
  appended,
  ended,
  logOn,
  logOnBody,
  logOnRequest,
  makeWorld,
  pages,
  profile,
  request,
  response,
  server,
  serverOf,
  setAdmin,
  setHealth,
  settings,
  topology,
} from './support/traffic-world.ts';

const sid = (number: number) => String(10_000_000_000_000 + number);
const page = (number: number) => `/CRM/eware.dll/Do?SID=${sid(number)}&Act=200`;
const nothing = Buffer.alloc(0);

function counts(world: ReturnType<typeof makeWorld>, users: readonly number[], startedAtMs: number) {
  const byServer = new Map(users.map((each, index) => [`id-${index + 1}`, each]));
  world.traffic.setCounts({ byServer, startedAtMs, endedAtMs: startedAtMs });
}

t.test("four users on three servers land as in the vendor's example", (t) => {
  const world = makeWorld();
  counts(world, [0, 0, 0], 0);
  t.same(
    [1, 2, 3, 4].map((user) => logOn(world, pages.success(sid(user))).server),
    ['id-1', 'id-2', 'id-3', 'id-1'],
  );
  t.end();
});

t.test('the same example holds where the database tells no counts', (t) => {
  const world = makeWorld();
  t.same(
    [1, 2, 3, 4].map((user) => logOn(world, pages.success(sid(user))).server),
    ['id-1', 'id-2', 'id-3', 'id-1'],
  );
  t.same(
    [...world.traffic.loads().values()].map((load) => load.effective),
    [2, 1, 1],
  );
  t.end();
});

t.test('log-ons that are still under way count', (t) => {
  const world = makeWorld();
  const routes = [1, 2, 3, 4].map(() => world.traffic.begin(logOnRequest()).route(Buffer.from(logOnBody)));
  t.same(routes.map(serverOf), ['id-1', 'id-2', 'id-3', 'id-1']);
  t.equal(world.traffic.loads().get('id-1')?.pending, 2);
  t.end();
});

t.test('a failed log-on gives its reservation back', (t) => {
  for (const [outcome, body] of [
    ['wrong-password', pages.form],
    ['already-on', pages.alreadyOn],
    ['locked', pages.locked],
  ] as const) {
    const world = makeWorld();
    logOn(world, body);
    t.equal(world.traffic.loads().get('id-1')?.effective, 0, outcome);
    t.equal(world.traffic.counters().servers.get('id-1')?.logOnOutcomes[outcome], 1, outcome);
  }
  t.end();
});

t.test('a session goes to its server by its SID, whatever the cookie says', (t) => {
  const world = makeWorld();
  const first = logOn(world, pages.success(sid(1)));
  const second = logOn(world, pages.success(sid(2)), { cookie: `x=1; ${first.cookie}` });
  t.same([first.server, second.server], ['id-1', 'id-2']);
  const route = world.traffic.begin(request('GET', page(1), { cookie: second.cookie ?? '' })).route(nothing);
  t.equal(serverOf(route), 'id-1');
  t.equal(route.because, 'session');
  t.end();
});

t.test('a session that the ledger does not know goes where the cookie says', (t) => {
  const world = makeWorld();
  counts(world, [5, 0, 5], 0);
  const { cookie } = logOn(world, pages.success(sid(1)));
  counts(world, [0, 9, 0], world.clock.nowMs + 1);
  const route = world.traffic.begin(request('GET', page(77), { cookie: cookie ?? '' })).route(nothing);
  t.equal(serverOf(route), 'id-2');
  t.equal(route.because, 'affinity');
  t.end();
});

t.test('the cookie is removed and everything else of the field stays', (t) => {
  const world = makeWorld();
  const { cookie } = logOn(world, pages.success(sid(1)));
  const route = world.traffic
    .begin(request('GET', '/CRM/x.asp', { cookie: `a="1;2"; ${cookie};b= 3` }))
    .route(nothing);
  t.ok(route.kind === 'forward' && route.edits.replace.get('cookie') === 'a="1;2";b= 3');
  const alone = world.traffic.begin(request('GET', '/CRM/x.asp', { cookie: cookie ?? '' })).route(nothing);
  t.ok(alone.kind === 'forward' && alone.edits.drop.includes('cookie'));
  t.end();
});

t.test('a log-on is decided anew, but its confirmation returns to where it went first', (t) => {
  const world = makeWorld();
  const first = logOn(world, pages.alreadyOn);
  t.equal(first.server, 'id-1');
  logOn(world, pages.success(sid(5)));
  const again = logOn(
    world,
    pages.success(sid(6)),
    { cookie: first.cookie ?? '' },
    `${logOnBody}&LoginAnyway=T`,
  );
  t.equal(again.server, 'id-1');
  t.equal(again.route.because, 'confirmation');
  t.equal(logOn(world, pages.success(sid(7)), { cookie: first.cookie ?? '' }).server, 'id-2');
  t.end();
});

t.test('a log-on must be readable and carries no user name into events unless asked for', (t) => {
  const world = makeWorld();
  const { route } = logOn(world, pages.success(sid(1)));
  t.ok(route.kind === 'forward' && route.edits.drop.includes('accept-encoding'));
  t.equal(world.decisions[0]?.user, undefined);
  world.traffic.setSettings({ ...settings, userNames: true });
  logOn(world, pages.success(sid(2)));
  t.equal(world.decisions[1]?.user, 'smith');
  t.notMatch(JSON.stringify([world.decisions, world.requests]), /secret/);
  t.end();
});

t.test('a log-on form sent to the page of a lost session is a log-on', (t) => {
  const world = makeWorld();
  const exchange = world.traffic.begin(
    request('POST', page(99), { 'content-type': 'application/x-www-form-urlencoded' }),
  );
  t.equal(exchange.peekBytes, 8192);
  t.equal(exchange.route(Buffer.from(logOnBody)).because, 'log-on');
  t.end();
});

t.test('a session page that is the log-on form ends the session once', (t) => {
  const world = makeWorld(1);
  counts(world, [0], 0);
  logOn(world, pages.success(sid(1)));
  logOn(world, pages.success(sid(2)));
  const both = [1, 2].map(() => {
    const exchange = world.traffic.begin(request('GET', page(1)));
    exchange.route(nothing);
    return exchange;
  });
  for (const exchange of both) answer(exchange, pages.form);
  t.equal(world.traffic.loads().get('id-1')?.effective, 1);
  t.equal(world.traffic.loads().get('id-1')?.observed, 1);
  t.end();
});

t.test('a log-off lowers the number at once', (t) => {
  const world = makeWorld(1);
  counts(world, [3], 0);
  logOn(world, pages.success(sid(1)));
  t.equal(world.traffic.loads().get('id-1')?.effective, 4);
  const exchange = world.traffic.begin(request('GET', `/CRM/eware.dll/Do?SID=${sid(1)}&Act=5000`));
  exchange.route(nothing);
  answer(exchange, pages.form);
  t.equal(world.traffic.loads().get('id-1')?.effective, 3);
  t.end();
});

t.test('users of a server that is down are decided anew and told their new server', (t) => {
  const world = makeWorld();
  const { cookie } = logOn(world, pages.success(sid(1)));
  setHealth(world.traffic, 'id-1', 'down');
  const exchange = world.traffic.begin(request('GET', page(1), { cookie: cookie ?? '' }));
  const route = exchange.route(nothing);
  t.equal(serverOf(route), 'id-2');
  t.equal(route.because, 'moved-down');
  t.match(
    appended(answer(exchange, pages.form).edits.append, 'Set-Cookie'),
    /^fairlead=id-2\..*; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  t.equal(world.traffic.loads().get('id-1')?.observed, 0, 'the lost session is forgotten');
  t.end();
});

t.test('a draining server keeps its sessions and takes no log-on', (t) => {
  const world = makeWorld();
  const { cookie } = logOn(world, pages.success(sid(1)));
  setAdmin(world.traffic, 'id-1', 'draining');
  t.equal(serverOf(world.traffic.begin(request('GET', page(1))).route(nothing)), 'id-1');
  const withCookie = request('GET', '/CRM/x.asp', { cookie: cookie ?? '' });
  t.equal(serverOf(world.traffic.begin(withCookie).route(nothing)), 'id-1');
  t.equal(logOn(world, pages.success(sid(2))).server, 'id-2');
  setAdmin(world.traffic, 'id-1', 'maintenance');
  t.equal(world.traffic.begin(request('GET', page(1))).route(nothing).because, 'moved-maintenance');
  t.end();
});

t.test('a connect failure goes on to the next server and moves the reservation', (t) => {
  const world = makeWorld();
  const exchange = world.traffic.begin(logOnRequest());
  t.equal(serverOf(exchange.route(Buffer.from(logOnBody))), 'id-1');
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  t.equal(serverOf(exchange.connectFailed(refused)), 'id-2');
  t.same(
    [...world.traffic.loads().values()].map((load) => load.pending),
    [0, 1, 0],
  );
  exchange.connectFailed(refused);
  const last = exchange.connectFailed(refused);
  t.equal(last.kind, 'reply');
  t.equal(last.because, 'all-down');
  exchange.end(ended('connect-failed', 503));
  t.same(
    [...world.traffic.loads().values()].map((load) => [load.effective, load.inFlightRequests]),
    [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
  );
  t.equal(world.traffic.counters().servers.get('id-1')?.failures.refused, 1);
  t.end();
});

t.test('our page says which kind of nobody there is', (t) => {
  const rows = [
    ['no-server', (world: ReturnType<typeof makeWorld>) => world.traffic.setTopology(topology([]))],
    [
      'all-down',
      (world: ReturnType<typeof makeWorld>) => {
        for (const id of ['id-1', 'id-2', 'id-3']) setHealth(world.traffic, id, 'down');
      },
    ],
    [
      'all-draining',
      (world: ReturnType<typeof makeWorld>) => {
        for (const id of ['id-1', 'id-2', 'id-3']) setAdmin(world.traffic, id, 'draining');
      },
    ],
    [
      'all-full',
      (world: ReturnType<typeof makeWorld>) =>
        world.traffic.setTopology(topology([0, 1, 2].map((each) => server(each, { maxUsers: 0 })))),
    ],
  ] as const;
  for (const [because, arrange] of rows) {
    const world = makeWorld();
    arrange(world);
    const route = world.traffic.begin(logOnRequest()).route(Buffer.from(logOnBody));
    t.ok(route.kind === 'reply' && route.reply.status === 503 && route.because === because, because);
    t.equal(world.traffic.counters().replies[because], 1);
    t.equal(world.traffic.counters().logOnRefusals[because], 1);
    t.equal(world.decisions[0]?.because, because);
  }
  t.end();
});

t.test('affinity is counted by its result', (t) => {
  const world = makeWorld();
  const { cookie = '' } = logOn(world, pages.success(sid(1)));
  const ask = (cookieField: string) =>
    world.traffic
      .begin(request('GET', '/CRM/x.asp', cookieField ? { cookie: cookieField } : {}))
      .route(nothing);
  ask('');
  ask(cookie);
  ask(`${cookie.slice(0, -1)}!`);
  ask('fairlead=__proto__');
  ask(`${cookie}; ${cookie}`);
  setHealth(world.traffic, 'id-1', 'down');
  ask(cookie);
  t.same(world.traffic.counters().affinity, { hit: 1, miss: 1, moved: 1, invalid: 3 });
  t.end();
});

t.test('the cookie is never set on answers that a cache may keep', (t) => {
  const world = makeWorld();
  const rows = [
    ['/CRM/Themes/a.css', {}, false],
    ['/CRM/', {}, false],
    ['/CRM/x.asp', { 'cache-control': 'Public, max-age=60' }, false],
    ['/CRM/x.asp', { 'cache-control': 'private' }, true],
    ['/CRM/eware.dll/go', {}, true],
  ] as const;
  for (const [target, fields, set] of rows) {
    const exchange = world.traffic.begin(request('GET', target));
    exchange.route(nothing);
    const { edits } = exchange.responseHead(response(200, fields));
    t.equal(edits.append.includes('Set-Cookie'), set, target);
    exchange.end(ended('completed'));
  }
  t.end();
});

t.test('the cookie is Secure where the browser speaks TLS, also by way of a trusted proxy', (t) => {
  const world = makeWorld(1, { settings: { ...settings, trustedProxies: ['10.0.0.0/8'] } });
  const rows = [
    [{ secure: true }, {}, true],
    [{ secure: false }, { 'x-forwarded-proto': 'https' }, false],
    [{ secure: false, address: '10.1.1.1' }, { 'x-forwarded-proto': 'https' }, true],
    [{ secure: true, address: '10.1.1.1' }, { 'x-forwarded-proto': 'http' }, false],
  ] as const;
  for (const [client, fields, secure] of rows) {
    const exchange = world.traffic.begin(request('GET', '/CRM/x.asp', fields, client));
    exchange.route(nothing);
    const line = appended(exchange.responseHead(response(200)).edits.append, 'Set-Cookie');
    t.equal(line?.endsWith('; Secure'), secure);
    exchange.end(ended('completed'));
  }
  t.end();
});

t.test('server names leave no trace in the answer', (t) => {
  const world = makeWorld();
  const exchange = world.traffic.begin(request('GET', '/CRM/x.asp'));
  exchange.route(nothing);
  const { edits } = exchange.responseHead(
    response(302, {
      location: 'http://CRM02/CRM/a?b=%zz',
      'set-cookie': ['a=1; Domain=crm01.example.com; Path=/', 'b=2'],
    }),
  );
  t.equal(edits.replace.get('location'), 'http://crm.example.com/CRM/a?b=%zz');
  t.same(edits.append.slice(0, 4), ['Set-Cookie', 'a=1; Path=/', 'Set-Cookie', 'b=2']);
  t.ok(edits.drop.includes('set-cookie'));
  t.end();
});

t.test('a SOAP client is known by the session id of its header', (t) => {
  const world = makeWorld(2);
  const soap = (body: string) => {
    const exchange = world.traffic.begin(request('POST', '/crm/eware.dll/webservices/soap'));
    t.equal(exchange.peekBytes, 16_384);
    return { exchange, route: exchange.route(Buffer.from(body)) };
  };
  logOn(world, pages.success(sid(1)));
  const on = soap('<s:Body><tns:logon><username>a</username></tns:logon></s:Body>');
  t.equal(serverOf(on.route), 'id-2');
  answer(on.exchange, `<sessionid>${sid(9)}</sessionid>`, { 'content-type': 'text/xml' });
  const next = soap(`<s:Header><t:SessionHeader><t:sessionId/><sessionid>${sid(9)}</sessionid>`);
  t.equal(serverOf(next.route), 'id-2');
  t.equal(next.route.because, 'session');
  const failed = soap('<logon>');
  answer(failed.exchange, '<soap:Fault>no</soap:Fault>', { 'content-type': 'text/xml' });
  t.same(
    [...world.traffic.loads().values()].map((load) => load.effective),
    [1, 1],
  );
  t.end();
});

t.test('where nobody can serve, each client is answered in its own form', (t) => {
  const world = makeWorld(1);
  setHealth(world.traffic, 'id-1', 'down');
  const rows: readonly (readonly [string, string, Record<string, string>, string])[] = [
    ['POST', '/crm/eware.dll/webservices/soap', { 'content-type': 'text/xml' }, 'text/xml; charset=utf-8'],
    ['GET', '/sdata/crmj/sagecrm2/-/company', {}, 'application/problem+json'],
    ['GET', '/crm/eware.dll/go', { accept: 'text/html' }, 'text/html; charset=utf-8'],
  ];
  for (const [method, target, fields, type] of rows) {
    const exchange = world.traffic.begin(request(method, target, fields));
    const route = exchange.route(nothing);
    t.match(route, { kind: 'reply', reply: { status: 503 } });
    t.equal(route.kind === 'reply' && appended(route.reply.fields, 'Content-Type'), type, target);
    t.equal(appended(exchange.failureReply(502).fields, 'Content-Type'), type, `${target}, broken off`);
  }
  t.end();
});

t.test(
  'in redirect mode the log-on page is answered with the name of the server with the fewest users',
  (t) => {
    const world = makeWorld(2, { settings: { ...settings, mode: 'redirect' } });
    counts(world, [1, 0], 0);
    const ask = () => world.traffic.begin(request('GET', '/CRM/eware.dll/go?x=1')).route(nothing);
    const locations = [1, 2, 3].map(() => {
      const route = ask();
      return route.kind === 'reply' && route.reply.status === 302 && appended(route.reply.fields, 'Location');
    });
    t.same(locations, [
      'http://crm02.example.com:80/CRM/eware.dll/go?x=1',
      'http://crm01.example.com:80/CRM/eware.dll/go?x=1',
      'http://crm02.example.com:80/CRM/eware.dll/go?x=1',
    ]);
    t.equal(world.traffic.loads().get('id-2')?.pending, 2);
    world.clock.nowMs += 61_000;
    t.equal(world.traffic.loads().get('id-2')?.pending, 0, 'given back when nobody came');
    t.end();
  },
);

t.test('a redirected log-on that a poll has shown stays counted when its time is over', (t) => {
  const world = makeWorld(1, { settings: { ...settings, mode: 'redirect' } });
  counts(world, [5], 0);
  const redirected = () => world.traffic.begin(request('GET', '/CRM/eware.dll/go')).route(nothing);
  t.match([redirected(), redirected()], [{ kind: 'reply' }, { kind: 'reply' }]);
  world.clock.nowMs += 2000;
  counts(world, [6], world.clock.nowMs);
  t.match(world.traffic.loads().get('id-1'), { effective: 7, pending: 1 }, 'one came, one may still come');
  world.clock.nowMs += 60_000;
  t.match(world.traffic.loads().get('id-1'), { effective: 6, pending: 0 }, 'the other did not');
  t.end();
});

t.test('a new topology keeps what is known of the servers that stay', (t) => {
  const world = makeWorld(2);
  const exchange = world.traffic.begin(logOnRequest());
  exchange.route(Buffer.from(logOnBody));
  world.traffic.setTopology(topology([server(1), server(0, { weight: 3 }), server(2)]));
  t.equal(world.traffic.loads().get('id-1')?.effective, 1);
  world.traffic.setTopology(topology([server(1)]));
  answer(exchange, pages.success(sid(1)));
  t.equal(world.traffic.loads().size, 1);
  const route = world.traffic.begin(request('GET', page(1))).route(nothing);
  t.equal(route.because, 'moved-gone');
  t.end();
});

t.test('settings that cannot be used are refused and the old ones stay', (t) => {
  const world = makeWorld();
  t.throws(() => world.traffic.setSettings({ ...settings, trustedProxies: ['10.0.0.0/33'] }), {
    code: 'BAL_TRUSTED_PROXY',
  });
  t.throws(() => world.traffic.setSettings({ ...settings, publicUrl: 'ftp://x' }), {
    code: 'BAL_PUBLIC_URL',
  });
  const broken = { ...profile, session: { ...profile.session, idPattern: '[' } };
  t.throws(() => makeWorld(1, { patterns: broken }), { code: 'BAL_PROFILE' });
  t.equal(logOn(world, pages.success(sid(1))).server, 'id-1');
  t.end();
});

t.test('the access log tells no session id', (t) => {
  const world = makeWorld();
  const exchange = world.traffic.begin(request('GET', `/CRM/x.asp?a=1&sid=${sid(3)}&b=2`));
  exchange.route(nothing);
  exchange.end(ended('client-gone', 0));
  t.match(world.requests[0], { target: '/CRM/x.asp?a=1&sid=*&b=2', reason: 'client-gone', kind: 'session' });
  t.end();
});
