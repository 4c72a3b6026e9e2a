// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in a configuration look like that
// Text -> configuration, or every fault of it with its place.

import { resolve } from 'node:path';
import t from 'tap';
import { parseConfiguration } from '../../config/parse.ts';
import { ConfigurationSchema } from '../../config/schema.ts';
import { faultsOf, goodConfiguration, least, short, worldOf } from './fixture.ts';

t.test('ten different faults in one file are ten messages with line and column', (t) => {
  const text = `listen:
  prot: 8080
  publicUrl: crm.example.com/CRM
admin:
  port: many
  port: 8080
database:
  host: sql1
  user: fairlead
  password: \${env:CRM_PASWORD}
  pollMs: 10
  caFile: \${file:no-such.pem}
routing:
  mode: prox
  trustedProxies:
    - 10.0.0.0/33
crm:
  overrides:
    session:
      idPattern: '[0-9'
servers:
  CRMWEB1: { weigth: 2 }
  CRMWEB2: [1, 2]
`;
  const folder = resolve('.');
  t.same(short(faultsOf(text, worldOf({}, { CRM_PASSWORD: 'x' }))), [
    '2:3 listen.prot: there is no such setting',
    '3:14 listen.publicUrl: "crm.example.com/CRM" has no scheme',
    '6:3 admin.port: is written twice; first in line 5',
    '6:9 admin.port: 8080 is taken by listen.port already',
    '10:13 database.password: the environment variable CRM_PASWORD is not set',
    '11:11 database.pollMs: 10 is too small',
    `12:11 database.caFile: the file ${resolve(folder, 'no-such.pem')} does not exist`,
    '14:9 routing.mode: "prox" is none of the choices',
    '16:7 routing.trustedProxies[0]: "10.0.0.0/33" has no length of 0 to 32 after the slash',
    '20:18 crm.overrides.session.idPattern: "[0-9" is no regular expression: unterminated character class',
    '22:14 servers.CRMWEB1.weigth: there is no such setting',
    '23:12 servers.CRMWEB2: the value is a list',
  ]);
  t.end();
});

t.test('each fault says what is allowed and what was probably meant', (t) => {
  const rows: readonly (readonly [text: string, allowed: string | null, suggestion: string | null])[] = [
    ['listen: { prot: 1 }', 'host, port, publicUrl, tls', 'did you mean port?'],
    [
      'cookiename: x',
      Object.keys((ConfigurationSchema as unknown as { properties: object }).properties).join(', '),
      'did you mean routing.cookieName?',
    ],
    [
      'health: { interval: 5 }',
      'intervalMs, timeoutMs, rise, fall, maxDownShare',
      'did you mean intervalMs?',
    ],
    ['health: { intervalMs: 5s }', 'a whole number from 200 to 300000 (milliseconds)', 'write 5000'],
    ['health: { rise: "3" }', 'a whole number from 1 to 100', 'write 3, without quotes'],
    ['health: { rise: 1.5 }', 'a whole number from 1 to 100', null],
    ['health: { maxDownShare: 80% }', 'a number from 0 to 1', 'write 0.8'],
    ['logging: { userNames: no }', 'true or false', 'write false'],
    ['logging: { level: warning }', 'fatal, error, warn, info, debug or trace', 'did you mean warn?'],
    ['routing: { unavailable: { title: 503 } }', 'text', 'put it in quotes: "503"'],
    [
      'routing: { trustedProxies: 10.0.0.1 }',
      'a list, each entry an IP address, or a network such as 10.1.0.0/16',
      'write it as a list: ["10.0.0.1"]',
    ],
    [
      'routing: { trustedProxies: [10.1.*] }',
      'an IP address, or a network such as 10.1.0.0/16',
      'did you mean 10.1.0.0/16?',
    ],
    ['listen: { host: "localhost:8080" }', 'a host name or an IP address', 'did you mean localhost?'],
    [
      'listen: { tls: [] }',
      'a list, each entry a section with serverName, certificateFile, keyFile, or null',
      null,
    ],
    [
      'traffic: { limits: { headBytes: 64kb } }',
      'a whole number from 4096 to 1048576 (bytes)',
      'write 65536',
    ],
    [
      'crm: { overrides: { paths: { start: CRM } } }',
      'a path that begins with / and has no blank, ? or #',
      'did you mean /CRM?',
    ],
    ['crm: { profile: sage_crm }', 'sage-crm', 'did you mean sage-crm?'],
    ['logging: { level: }', 'fatal, error, warn, info, debug or trace', 'leave the line out for "info"'],
  ];
  for (const [text, allowed, suggestion] of rows) {
    const faults = faultsOf(`${least}${text}\n`);
    t.equal(faults.length, 1, text);
    t.match(faults[0], { severity: 'fault', file: 'fairlead.yaml', line: 2, allowed, suggestion }, text);
  }
  t.end();
});

