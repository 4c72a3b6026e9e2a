// `fairlead start` as a service manager runs it: as a process with a real configuration, real signals and exit codes.

import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { parse, stringify } from 'yaml';
import { ask, form, page, sidOf } from '../demo/crm/harness.ts';
import {
  type FairleadProcess,
  runFairlead,
  startFairlead,
  temporaryFolder,
} from '../support/fairlead-process.ts';
import { type LogLine, prepareSite, type Settings, type Site } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

const patienceMs = 60_000;
/** `Act` of a report, with two megabytes in two seconds. */
const report = (url: string, sid: string) => `${page(url, sid, 99904)}&Seconds=2&Megabytes=2`;

const linesOf = (running: FairleadProcess) =>
  running
    .output()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as LogLine);

/** `fairlead start -c` of a site; where it serves is in its log. */
async function startService(t: Test, site: Site) {
  const running = startFairlead(t, ['start', '-c', site.file]);
  let over = false;
  void running.ended.then(() => {
    over = true;
  });
  const serving = () => linesOf(running).find((line) => line.msg.startsWith('serving '));
  await waitFor('it to serve', () => over || serving(), patienceMs);
  const line = serving();
  const { url, adminUrl } = { url: line?.url, adminUrl: line?.adminUrl };
  if (typeof url !== 'string' || typeof adminUrl !== 'string')
    throw new Error(`it did not serve: ${running.output()} ${running.errors()}`);
  return { running, url, adminUrl };
}

function logOn({ cluster }: Site, url: string, index = 0) {
  const { logOn: user, password } = cluster.logOns[index] ?? { logOn: '', password: '' };
  return ask(`${url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password }));
}

/** Changes the file of a site as an editor would. */
function change(site: Site, edit: (settings: Record<string, Settings>) => void) {
  const settings = parse(readFileSync(site.file, 'utf8'));
  edit(settings);
  writeFileSync(site.file, stringify(settings));
}

/** A report that has begun to come, and how it ends. */
async function beginReport(url: string): Promise<{ readonly bytes: Promise<number> }> {
  const asked = request(url, { agent: false });
  asked.end();
  const [response] = await once(asked, 'response');
  const read = async () => {
    let bytes = 0;
    for await (const chunk of response) bytes += chunk.length;
    return bytes;
  };
  const bytes = read();
  bytes.catch(() => undefined);
  return { bytes };
}

t.test('it serves, and every line of its log is JSON', async (t) => {
  const site = await prepareSite(t);
  const { running, url } = await startService(t, site);
  for (let index = 0; index < 4; index += 1) sidOf(await logOn(site, url, index));
  const logOns = () => linesOf(running).filter((line) => line.event === 'log-on');
  await waitFor('the lines', () => logOns().length === 4);
  t.same(
    logOns().map(({ server, because, candidates }) => `${server} ${because} ${candidates}`),
    [
      'CRMWEB1 fewest-users CRMWEB1:0 CRMWEB2:0 CRMWEB3:0',
      'CRMWEB2 fewest-users CRMWEB1:1 CRMWEB2:0 CRMWEB3:0',
      'CRMWEB3 fewest-users CRMWEB1:1 CRMWEB2:1 CRMWEB3:0',
      'CRMWEB1 fewest-users CRMWEB1:1 CRMWEB2:1 CRMWEB3:1',
    ],
    "the vendor's example: three servers, four users (F2)",
  );
  for (const line of logOns()) t.match(line, { level: 'info', time: /^\d{4}-.*Z$/, requestId: /./ });
  t.notMatch(running.output(), /user00\d/i, 'no user is named');
  t.notMatch(running.output(), site.cluster.sql.password);
  t.notMatch(running.output(), site.cluster.logOns[0]?.password);
  t.equal(running.errors(), '');
  t.equal(await running.stop(), 0);
});

t.test('user names are in the log where they are asked for', async (t) => {
  const site = await prepareSite(t, { configuration: { logging: { userNames: true } } });
  const { running, url } = await startService(t, site);
  sidOf(await logOn(site, url, 0));
  await waitFor('the line', () => linesOf(running).some((line) => line.user === 'user001'));
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`${signal} lets running requests finish and takes no new ones`, async (t) => {
    const site = await prepareSite(t);
    const { running, url, adminUrl } = await startService(t, site);
    const sid = sidOf(await logOn(site, url));
    const whole = await (await beginReport(report(url, sid))).bytes;
    const { bytes } = await beginReport(report(url, sid));
    running.child.kill(signal);
    await waitFor(
      'no new connections',
      () =>
        ask(url).then(
          () => false,
          () => true,
        ),
      patienceMs,
    );
    t.equal(running.child.exitCode, null, 'it still runs, for the report');
    t.equal(await bytes, whole, 'the report is whole');
    t.ok(whole >= 2 * 1_048_576);
    t.equal(await running.ended, 0);
    t.match(linesOf(running).at(-1), { msg: 'stopped' });
    await t.rejects(ask(adminUrl));
  });
}

t.test('a stop does not wait for ever', async (t) => {
  const site = await prepareSite(t, { configuration: { traffic: { closeGraceMs: 200 } } });
  const { running, url } = await startService(t, site);
  const sid = sidOf(await logOn(site, url));
  const { bytes } = await beginReport(`${page(url, sid, 99904)}&Seconds=300&Megabytes=50`);
  t.equal(await running.stop(), 0);
  await t.rejects(bytes, 'the report is cut, and its reader can see that');
});

t.test('a port that is taken is one clear sentence', async (t) => {
  const site = await prepareSite(t);
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.teardown(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  for (const listener of ['listen', 'admin'] as const) {
    change(site, (settings) => {
      settings.listen = { host: '127.0.0.1', port: listener === 'listen' ? port : 0 };
      settings.admin = { port: listener === 'admin' ? port : 0 };
    });
    const { code, errors } = await runFairlead(t, ['start', '-c', site.file]);
    t.equal(code, 1);
    t.match(errors, new RegExp(`^fairlead: .*127\\.0\\.0\\.1:${port}.*\\n$`), listener);
    t.match(errors, `(${listener}.host, ${listener}.port): another program listens there already`);
    t.match(errors, process.platform === 'win32' ? 'netstat' : `:${port}`, 'and how to find it');
    t.notMatch(errors, /EADDRINUSE/, "in our words, not the system's");
  }
});

t.test('a faulty configuration is not started', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'fairlead.yaml'), 'database: null\nlisten:\n  port: x\n  hots: y\n');
  const { code, output, errors } = await runFairlead(t, ['start'], { cwd: folder });
  t.equal(code, 1);
  t.equal(output, '', 'standard output is for the log');
  t.match(errors, /fairlead\.yaml:3:9[\s\S]*fairlead\.yaml:4:3/);
});
