// People at work, and one server that restarts under them: whoever was elsewhere never notices, whoever was there gets
// the log-on page of another server once, and the server gets log-ons again once it is warm. Told by the people.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { CrmHooks } from '../../demo/crm/model.ts';
import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';
import type { PeopleEvent } from '../../demo/people/events.ts';
import { inviteCrowd } from '../support/crowd.ts';
import { metricSum, readMetrics } from '../support/metrics-text.ts';
import { prepareSite, type Settings } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(180_000);

const recycled = 'CRMWEB2';
const service = 'user120';
const patienceMs = 60_000;
/** Several listeners on one port: Linux and FreeBSD only. */
const workers = process.platform === 'linux' ? 2 : 1;

type Opening = {
  readonly behaviour?: object;
  readonly configuration?: (cluster: EmbeddedCluster) => Settings;
};

async function open(t: Test, { behaviour = {}, configuration = () => ({}) }: Opening) {
  const serviceLogOns: string[] = [];
  const hooks: CrmHooks = {
    onLogOn({ user, server }) {
      if (user === service) serviceLogOns.push(server);
    },
  };
  const site = await prepareSite(t, {
    servers: 3,
    users: 120,
    hooks,
    behaviour: { dllStartMs: 200, metadataLoadMs: 500, tomcatReadyMs: 300, ...behaviour },
    prepare: async ({ ssh }, folder) => {
      writeFileSync(join(folder, 'key'), ssh.privateKey, { mode: 0o600 });
      writeFileSync(join(folder, 'known_hosts'), ssh.knownHosts);
    },
    configuration: (cluster) => ({
      logging: { userNames: true, access: { format: 'json', file: 'access.log' } },
      health: { intervalMs: 300 },
      ...configuration(cluster),
    }),
  });
  const product = await site.start();
  const server = site.cluster.crm.servers.find((each) => each.name === recycled);
  if (!server) throw new Error(`there is no ${recycled}`);
  const status = () => product.status().servers.find((each) => each.name === recycled);
  const lines = (event: string) => site.log().filter((line) => line.event === event);
  return { site, product, server, status, lines, serviceLogOns };
}

type Opened = Awaited<ReturnType<typeof open>>;

function invite({ site, product }: Opened) {
  const users = site.cluster.logOns.slice(0, 90);
  return inviteCrowd(site, product, { users, ratePerSecond: 60, workMs: 7_000, pauseMs: 500 });
}

/** SSH to every server of the embedded cluster, as an operator would write it. */
function remoteOf({ ssh, crm }: EmbeddedCluster): Settings {
  const ports = new Map(ssh.servers.map(({ name, server }) => [name, server.port()]));
  const servers = crm.servers.map(({ name, origin }) => [
    name,
    { origin, remote: { port: ports.get(name) } },
  ]);
  return {
    remote: { user: ssh.user, keyFile: 'key', knownHostsFile: 'known_hosts' },
    servers: Object.fromEntries(servers),
  };
}

const failuresOf = (events: readonly PeopleEvent[]) =>
  events.flatMap((each) => (each.type === 'failure' ? [each] : []));

const losersOf = (events: readonly PeopleEvent[]) =>
  new Set(events.flatMap(({ type, user }) => (type === 'lost-session-seen' ? [user] : [])));

t.test(`a recycle under load, ${workers} workers: noticed, warmed, and no error for anybody`, async (t) => {
  const opened = await open(t, {
    configuration: ({ logOns }) => ({
      traffic: { workers },
      crm: { serviceAccount: { user: service, password: logOns.at(-1)?.password } },
      warmUp: { pauseMs: 50, pages: ['/CRM/CustomPages/Simulated/Page.asp'] },
    }),
  });
  const { site, product, server, status, lines, serviceLogOns } = opened;
  const crowd = invite(opened);
  const done = crowd.run();
  await waitFor('90 log-ons', () => crowd.snapshot().tally.logOns >= 90, patienceMs);
  const bereaved = new Set(server.details().users.map(({ user }) => user));
  t.ok(bereaved.size >= 20, `${bereaved.size} people are on ${recycled}`);
  server.recycle();
  const warming = await waitFor('it to be warmed', () => status()?.warmUp ?? undefined, patienceMs);
  t.equal(warming.because, 'sessions-lost');
  await waitFor('it to be warm', () => status()?.state === 'serving', patienceMs);
  const [end] = lines('warm-up');
  t.match(end, { server: recycled, because: 'warm', lastText: /sdata/, skipped: [] });
  const { tally } = await done;

  const losers = losersOf(crowd.events);
  t.ok(losers.size >= 10, `${losers.size} lost their session`);
  t.same(
    [...losers].filter((user) => !bereaved.has(user)),
    [],
    'and nobody else',
  );
  const errors = failuresOf(crowd.events).filter((each) => each.kind !== 'lost-session');
  t.same(errors, [], 'nobody sees an error');
  t.equal(tally.lostSessions, losers.size, 'each of them gets a log-on page once');
  t.equal(tally.logOns, 90 + losers.size, 'and every one of them is on again');
  const during = lines('log-on').filter(
    (line) => line.time >= warming.since && line.time < (end?.time ?? ''),
  );
  t.same(
    during.filter((line) => line.server === recycled),
    [],
    'no log-on goes there while it is warmed',
  );
  t.match(lines('restart'), [{ server: recycled, because: 'sessions-lost' }], 'one restart is one');
  t.same(serviceLogOns, [recycled, recycled], 'the service account logged on there until that was quick');
  const moved = accessLines(site.folder).filter(
    ({ kind, because }) => kind === 'session' && because === 'moved-restarted',
  );
  t.ok(moved.length > 0, `${moved.length} requests of lost sessions went to another server`);
  t.same(
    moved.filter((line) => line.server === recycled || line.status !== 200),
    [],
  );
  const metrics = await readMetrics(product.adminUrl);
  t.equal(metricSum(metrics, 'fairlead_server_restarts_total', { server: recycled }), 1);
  t.equal(metricSum(metrics, 'fairlead_server_restarts_total'), 1);
  t.equal(metricSum(metrics, 'fairlead_server_warm_ups_total', { end: 'warm' }), 1);
  await waitFor(
    'the service account to be off',
    () => !server.details().users.some(({ user }) => user === service),
  );
});

