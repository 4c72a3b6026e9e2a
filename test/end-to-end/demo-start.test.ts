// How `fairlead demo` begins and ends: what its first line says, what it does where a port is taken.

import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { runFairlead } from '../support/fairlead-process.ts';
import { startDemo } from '../support/running-demo.ts';

const free = ['--port', '0', '--admin-port', '0'];

t.test('the first line of the demo is all a program needs', async (t) => {
  const demo = await startDemo(t, ['--servers', '2', '--https']);
  t.match(demo, {
    url: /^https:\/\/127\.0\.0\.1:\d+$/,
    adminUrl: /^http:\/\/127\.0\.0\.1:\d+$/,
    configuration: /fairlead\.yaml$/,
    sql: { host: '127.0.0.1', port: Number, user: /./, password: /./, database: 'CRM' },
    servers: [
      { name: 'CRMWEB1', origin: /^http:\/\/127\.0\.0\.1:\d+$/, controlUrl: /\/servers\/CRMWEB1$/ },
      { name: 'CRMWEB2', origin: /^http/, controlUrl: /\/servers\/CRMWEB2$/ },
    ],
  });
  t.equal(demo.process.output().split('\n').length, 2, 'one line');
  t.equal(await demo.process.stop('SIGINT'), 0, 'Ctrl-C ends it');
  t.equal(demo.process.errors(), '');
});

t.test('a port that is taken is one clear sentence, and nothing is left behind', async (t) => {
  const demo = await startDemo(t);
  const rows: [string, string][] = [
    ['--port', new URL(demo.url).port],
    ['--admin-port', new URL(demo.adminUrl).port],
    ['--sql-port', String(demo.sql.port)],
  ];
  for (const [option, port] of rows) {
    const { code, output, errors, left } = await runFairlead(t, ['demo', ...free, option, port]);
    t.equal(code, 1, option);
    t.equal(output, '');
    t.match(errors, new RegExp(`^fairlead: .*${port}.*\\n$`));
    t.match(errors, `(${option}): another program listens there already`);
    t.match(errors, `set another ${option}`);
    t.same(left, [], 'no temporary folder');
  }
});

t.test('the configuration of a running demo can be changed and reloaded', async (t) => {
  const demo = await startDemo(t, ['--servers', '2']);
  const reload = () => runFairlead(t, ['reload', '--url', demo.adminUrl]);
  t.match(await reload(), { code: 0, output: 'nothing has changed\n' });
  const text = readFileSync(demo.configuration, 'utf8');
  writeFileSync(demo.configuration, `${text}\nejection:\n  consecutive: x\n`);
  t.match(await reload(), { code: 1, output: /ejection/ });
  writeFileSync(demo.configuration, `${text}\nhealth:\n  intervalMs: 1234\n`);
  t.match(await reload(), { code: 0, output: /health\.intervalMs/ });
});
