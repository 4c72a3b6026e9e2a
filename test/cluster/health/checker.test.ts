import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { createHealthChecks, type HealthChecksOptions } from '../../../cluster/health/checker.ts';
import type { Server } from '../../../cluster/model.ts';
import { waitFor } from '../../support/wait-for.ts';
import { serverOf } from '../support/sample.ts';

/** A CRM server whose health is a switch. */
async function createSwitched(t: Test, name: string) {
  const crm = {
    healthy: true,
    requests: 0,
    running: 0,
    mostRunning: 0,
    hold: undefined as Promise<void> | undefined,
  };
  const http = createServer(async (_request, response) => {
    crm.requests += 1;
    crm.running += 1;
    crm.mostRunning = Math.max(crm.mostRunning, crm.running);
    await crm.hold;
    crm.running -= 1;
    response.writeHead(crm.healthy ? 200 : 500).end('EWARE_USERID');
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  t.teardown(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  return { crm, server: serverOf(name, { origin: `http://127.0.0.1:${port}` }) };
}

function start(t: Test, servers: readonly Server[], change: Partial<HealthChecksOptions> = {}) {
  const problems: Error[] = [];
  const checks = createHealthChecks({
    servers,
    path: '/go',
    expect: 'EWARE_USERID',
    intervalMs: 10,
    timeoutMs: 5_000,
    rise: 2,
    fall: 3,
    downBy: ['connect', 'log-on-page'],
    maxDownShare: 0.8,
    publicHost: undefined,
    authorities: undefined,
    chance: () => 0.5,
    nowMs: Date.now,
    onProblem: (problem) => problems.push(problem),
    ...change,
  });
  t.teardown(() => checks.close());
  const changes: string[] = [];
  checks.onHealth((server, health, before) =>
    changes.push(`${server.name} ${before.state} -> ${health.state}`),
  );
  return { checks, changes, problems };
}

t.test('a server goes down and up in its steps, and each change is told', async (t) => {
  const one = await createSwitched(t, 'CRM01');
  const two = await createSwitched(t, 'CRM02');
  const { checks, changes } = start(t, [one.server, two.server]);
  const state = (id: string) => checks.healthOf(id).state;
  t.equal(state(one.server.id), 'unknown');
  t.equal(checks.isUsable(one.server.id), true, 'unknown is usable');
  await waitFor('both up', () => state(one.server.id) === 'up' && state(two.server.id) === 'up');
  one.crm.healthy = false;
  await waitFor('the first down', () => state(one.server.id) === 'down');
  t.equal(checks.isUsable(one.server.id), false);
  t.match(checks.notices(), [{ code: 'server-down', text: /CRM01.*500/ }]);
  t.match(checks.healthOf(one.server.id).lastCheck?.text, /: 500 in/);
  one.crm.healthy = true;
  await waitFor('the first up again', () => state(one.server.id) === 'up');
  t.same(
    changes.filter((change) => change.startsWith('CRM01')),
    ['unknown -> up', 'up -> going-down', 'going-down -> down', 'down -> going-up', 'going-up -> up'].map(
      (each) => `CRM01 ${each}`,
    ),
  );
  t.equal(state(two.server.id), 'up');
  t.same(checks.notices(), []);
});

t.test('all failing at once is the fault of the check: every server stays usable', async (t) => {
  const one = await createSwitched(t, 'CRM01');
  const two = await createSwitched(t, 'CRM02');
  one.crm.healthy = false;
  two.crm.healthy = false;
  const { checks } = start(t, [one.server, two.server]);
  await waitFor('doubt', () => checks.doubted());
  t.equal(checks.isUsable(one.server.id), true);
  t.match(checks.notices(), [{ severity: 'fault', code: 'checks-doubted' }]);
  two.crm.healthy = true;
  await waitFor('one to be up', () => checks.healthOf(two.server.id).state === 'up');
  t.equal(checks.doubted(), false);
  t.equal(checks.isUsable(one.server.id), false);
});

t.test('a server has one check at a time, however often one is asked for', async (t) => {
  const { crm, server } = await createSwitched(t, 'CRM01');
  const held = Promise.withResolvers<void>();
  crm.hold = held.promise;
  const { checks } = start(t, [server], { intervalMs: 60_000 });
  for (let times = 0; times < 5; times += 1) checks.checkNow(server.id);
  await waitFor('the check to arrive', () => crm.running);
  for (let times = 0; times < 5; times += 1) checks.checkNow(server.id);
  held.resolve();
  await waitFor('its end', () => checks.healthOf(server.id).state === 'up');
  t.equal(crm.requests, 1);
  checks.checkNow(server.id);
  await waitFor('the next one', () => crm.requests === 2);
  t.equal(crm.mostRunning, 1);
});

t.test('servers come and go; who stays keeps its health', async (t) => {
  const one = await createSwitched(t, 'CRM01');
  const two = await createSwitched(t, 'CRM02');
  const { checks } = start(t, [one.server]);
  await waitFor('up', () => checks.healthOf(one.server.id).state === 'up');
  checks.setServers([{ ...one.server, weight: 2 }, two.server]);
  t.equal(checks.healthOf(one.server.id).state, 'up');
  await waitFor('the new one up', () => checks.healthOf(two.server.id).state === 'up');
  checks.setServers([two.server]);
  t.equal(checks.healthOf(one.server.id).state, 'unknown');
  const { requests } = one.crm;
  const seen = two.crm.requests;
  await waitFor('more checks of the other', () => two.crm.requests > seen + 3);
  t.ok(one.crm.requests <= requests + 1, 'a server that is gone is not checked any more');
});

t.test('closing stops checks in the middle', async (t) => {
  const { crm, server } = await createSwitched(t, 'CRM01');
  crm.hold = new Promise(() => undefined);
  const { checks, changes } = start(t, [server]);
  await waitFor('the check to arrive', () => crm.running);
  await checks.close();
  checks.checkNow(server.id);
  t.same(changes, []);
  t.equal(crm.requests, 1);
});

t.test('each check is told to metrics, and a listener that throws is reported', async (t) => {
  const { server } = await createSwitched(t, 'CRM01');
  const { checks, problems } = start(t, [server]);
  const seen: boolean[] = [];
  const stop = checks.onCheck((_server, check) => seen.push(check.healthy));
  checks.onCheck(() => {
    throw new Error('deaf');
  });
  await waitFor('three checks', () => seen.length >= 3);
  stop();
  t.ok(seen.every(Boolean));
  t.match(problems[0], { message: 'deaf' });
});

t.test('new settings hold from the next check on, and no health is lost', async (t) => {
  const { crm, server } = await createSwitched(t, 'CRM01');
  const { checks, changes } = start(t, [server], { intervalMs: 3_600_000 });
  const state = () => checks.healthOf(server.id).state;
  await waitFor('up', () => state() === 'up');
  const downBy = ['connect', 'log-on-page'] as const;
  const usual = { downBy, path: '/go', expect: 'EWARE_USERID', timeoutMs: 5_000, rise: 2, maxDownShare: 0.8 };
  const reach = { publicHost: undefined, authorities: undefined };
  crm.healthy = false;
  checks.setSettings({ ...usual, ...reach, intervalMs: 10, fall: 1 });
  t.equal(state(), 'up', 'what was seen stays');
  await waitFor('the shorter interval counts at once', () => state() === 'down');
  t.same(changes, ['CRM01 unknown -> up', 'CRM01 up -> down'], 'one failure was enough');
  crm.healthy = true;
  checks.setSettings({ ...usual, ...reach, intervalMs: 10, fall: 1, expect: 'not on this page' });
  const { requests } = crm;
  await waitFor('checked with the other text', () => crm.requests > requests + 1);
  t.equal(state(), 'down');
});

t.test('a dead Tomcat is told and makes no server down, unless it is to', async (t) => {
  const http = createServer((request, response) => {
    if (request.url === '/sdata/') response.writeHead(503).end();
    else response.end('EWARE_USERID');
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  t.teardown(() => http.close());
  const { port } = http.address() as AddressInfo;
  const server = serverOf('CRM01', { origin: `http://127.0.0.1:${port}` });
  const tomcat = { path: '/sdata/', alive: [200, 401] };
  const { checks } = start(t, [server], { tomcat });
  const probe = (name: string) => checks.probesOf(server.id).find((each) => each.probe === name);
  t.equal(probe('tomcat')?.health.state, 'unknown');
  await waitFor('Tomcat to be found dead', () => probe('tomcat')?.health.state === 'down');
  t.equal(checks.healthOf(server.id).state, 'up');
  t.match(probe('connect'), {
    decides: true,
    health: { state: 'up', lastCheck: { text: /^connected to http/ } },
  });
  t.match(checks.notices(), [{ code: 'tomcat-down', text: /GET \/sdata\/: 503/ }]);
  const found = { healthy: false, text: 'refused', atMs: 1, durationMs: 2 };
  checks.tell(server.id, 'service-log-on', found);
  t.match(probe('service-log-on'), { decides: false, health: { state: 'down', lastCheck: found } });
  const { checks: strict } = start(t, [server], { tomcat, downBy: ['tomcat'] });
  await waitFor('it to decide', () => strict.healthOf(server.id).state === 'down');
  t.match(strict.healthOf(server.id).lastCheck?.text, /sdata.*503/);
});
