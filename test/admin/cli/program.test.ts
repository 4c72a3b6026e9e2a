// The command line: what each verb is given, what is refused, exit codes, and the help.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import t from 'tap';
import { createProgram } from '../../../admin/cli/program.ts';
import { createSpeakingVerbs } from './speaking-verbs.ts';

async function run(...words: string[]) {
  const output = new PassThrough();
  const errors = new PassThrough();
  const program = createProgram({
    verbs: createSpeakingVerbs(output, 'http://127.0.0.1:1'),
    version: '0.1.0',
    terminal: {
      ...{ output, errors, interactive: false, color: false },
      size: () => ({ columns: 80, rows: 24 }),
      interrupted: new AbortController().signal,
    },
  });
  const code = await program.run(words);
  output.end();
  errors.end();
  return { code, output: await readAll(output), errors: await readAll(errors) };
}

t.test('verbs are given their options, with defaults', async (t) => {
  const demo = { servers: 3, port: 8080, adminPort: 9090, sqlPort: 0, users: 0, rate: 10, work: 5_000 };
  const flags = { json: false, exit: false, https: false, guard: true, storm: false };
  const rows: [string, object][] = [
    ['start', { verb: 'start' }],
    ['start -c a.yaml', { verb: 'start', config: 'a.yaml' }],
    ['check', { verb: 'check', live: false, output: 'table' }],
    ['check a.yaml --live -o json', { verb: 'check', file: 'a.yaml', live: true, output: 'json' }],
    ['discover --yes -c a.yaml', { verb: 'discover', config: 'a.yaml', yes: true }],
    ['reload', { verb: 'reload', output: 'table' }],
    [
      'reload -c a.yaml --url http://127.0.0.1:9 -o json',
      { verb: 'reload', config: 'a.yaml', url: 'http://127.0.0.1:9', output: 'json' },
    ],
    ['demo', { verb: 'demo', ...demo, ...flags }],
    [
      'demo --servers 4 --port 0 --admin-port 0 --sql-port 14330 --users 60 --rate 0.5 --work 10m --json --exit --https --storm --no-guard',
      {
        verb: 'demo',
        ...{ servers: 4, port: 0, adminPort: 0, sqlPort: 14_330, users: 60, rate: 0.5, work: 600_000 },
        ...{ json: true, exit: true, https: true, storm: true, guard: false },
      },
    ],
  ];
  for (const [line, given] of rows) {
    const { code, output, errors } = await run(...line.split(' '));
    t.equal(errors, '', line);
    t.same(JSON.parse(output), given);
    t.equal(code, 0);
  }
});

t.test('a wrong command line is told with what is right, and ends with 2', async (t) => {
  const rows: [string, RegExp][] = [
    ['', /Usage: fairlead/],
    ['nonsense', /unknown command 'nonsense'/],
    ['start extra', /too many arguments/],
    ['start --conf x', /unknown option '--conf'[\s\S]*--config/],
    ['check -o xml', /table, json/],
    ['demo --servers 0', /Allowed: a whole number from 1 to 32/],
    ['demo --servers 3x', /Allowed: a whole number/],
    ['demo --port 65536', /from 0 to 65535/],
    ['demo --rate -1', /Allowed: a number/],
    ['demo --work long', /a time such as/],
    ['demo --exit', /--exit needs --users/],
    ['demo --storm', /--storm needs --users/],
    ['status -w 0.1', /from 0\.2 to 3600/],
    ['status --url ftp://x', /http:\/\/127\.0\.0\.1:9090/],
    ['status --url nonsense', /Allowed: an address/],
    ['maintenance', /Usage: fairlead maintenance[\s\S]*list[\s\S]*server/],
    ['maintenance CRMWEB1', /required option '-m, --reason <why>' not specified/],
  ];
  for (const [line, told] of rows) {
    const { code, output, errors } = await run(...line.split(' ').filter(Boolean));
    t.equal(code, 2, line);
    t.match(errors, told);
    t.equal(output, '', 'nothing on standard output');
  }
});

t.test('a verb that fails is told in one sentence with its cause, and ends with 1', async (t) => {
  const { code, errors } = await run('start', '-c', 'broken.yaml');
  t.equal(errors, 'fairlead: it cannot start (the port is taken)\n');
  t.equal(code, 1);
});

t.test('the exit code of a verb is the one of the process', async (t) => {
  const words = [join(import.meta.dirname, 'child.ts'), 'start', '-c', 'three.yaml'];
  const started = spawn(process.execPath, words, { stdio: 'ignore' });
  t.equal(await new Promise((resolve) => started.on('close', resolve)), 3);
});

t.test('a mistyped verb is met with the one that was meant', async (t) => {
  t.match((await run('stats')).errors, /unknown command 'stats'\s+\(Did you mean status\?\)/);
});

t.test('the version is told both ways', async (t) => {
  t.match(await run('version'), { code: 0, output: /^fairlead 0\.1\.0 \(Node\.js v\d+\.\d+\.\d+\)\n$/ });
  t.same(await run('--version'), { code: 0, output: '0.1.0\n', errors: '' });
});

t.test('every help fits 80 columns and goes to standard output', async (t) => {
  for (const verb of [
    '',
    'start',
    'check',
    'discover',
    'demo',
    'status',
    'maintenance',
    'upgrade',
    'version',
  ]) {
    const { code, output, errors } = await run(...(verb ? [verb] : []), '--help');
    t.equal(code, 0, verb);
    t.equal(errors, '');
    t.match(output, /^Usage: fairlead/);
    for (const line of output.split('\n')) if (line.length > 80) t.fail(`${verb}: ${line}`);
  }
});

t.test('the help ends with examples and exit codes', async (t) => {
  const { output } = await run('help');
  t.match(
    output,
    /Examples:\n {2}fairlead demo[\s\S]*Exit codes:\n {2}0 [\s\S]*130 {2}interrupted \(Ctrl-C\)\n/,
  );
});
