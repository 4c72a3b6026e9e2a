// `fairlead start` and `fairlead reload` as an operator, logrotate and a service manager use them: real processes, real
// signals, real exit codes.

import { readFileSync, renameSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type FairleadProcess, runFairlead, startFairlead } from '../support/fairlead-process.ts';
import { metricSum, readMetrics } from '../support/metrics-text.ts';
import { type Answer, type PlainSite, preparePlainSite, type Settings } from '../support/plain-site.ts';
import { startSteadyLoad } from '../support/steady-load.ts';
import { waitFor } from '../support/wait-for.ts';

const patienceMs = 60_000;
const posix = { skip: process.platform === 'win32' ? 'Windows has no such signals' : false } as const;

type Line = { readonly msg?: string; readonly [key: string]: unknown };

const linesOf = (running: FairleadProcess): readonly Line[] =>
  running
    .output()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);

/** `fairlead start` on the file of a site; every line of its output is JSON. */
async function startService(t: Test, site: PlainSite) {
  const running = startFairlead(t, ['start', '-c', site.file]);
  const serving = () => linesOf(running).find(({ msg }) => msg?.startsWith('serving '));
  await waitFor('it to serve', serving, patienceMs);
  const line = serving();
  return { running, url: String(line?.url), adminUrl: String(line?.adminUrl) };
}

const said = (running: FairleadProcess, text: string) =>
  linesOf(running).filter(({ msg }) => msg?.includes(text)).length;

t.test('a hang-up under load drops nothing, and the access log is turned', posix, async (t) => {
  const answer: Answer = (request, response, name) => {
    request.resume();
    setTimeout(() => response.end(name), request.url?.includes('slow') ? 100 : 2);
  };
  const site = await preparePlainSite(t, 2, answer);
  const file = join(site.folder, 'access.log');
  const settings = (number: number): Settings => ({
    logging: { access: { format: 'combined', file: 'access.log' } },
    routing: { unavailable: { title: `Title ${number}` } },
    servers: Object.fromEntries(site.servers.map(({ name, origin }) => [name, { origin, weight: number }])),
  });
  site.write(settings(1));
  const { running, url } = await startService(t, site);
  const load = startSteadyLoad({
    url,
    clients: 100,
    next: (count) => ({ path: count % 3 === 0 ? `/slow?n=${count}` : `/quick?n=${count}`, body: undefined }),
    isGood: (status, body) => status === 200 && /^CRM0[12]$/.test(body),
  });
  t.teardown(() => load.stop());
  await waitFor('load', () => load.done() > 200, patienceMs);
  for (let number = 2; number <= 6; number++) {
    site.write(settings(number));
    renameSync(file, `${file}.${number}.turned`);
    running.child.kill('SIGHUP');
    await waitFor('it to be read', () => said(running, 'was read anew') === number - 1, patienceMs);
    const before = load.done();
    await waitFor('the load to go on', () => load.done() > before + 100, patienceMs);
  }
  await load.stop();
  t.same(load.failures, [], `${load.done()} requests`);
  t.equal(load.connections(), 100);
  t.equal(await running.stop(), 0);
  const logged = [file, ...[2, 3, 4, 5, 6].map((number) => `${file}.${number}.turned`)].flatMap((path) =>
    readFileSync(path, 'utf8').split('\n').filter(Boolean),
  );
  t.equal(
    new Set(logged.map((line) => /n=(\d+)/.exec(line)?.[1])).size,
    load.done(),
    'each request is in one of the files',
  );
  t.equal(logged.length, load.done(), 'and in one only');
});