t.test('the least configuration gets every default, and is deeply frozen', (t) => {
  const configuration = goodConfiguration(least);
  t.match(configuration, {
    listen: { host: '0.0.0.0', port: 8080, publicUrl: null, tls: null },
    admin: { host: '127.0.0.1', port: 9090 },
    database: { port: 1433, name: 'CRM', encrypt: true, connections: 4, pollMs: 2000 },
    crm: { profile: 'sage-crm', scheme: 'https', port: null, overrides: {} },
    servers: {},
    routing: {
      mode: 'proxy',
      cookieName: 'fairlead',
      trustedProxies: [],
      unavailable: { retryAfterSeconds: 30 },
    },
    traffic: { engine: 'core', limits: { headBytes: 65_536 } },
    dataDirectory: resolve('fairlead-data'),
  });
  t.ok(
    Object.isFrozen(configuration.traffic.limits) && Object.isFrozen(configuration.routing.trustedProxies),
  );
  t.end();
});

t.test('servers get their defaults under any name, a section without lines is one of defaults', (t) => {
  const configuration = goodConfiguration(
    `${least}servers:\n  CRMWEB1: { weight: 2 }\n  CRMWEB2:\nhealth:\n  # nothing\n`,
  );
  const remote = { enabled: true, host: null, port: null, user: null };
  t.same(configuration.servers, {
    CRMWEB1: { origin: null, weight: 2, maxUsers: null, verifyCertificate: true, remote },
    CRMWEB2: { origin: null, weight: 1, maxUsers: null, verifyCertificate: true, remote },
  });
  t.equal(configuration.health.rise, 2);
  t.end();
});

t.test('paths begin at the folder of the file', (t) => {
  const text = `${least}dataDirectory: state\n`;
  const result = parseConfiguration(text, { ...worldOf(), file: resolve('/etc/fairlead/fairlead.yaml') });
  t.equal(result.ok && result.configuration.dataDirectory, resolve('/etc/fairlead/state'));
  t.end();
});

t.test('without a database the servers are those that are written', (t) => {
  const configuration = goodConfiguration(
    'database: null\nservers:\n  B: { origin: "http://b:81" }\n  A: { origin: "http://a" }\n',
  );
  t.equal(configuration.database, null);
  t.same(Object.keys(configuration.servers), ['B', 'A'], 'in the order of the file');
  t.end();
});

t.test('a setting that stands elsewhere now is told with its new place', (t) => {
  const rows = [
    ['onceServices: []', /crm\.overrides\.roles, such as roles\.emailManager\.service/],
    ['tomcatApplications: x', 'write crm.overrides.roles.replicationEngine.folder'],
    ['replicationEngine: x', /roles\.replicationEngine\.application, without \.war/],
  ] as const;
  for (const [line, suggestion] of rows) {
    const faults = faultsOf(`${least}crm:\n  overrides:\n    windows: { ${line} }\n`);
    t.match(faults, [{ code: 'CFG_UNKNOWN', line: 4, suggestion }], line);
  }
  t.end();
});

t.test('what is missing is told where it belongs, once', (t) => {
  const rows: readonly (readonly [text: string, expected: readonly string[]])[] = [
    ['', ['1:1 database: is missing']],
    ['# nothing\n', ['1:1 database: is missing']],
    ['\ndatabase:\n  host: a\n', ['2:1 database.user: is missing', '2:1 database.password: is missing']],
    ['databse: {}\n', ['1:1 databse: there is no such setting']],
    ['database: { host: a, user: b, pasword: c }\n', ['1:31 database.pasword: there is no such setting']],
    ['- a list\n', ['1:1 : the value is a list']],
    ['only text\n', ['1:1 : the value is text']],
    [`${least}listen: { tls: [{ keyFile: a }] }\n`, ['2:17 listen.tls[0].certificateFile: is missing']],
  ];
  for (const [text, expected] of rows) t.same(short(faultsOf(text)), expected, JSON.stringify(text));
  t.end();
});

