// The demo seen through tools that are not ours: tsql reads its database, a plain HTTP client logs on, promtool
// reads its metrics, and `fairlead status` shows who is where.

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { ask, form, page, sidOf } from '../demo/crm/harness.ts';
import { runFairlead } from '../support/fairlead-process.ts';
import { metricSum, readMetrics } from '../support/metrics-text.ts';
import { findProgram, needs, type Program } from '../support/needs.ts';
import { type RunningDemo, startDemo } from '../support/running-demo.ts';
import { waitFor } from '../support/wait-for.ts';

async function run(program: Program, words: readonly string[], input: string) {
  const child = spawn(findProgram(program) ?? program, words, {
    stdio: 'pipe',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve, reject) =>
    child.on('close', resolve).on('error', reject),
  );
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { output, errors, code };
}

function logOn({ url, users }: RunningDemo, user: string) {
  return ask(`${url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: users.password }));
}

t.test('tsql reads the settings of the CRM from the printed address', needs('tsql'), async (t) => {
  const { sql } = await startDemo(t, ['--servers', '2']);
  const login = ['-H', sql.host, '-p', String(sql.port), '-U', sql.user, '-D', sql.database];
  const query = "SELECT Parm_Value FROM Custom_SysParams WHERE Parm_Name = 'ServerNames'\ngo\n";
  const right = await run('tsql', [...login, '-P', sql.password], query);
  t.equal(right.code, 0, right.errors);
  t.match(right.output, /^CRMWEB1;CRMWEB2;$/m);
  t.match(right.output, /\(1 row affected\)/);
  const wrong = await run('tsql', [...login, '-P', 'wrong'], query);
  t.not(wrong.code, 0);
  t.match(wrong.errors, /Msg 18456|Login failed/);
});

t.test('who logs on through the URL is shown on their server, everywhere', async (t) => {
  const demo = await startDemo(t);
  const got = await logOn(demo, 'user001');
  t.equal(got.status, 200);
  const sid = sidOf(got);
  const server = /served by (\S+)/.exec(got.body)?.[1] ?? '';
  t.equal((await ask(page(demo.url, sid, 99902))).status, 200, 'the SID alone leads back there');

  const shown = await runFairlead(t, ['status', '--url', demo.adminUrl]);
  t.equal(shown.code, 0);
  const usersOf = (output: string) =>
    [...output.matchAll(/^(CRMWEB\d) +✔ serving +\S+ +(\d+) /gm)].map((each) => `${each[1]} ${each[2]}`);
  const expected = demo.servers.map(({ name }) => `${name} ${name === server ? 1 : 0}`);
  t.same(usersOf(shown.output), expected);
  for (const { name } of demo.servers) {
    const truth = await ask(`${demo.controlUrl}/servers/${name}`);
    t.equal(JSON.parse(truth.body).sessions, name === server ? 1 : 0, `${name} says so itself`);
  }
  const users = async (metric: string, name: string) =>
    metricSum(await readMetrics(demo.adminUrl), metric, { server: name });
  await waitFor('the next poll', async () => (await users('fairlead_server_database_users', server)) === 1);
  for (const { name } of demo.servers)
    t.equal(await users('fairlead_server_logged_on_users', name), name === server ? 1 : 0);
});

t.test('the metrics of the running demo are clean, and count right', needs('promtool'), async (t) => {
  const demo = await startDemo(t);
  const names = demo.users.names.slice(0, 7);
  const answers = [];
  for (const name of names) answers.push(await logOn(demo, name));
  await ask(`${demo.url}/CRM/eware.dll/go`, form({ EWARE_USERID: 'user050', PASSWORD: 'wrong' }));
  const [first] = answers;
  if (!first) throw new Error('nobody logged on');
  await ask(page(demo.url, sidOf(first), 99901));

  const metrics = await waitFor('the counts', async () => {
    const text = await readMetrics(demo.adminUrl);
    return metricSum(text, 'fairlead_server_logged_on_users') === 6 ? text : undefined;
  });
  const checked = await run('promtool', ['check', 'metrics'], metrics);
  t.same(checked, { output: '', errors: '', code: 0 });
  const sum = (name: string, labels = {}) => metricSum(metrics, name, labels);
  t.equal(sum('fairlead_login_outcomes_total', { outcome: 'success' }), 7);
  t.equal(sum('fairlead_login_outcomes_total', { outcome: 'wrong-password' }), 1);
  t.equal(sum('fairlead_login_decisions_total', { reason: 'fewest-users' }), 8);
  t.equal(sum('fairlead_http_requests_total', { method: 'POST', code: '2xx' }), 8);
  t.equal(sum('fairlead_servers_serving'), 3);
  t.equal(sum('fairlead_upstream_failures_total'), 0);
  for (const { name } of demo.servers) {
    const truth = JSON.parse((await ask(`${demo.controlUrl}/servers/${name}`)).body);
    t.equal(sum('fairlead_server_logged_on_users', { server: name }), truth.sessions, name);
    t.equal(sum('fairlead_health_checks_total', { server: name, result: 'failed' }), 0);
    const passed = sum('fairlead_health_checks_total', { server: name, result: 'passed' }) ?? 0;
    t.ok(passed > 0, 'the very first checks are counted');
  }
  t.notMatch(metrics, /user00\d/i, 'no user is named in a metric');
  t.notMatch(metrics, demo.sql.password);
});
