// Settings that are right by themselves and wrong together.

import t from 'tap';
import { faultsOf, least, short, worldOf } from './fixture.ts';

const withDatabase = (more: string) => `database: { host: sql1, user: u, password: p, ${more} }\n`;

const rows: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  [
    'two listeners on one port',
    `${least}listen: { port: 9090 }\n`,
    ['2:17 listen.port: 9090 is taken by admin.port already'],
  ],
  [
    'the later of two written ports is blamed',
    `${least}admin: { port: 81 }\nlisten: { port: 81 }\n`,
    ['2:16 admin.port: 81 is taken by listen.port already'],
  ],
  ['one port on two addresses is good', `${least}listen: { host: 10.0.0.1, port: 9090 }\n`, []],
  ['port 0 never clashes', `${least}listen: { port: 0 }\nadmin: { port: 0 }\n`, []],
  [
    'a clash with a faulty setting is not told',
    `${least}listen: { port: 9090 }\nadmin: { port: x }\n`,
    ['3:16 admin.port: "x" is text'],
  ],
  [
    'a page of a test with a session id',
    `${least}upgrade: { tests: { dashboards: [{ path: /CRM/ok }, { path: "/CRM/Do?Act=1&sid=123" }] } }\n`,
    ['2:61 upgrade.tests.dashboards[1].path: has a session id in it'],
  ],
  [
    'a page without one is good',
    `${least}upgrade: { tests: { reports: [{ path: /CRM/Do?Aside=1 }] } }\n`,
    [],
  ],
  [
    'admin within reach of others',
    `${least}admin: { host: 0.0.0.0 }\n`,
    ['2:16 admin.host: the admin listener has no log-on, and other machines can reach it here'],
  ],
  [
    'https without a certificate',
    `${least}listen: { publicUrl: "https://crm" }\n`,
    ['2:22 listen.publicUrl: is https, but the listener has no certificate, and no proxy in front is named'],
  ],
  [
    'https behind a proxy is good',
    `${least}listen: { publicUrl: "https://crm" }\nrouting: { trustedProxies: [10.0.0.1] }\n`,
    [],
  ],
  [
    'a cookie of the CRM',
    `${least}routing: { cookieName: ASPSESSIONIDX }\n`,
    ['2:24 routing.cookieName: ASPSESSIONIDX is the name of a cookie of the CRM itself'],
  ],
  [
    'instance and port',
    withDatabase('instance: CRM, port: 1433'),
    ['1:68 database.port: does not go with instance, whose port is asked of the SQL Server Browser'],
  ],
  ['instance alone is good', withDatabase('instance: CRM'), []],
  [
    'strict and trust',
    withDatabase('encrypt: strict, trustServerCertificate: true'),
    [
      '1:88 database.trustServerCertificate: does not go with encrypt: strict, which always checks the certificate',
    ],
  ],
  [
    'plain text over the network',
    withDatabase('encrypt: false'),
    [
      '1:56 database.encrypt: what is asked of the database, and its answers, cross the network in plain text',
    ],
  ],
  [
    'plain text on this machine is good',
    'database: { host: 127.0.0.1, user: u, password: p, encrypt: false }\n',
    [],
  ],
  ['nothing to serve', 'database: null\n', ['1:11 database: is null, and there are no servers either']],
  [
    'a server without origin and no database',
    'database: null\nservers: { A: { origin: "http://a" }, B: {} }\n',
    ['2:42 servers.B: has no origin, and there is no database to tell it'],
  ],
  [
    'one server twice',
    `${least}servers: { CRM1: {}, crm1: {} }\n`,
    ['2:28 servers.crm1: is the same server as CRM1: case does not count'],
  ],
  [
    'one origin twice',
    `${least}servers: { A: { origin: "https://x" }, B: { origin: "HTTPS://X:443" } }\n`,
    ['2:53 servers.B.origin: is the origin of A too'],
  ],
  [
    'a server that is Fairlead',
    `${least}listen: { publicUrl: "http://crm" }\nservers: { A: { origin: "http://CRM:80" } }\n`,
    ['3:25 servers.A.origin: is the public URL: Fairlead would send requests to itself'],
  ],
  [
    'a path longer than its head',
    `${least}traffic: { limits: { headBytes: 4096 } }\n`,
    [
      '2:33 traffic.limits.headBytes: 4096 must be more than traffic.limits.targetBytes (16384): path and query are a part of the head',
    ],
  ],
  [
    'stale before the next look',
    `${withDatabase('pollMs: 60000')}`,
    [
      '1:55 database.pollMs: 60000 must be less than cluster.staleAfterMs (15000): else everything is stale before it is read again',
    ],
  ],
  [
    'one row for two parameters',
    `${least}crm: { overrides: { parameters: { dtlsServer: servernames } } }\n`,
    ['2:47 crm.overrides.parameters.dtlsServer: names the same row as serverNames'],
  ],
  [
    'one row for two written parameters is told once',
    `${least}crm: { overrides: { parameters: { dtlsServer: X, ownBalancing: x } } }\n`,
    ['2:47 crm.overrides.parameters.dtlsServer: names the same row as ownBalancing'],
  ],
];