t.test('a file with a byte order mark and Windows line ends has the same lines and columns', (t) => {
  t.same(short(faultsOf(`\uFEFF${least.trim()}\r\nlisten:\r\n  prt: 1\r\n`)), [
    '3:3 listen.prt: there is no such setting',
  ]);
  t.end();
});

t.test('no secret is ever part of a fault', (t) => {
  const texts = [
    'database: { host: a, user: b, password: { hunter2: 1 } }',
    'database: { host: a, user: b, password: [hunter2] }',
    'database: { host: a, user: b, password: *hunter2 }',
    'database: { host: a, user: b, password: !hunter2 x }',
    'database: { host: a, user: b, password: "\\qhunter2" }',
    'database: { host: a, user: b, password: "hunter2',
    'database: { host: a, user: b, password: pa${hunter2} }',
    'database: { host: a, user: b, password: "pa${HUNTER2" }',
    'database: { host: a, user: b, pasword: hunter2 }',
    'database:\n  password: hunter2: x',
    'database: b:hunter2@a',
    `${least}cluster: { key: hunter2 }`,
    `${least}cluster: { key: [hunter2] }`,
    `${least}listen: { publicUrl: "https://b:hunter2@a" }`,
    `${least}servers: { A: { origin: "https://b:hunter2@a" } }`,
  ];
  for (const text of texts) {
    const faults = faultsOf(text);
    t.ok(faults.length > 0, text);
    t.notMatch(JSON.stringify(faults), /hunter2/i, text);
  }
  t.end();
});

t.test('a password that is a number is not shown, but the mend is', (t) => {
  const [fault] = faultsOf('database: { host: a, user: b, password: 4711 }\n');
  t.match(fault, {
    path: 'database.password',
    message: 'the value is a number',
    suggestion: 'put it in quotes',
  });
  t.end();
});

t.test('behind broken YAML nothing is guessed at, before it everything is told', (t) => {
  const rows: readonly (readonly [text: string, expected: readonly string[]])[] = [
    [
      'listen:\n  prt: 1\n\tport: 2\n',
      ['2:3 listen.prt: there is no such setting', '3:1 : the line is indented with a tab'],
    ],
    ['database:\n  user: "open\n  host: a\n', ['2:9 : the quote that opens here is never closed']],
    ['database:\n   host: a\n  user: b\n', ['3:1 : the indentation fits no section']],
    ['database: null\n---\nlisten: 1\n', ['2:1 : a second document begins here (---)']],
  ];
  for (const [text, expected] of rows) t.same(short(faultsOf(text)), expected, JSON.stringify(text));
  t.end();
});

t.test('a value that is wrong as YAML does not hide the others', (t) => {
  const text = 'database:\n  host: a\n  user: b\n  password: *p\nlisten: { prt: 1 }\n';
  t.same(short(faultsOf(text)), [
    '4:13 database.password: a value that begins with * refers to an anchor that is not there',
    '5:11 listen.prt: there is no such setting',
  ]);
  t.end();
});

t.test('files made to exhaust the reader are refused', (t) => {
  const bomb = [
    'a: &a [1,1,1,1,1,1,1,1,1]',
    ...'bcdef'.split('').map((key, index) => {
      const before = 'abcde'[index];
      return `${key}: &${key} [${Array(9).fill(`*${before}`).join(',')}]`;
    }),
  ].join('\n');
  for (const text of [bomb, 'a: &a [*a]\n', `a: ${'['.repeat(5_000)}`, `a: ${'x'.repeat(300_000)}`]) {
    const faults = faultsOf(text);
    t.ok(
      faults.some(({ code }) => code === 'CFG_SYNTAX'),
      text.slice(0, 20),
    );
    t.ok(faults.length < 40, `${faults.length} faults`);
  }
  t.end();
});

t.test('names that mean something to JavaScript are names', (t) => {
  t.same(short(faultsOf(`${least}__proto__: { x: 1 }\nconstructor: 1\nservers: { __proto__: {} }\n`)), [
    '2:1 __proto__: there is no such setting',
    '3:1 constructor: there is no such setting',
    '4:12 servers.__proto__: "__proto__" is no server name',
  ]);
  t.end();
});

t.test('anchors are followed, and faults stand where the value is used', (t) => {
  const text = `${least}servers:\n  A: &same { weight: 0 }\n  B: *same\n`;
  t.same(short(faultsOf(text)), [
    '3:22 servers.A.weight: 0 is too small',
    '3:22 servers.B.weight: 0 is too small',
  ]);
  t.end();
});