t.test(
  'an IIS reset under load is noticed by the refused connection, and Tomcat is waited for',
  async (t) => {
    const opened = await open(t, { behaviour: { resetMs: 900 } });
    const { server, status, lines } = opened;
    const crowd = invite(opened);
    const done = crowd.run();
    await waitFor('90 log-ons', () => crowd.snapshot().tally.logOns >= 90, patienceMs);
    const bereaved = new Set(server.details().users.map(({ user }) => user));
    await server.reset();
    await waitFor('it to be warm', () => lines('warm-up').length === 1, patienceMs);
    t.match(lines('restart'), [{ server: recycled, because: 'refused-then-back' }]);
    t.match(lines('warm-up'), [{ server: recycled, because: 'warm', lastText: /sdata/ }]);
    t.equal(server.details().tomcatReady, true);
    await waitFor('it to serve', () => status()?.state === 'serving', patienceMs);
    const { tally } = await done;
    const losers = losersOf(crowd.events);
    t.same(
      [...losers].filter((user) => !bereaved.has(user)),
      [],
      'whoever was elsewhere never notices',
    );
    t.equal(tally.lostSessions, losers.size, 'each of the others gets a log-on page once');
    const errors = failuresOf(crowd.events).filter((each) => each.kind !== 'lost-session');
    // What was on its way into IIS at that moment was cut with it, and must not be sent twice.
    t.same(
      errors.filter((each) => each.server !== recycled || !each.text.includes('status 502')),
      [],
    );
    t.ok(errors.length <= 3, `${errors.length} requests were cut`);
    t.equal(lines('restart').length, 1, 'what was lost by it is no second restart');
  },
);

t.test('a recycle that nobody is there to notice is seen by the start of the worker process', async (t) => {
  const { server, lines } = await open(t, {
    configuration: (cluster) => ({
      ...remoteOf(cluster),
      warmUp: { pauseMs: 50, processLookMs: 500, timeoutMs: 1_500 },
      budget: { reserve: 30_000 },
    }),
  });
  await waitFor('the first look at the processes', () => lines('process-seen').length === 3, patienceMs);
  server.recycle();
  await waitFor('it to be noticed', () => lines('restart').length > 0, patienceMs);
  t.match(lines('restart'), [{ server: recycled, because: 'process-started' }]);
  await waitFor('its time to be over', () => lines('warm-up').length > 0, patienceMs);
  t.match(lines('warm-up'), [{ because: 'timed-out', lastText: /connections free, and CRMWEB2 will open/ }]);
});

t.test('a server is warmed on demand, and a server that nobody knows is refused', async (t) => {
  const { lines, product } = await open(t, { configuration: () => ({ warmUp: { pauseMs: 50 } }) });
  const warm = (name: string) =>
    fetch(`${product.adminUrl}/api/v1/servers/${name}/warm`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
  t.same(await (await warm(recycled.toLowerCase())).json(), { server: recycled, warming: true });
  await waitFor('it to be warm', () => lines('warm-up').length > 0, patienceMs);
  t.match(lines('warm-up'), [{ server: recycled, because: 'warm' }]);
  const metrics = await readMetrics(product.adminUrl);
  t.equal(metricSum(metrics, 'fairlead_server_restarts_total'), 0, 'that was no restart');
  t.equal((await warm('CRM99')).status, 404);
});

type AccessLine = {
  readonly kind: string;
  readonly because: string;
  readonly server: string;
  readonly status: number;
};

function accessLines(folder: string): readonly AccessLine[] {
  const text = readFileSync(join(folder, 'access.log'), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