/** Two Fairleads as they should be, with a change to the text. */
const two = (change: (text: string) => string = (text) => text) =>
  least +
  change(
    [
      'cluster: { key: "a-key-that-all-of-them-have-00000000" }',
      'admin: { host: 10.0.0.1, tls: null, tokens: { f2: "a-token-of-the-other-one-00000000" } }',
      'peers: { name: f1, others: { f2: { url: "https://f2:9090", token: "our-own-token-over-there-0000000" } } }',
      '',
    ].join('\n'),
  );

t.test('several Fairleads over one cluster', (t) => {
  const without = (part: string | RegExp, by = '') => two((text) => text.replace(part, by));
  const rows: readonly (readonly [name: string, text: string, ...found: (readonly [string, RegExp])[]])[] = [
    ['as they should be', two()],
    ['no name', without('name: f1, '), ['peers.name', /must know who speaks/]],
    ['no key', without(/cluster.*\n/), ['cluster.key', /a key of its own/]],
    ['no token for the other', without('f2: "a-t', 'f3: "a-t'), ['peers.others.f2', /f2 cannot speak to us/]],
    ['plain HTTP', without('https:', 'http:'), ['peers.others.f2.url', /plain HTTP/]],
    ['plain HTTP on this machine', two((text) => text.replace('https://f2', 'http://127.0.0.1'))],
    ['nobody reaches us', without('10.0.0.1', '127.0.0.1'), ['admin.host', /no other machine reaches/]],
    [
      'itself',
      without('name: f1', 'name: f2'),
      ['peers.others.f2', /this Fairlead is not one of the others/],
    ],
    [
      'lost between two messages',
      without('name: f1', 'name: f1, heartbeatMs: 6000'),
      ['peers.heartbeatMs', /lost between two of its messages/],
    ],
  ];
  for (const [name, text, ...expected] of rows) {
    // That the admin listener can be reached is a warning of its own.
    const faults = faultsOf(text).filter(({ message }) => !/has no log-on/.test(message));
    t.same(
      faults.map(({ path }) => path),
      expected.map(([path]) => path),
      name,
    );
    for (const [index, [, message]] of expected.entries()) t.match(faults[index]?.message, message, name);
    t.ok(faults.every(({ suggestion }) => suggestion));
  }
  t.end();
});

for (const [name, text, expected] of rows) {
  t.test(name, (t) => {
    const faults = faultsOf(text);
    t.same(short(faults), expected);
    t.ok(
      faults.every(({ code, suggestion }) => code === 'CFG_TYPE' || suggestion),
      'each says what to do',
    );
    t.end();
  });
}

t.test('a risk is a warning and keeps nothing from starting', (t) => {
  t.same(
    faultsOf(`${least}admin: { host: 0.0.0.0 }\n`).map(({ severity, code }) => [severity, code]),
    [['warning', 'CFG_RISK']],
  );
  t.end();
});

t.test('more than one worker needs a system that spreads connections', (t) => {
  const told = (platform: string | undefined, workers: number) =>
    short(faultsOf(`${least}traffic: { workers: ${workers} }\n`, { ...worldOf(), platform }));
  for (const platform of ['linux', 'freebsd', undefined]) t.same(told(platform, 4), [], String(platform));
  for (const platform of ['win32', 'darwin']) {
    t.same(told(platform, 1), []);
    t.match(told(platform, 4), [
      /^2:21 traffic\.workers: is 4, but this system \((win32|darwin)\) does not spread/,
    ]);
  }
  t.end();
});

t.test('each worker needs a connection to each server', (t) => {
  const text = `${least}traffic: { workers: 4, limits: { connectionsPerServer: 3 } }\n`;
  t.match(short(faultsOf(text)), [
    /^2:21 traffic\.workers: is more than traffic\.limits\.connectionsPerServer \(3\)/,
  ]);
  t.same(faultsOf(text.replace('3 }', '4 }')), []);
  t.end();
});