t.test('fairlead reload tells what is in use, and faults as check does', async (t) => {
  const site = await preparePlainSite(t, 1);
  const { running, adminUrl } = await startService(t, site);
  const reload = (...words: string[]) => runFairlead(t, ['reload', '-c', site.file, ...words]);
  const admin = { port: Number(new URL(adminUrl).port) };
  // The file says 0, "any free port": it has to say which one it became.
  t.match(await reload('--url', adminUrl), { code: 0, output: 'nothing has changed\n', errors: '' });

  site.write({ admin, routing: { mode: 'redirect' }, dataDirectory: 'other' });
  t.match(await reload(), {
    code: 0,
    output:
      'routing.mode is in use\nadmin.port changes with the next start\ndataDirectory changes with the next start\n',
    errors: '',
  });

  site.write({ admin, routing: { mode: 'x' }, health: { rise: 0 } });
  const refused = await reload();
  const checked = await runFairlead(t, ['check', site.file]);
  t.equal(refused.code, 1);
  t.equal(refused.output, `${checked.output}nothing was changed: the configuration of before goes on\n`);
  t.match(checked.output, /routing\.mode[\s\S]*2 faults/);
  t.equal(metricSum(await readMetrics(adminUrl), 'fairlead_config_last_load_successful'), 0);
  const document = await reload('-o', 'json');
  t.equal(document.code, 1);
  t.match(JSON.parse(document.output), { ok: false, faults: 2 });

  site.write({ admin });
  t.equal((await reload()).code, 0);
  t.equal(metricSum(await readMetrics(adminUrl), 'fairlead_config_last_load_successful'), 1);
  t.equal(await running.stop(), 0);
  const nobody = await reload();
  t.equal(nobody.code, 1);
  t.match(nobody.errors, /^fairlead: No Fairlead answers at http:\/\/127\.0\.0\.1:\d+ .*\n$/);
  t.match(await runFairlead(t, ['reload', '-c', 'nowhere.yaml']), {
    code: 1,
    errors: /nowhere\.yaml.*does not exist/,
  });
});

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const) {
  t.test(`a second ${signal} cuts what the first lets finish`, posix, async (t) => {
    const held: string[] = [];
    const site = await preparePlainSite(t, 1, ({ url = '' }) => held.push(url));
    site.write({ traffic: { closeGraceMs: 3_600_000 } });
    const { running, url } = await startService(t, site);
    const { promise: broken, resolve } = Promise.withResolvers<string | undefined>();
    const asked = request(url, { agent: false });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    asked.end();
    await waitFor('the request', () => held.length === 1, patienceMs);
    running.child.kill(signal);
    await waitFor('it to stop', () => said(running, 'nobody new is taken') === 1, patienceMs);
    t.equal(running.child.exitCode, null, 'it waits for the request');
    // Two of them at once are one wish: so it is asked until it is heard.
    let ended = false;
    void running.ended.then(() => {
      ended = true;
    });
    const askAgain = () => {
      running.child.kill(signal);
      return ended;
    };
    await waitFor('its end', () => ended || askAgain(), patienceMs);
    t.equal(await running.ended, code);
    t.ok(await broken, 'the request was cut');
    t.equal(said(running, 'are cut'), 1);
  });
}

t.test('one Ctrl-C that arrives several times is one wish to stop', posix, async (t) => {
  const held: (() => void)[] = [];
  const site = await preparePlainSite(t, 1, (_request, response) => held.push(() => response.end('late')));
  const { running, url } = await startService(t, site);
  const answer = fetch(url);
  await waitFor('the request', () => held.length === 1, patienceMs);
  for (let count = 0; count < 3; count++) running.child.kill('SIGINT');
  await waitFor('it to stop', () => said(running, 'nobody new is taken') === 1, patienceMs);
  held[0]?.();
  t.equal(await (await answer).text(), 'late');
  t.equal(await running.ended, 0);
});

t.test('an access log on standard output stands between whole lines of the other', async (t) => {
  const site = await preparePlainSite(t, 1);
  site.write({ logging: { access: { format: 'json' } } });
  const { running, url } = await startService(t, site);
  const load = startSteadyLoad({
    url,
    clients: 20,
    next: (count) => ({ path: `/${count}`, body: undefined }),
    isGood: (status) => status === 200,
  });
  await waitFor('load', () => load.done() > 2000, patienceMs);
  await load.stop();
  t.equal(await running.stop(), 0);
  t.equal(linesOf(running).filter((line) => line.log === 'access').length, load.done());
});
