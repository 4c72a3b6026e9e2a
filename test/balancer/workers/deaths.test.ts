// Threads that die under load: another takes their place, nobody loses a session, and only what was in flight there
// fails.

import { Agent } from 'node:http';
import t from 'tap';
import { waitFor } from '../../support/wait-for.ts';
import { settings } from '../support/traffic-world.ts';
import { ask, crewStand, type LoggedOn, logOn, pagePath } from './support/crew-stand.ts';
import type { Death } from './support/mortal-worker.ts';

t.setTimeout(90_000);

type Row = { readonly engine: 'core' | 'safe'; readonly how: Death; readonly why: RegExp };

const rows: readonly Row[] = [
  { engine: 'core', how: 'throw', why: /a fault of this program/ },
  { engine: 'safe', how: 'throw', why: /a fault of this program/ },
  { engine: 'core', how: 'exit', why: /exit code 7/ },
  { engine: 'core', how: 'memory', why: /ERR_WORKER_OUT_OF_MEMORY/ },
  { engine: 'core', how: 'stick', why: /did not move for 2000 ms/ },
];

for (const { engine, how, why } of rows) {
  t.test(`${engine}: a worker that ends by "${how}" is replaced, and users keep their server`, async (t) => {
    const stuckMs = how === 'stick' ? 2_000 : 30_000;
    const stand = await crewStand(t, { engine, crew: { heapMb: 64, stuckMs } });
    const visitors = await Promise.all(Array.from({ length: 20 }, () => logOn(stand)));
    const failures: string[] = [];
    const strange: string[] = [];
    let done = 0;
    let stopped = false;
    const client = async ({ sid, cookie, server }: LoggedOn, withCookie: boolean) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (!stopped) {
        try {
          const got = await ask(`${stand.url}${pagePath(sid)}`, { agent, ...(withCookie ? { cookie } : {}) });
          if (got.text !== `page of ${server}`) strange.push(`${got.status} ${got.text}`);
          done += 1;
        } catch (error) {
          failures.push((error as NodeJS.ErrnoException).code ?? String(error));
        }
      }
      agent.destroy();
    };
    const clients = [true, false].flatMap((withCookie) => visitors.map((each) => client(each, withCookie)));
    await waitFor('load', () => done > 400);
    stand.kill(0, how);
    await waitFor('another worker', () => stand.crew.workers()[0]?.restarts === 1, 30_000);
    await waitFor('it to listen', () => stand.crew.workers()[0]?.running, 30_000);
    const so = done;
    await waitFor('the load to go on', () => done > so + 400);
    stopped = true;
    await Promise.all(clients);
    t.same(strange, [], `${done} answers, each from the visitor's own server`);
    t.ok(failures.length <= 40, `${failures.length} of 40 clients lost a connection`);
    t.ok(
      failures.every((code) => /^(ECONNRESET|EPIPE|ECONNREFUSED)$/.test(code)),
      [...new Set(failures)].join(),
    );
    t.match(stand.problems, [
      { code: how === 'stick' ? 'BAL_WORKER_STUCK' : 'BAL_WORKER_DIED', message: why },
    ]);
    t.match(stand.crew.notices(), [{ severity: 'warning', code: 'worker-died', text: why }]);
    t.match(
      stand.crew.workers().map(({ running, restarts }) => ({ running, restarts })),
      [{ running: true, restarts: 1 }, ...Array(3).fill({ running: true, restarts: 0 })],
    );
    const inFlight = () =>
      [...stand.traffic.loads().values()].reduce((sum, each) => sum + each.inFlightRequests, 0);
    await waitFor('nothing to be in flight', () => inFlight() === 0);
    await waitFor('no connection to be left', () => stand.crew.stats().clientConnections === 0);
    t.same(
      [...stand.traffic.loads().values()].map(({ observed, pending }) => [observed, pending]),
      [
        [10, 0],
        [10, 0],
      ],
    );
  });
}

t.test('log-ons of a worker that dies are given back: those under way, and those that wait', async (t) => {
  const storm = { ...settings.storm, logOnsPerServer: 1 };
  const stand = await crewStand(t, { traffic: { settings: { ...settings, storm } } });
  for (const each of stand.servers) each.logOnMs = () => 60_000;
  const people = Array.from({ length: 16 }, () =>
    logOn(stand).then(
      () => 'on',
      () => 'failed',
    ),
  );
  await waitFor('all to come', () => stand.traffic.storm().waiting === 14);
  for (const seat of [0, 1, 2, 3]) stand.kill(seat, 'throw');
  t.same(new Set(await Promise.all(people)), new Set(['failed']));
  await waitFor('all to be replaced', () =>
    stand.crew.workers().every(({ running, restarts }) => running && restarts === 1),
  );
  t.equal(stand.traffic.storm().waiting, 0);
  t.same(
    [...stand.traffic.loads().values()].map(({ effective, inFlightRequests }) => [
      effective,
      inFlightRequests,
    ]),
    [
      [0, 0],
      [0, 0],
    ],
  );
  t.same(stand.traffic.counters().ends['client-gone'], 16);
  t.match(stand.crew.notices(), Array(4).fill({ code: 'worker-died' }));
});

t.test('what a worker counted stays when it dies', async (t) => {
  const stand = await crewStand(t, { workers: 2 });
  const { sid, cookie } = await logOn(stand);
  for (let count = 0; count < 30; count++) await ask(`${stand.url}${pagePath(sid)}`, { cookie });
  const hits = () => stand.traffic.counters().affinity.hit;
  t.equal(hits(), 30);
  for (const seat of [0, 1]) stand.kill(seat, 'exit');
  await waitFor('both to be back', () =>
    stand.crew.workers().every(({ running, restarts }) => running && restarts === 1),
  );
  t.equal(hits(), 30);
  await ask(`${stand.url}${pagePath(sid)}`, { cookie });
  t.equal(hits(), 31);
});
