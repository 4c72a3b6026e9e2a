// Four threads on one port with one view: what they do together is what one would have done.

import { Agent } from 'node:http';
import { connect, createServer } from 'node:net';
import t from 'tap';
import { usualLimits } from '../../support/front.ts';
import { waitFor } from '../../support/wait-for.ts';
import { setAdmin, setHealth, settings } from '../support/traffic-world.ts';
import { ask, type CrewStand, crewStand, type LoggedOn, logOn, pagePath } from './support/crew-stand.ts';

t.setTimeout(90_000);

const keepAlive = (count: number) =>
  Array.from({ length: count }, () => new Agent({ keepAlive: true, maxSockets: 1 }));

const sent = ({ traffic }: CrewStand) =>
  [...traffic.counters().servers.values()].map(({ requests }) =>
    Object.values(requests).reduce((sum, { GET, POST }) => sum + GET + POST, 0),
  );

const inFlight = ({ traffic }: CrewStand) =>
  [...traffic.loads().values()].reduce((sum, each) => sum + each.inFlightRequests, 0);

for (const engine of ['core', 'safe'] as const) {
  t.test(`${engine}: every worker has its share, and what is counted is what was sent`, async (t) => {
    const stand = await crewStand(t, { engine });
    const visitors = await Promise.all(Array.from({ length: 20 }, () => logOn(stand)));
    const agents = keepAlive(80);
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(
        agents.map((agent, index) => {
          const { sid, cookie } = visitors[index % 20] as LoggedOn;
          return ask(`${stand.url}${pagePath(sid)}`, { cookie, agent });
        }),
      );
      t.ok(
        answers.every(({ text }, index) => text === `page of ${visitors[index % 20]?.server}`),
        'everybody is at home',
      );
    }
    await waitFor('the last exchange', () => inFlight(stand) === 0);
    t.same(
      sent(stand),
      stand.servers.map(({ requests }) => requests),
    );
    t.equal(
      sent(stand).reduce((sum, each) => sum + each),
      420,
    );
    t.match(stand.traffic.counters().affinity, { hit: 400, miss: 0, moved: 0, invalid: 0 });
    t.equal(stand.traffic.counters().ends.completed, 420);
    await waitFor('every connection to be seen', () => stand.crew.stats().clientConnections === 80);
    const shares = stand.crew.workers().map(({ clientConnections }) => clientConnections);
    t.ok(
      shares.every((each) => each >= 5),
      `${shares} of 80 connections`,
    );
    await waitFor('every line', () => stand.lines().length === 420);
    for (const agent of agents) agent.destroy();
    await waitFor('nobody', () => stand.crew.stats().clientConnections === 0);
    t.same(stand.problems, []);
  });

  t.test(`${engine}: a session that one worker learnt is known to all at once, cookie or not`, async (t) => {
    const stand = await crewStand(t, { engine });
    for (let person = 0; person < 30; person++) {
      const { sid, server } = await logOn(stand);
      const pages = await Promise.all(Array.from({ length: 4 }, () => ask(`${stand.url}${pagePath(sid)}`)));
      t.same(
        pages.map(({ text }) => text),
        Array(4).fill(`page of ${server}`),
      );
    }
  });

  t.test(`${engine}: maintenance and drain reach every worker`, async (t) => {
    const stand = await crewStand(t, { engine });
    const visitors = await Promise.all(Array.from({ length: 10 }, () => logOn(stand)));
    const agents = keepAlive(40);
    const round = () =>
      Promise.all(
        agents.map(async (agent, index) => {
          const { sid, cookie } = visitors[index % 10] as LoggedOn;
          return (await ask(`${stand.url}${pagePath(sid)}`, { cookie, agent })).headers;
        }),
      );
    await round();
    setAdmin(stand.traffic, 'id-1', 'draining');
    const before = stand.servers.map(({ sessions }) => sessions.size);
    await Promise.all(Array.from({ length: 12 }, () => logOn(stand)));
    t.same(
      stand.servers.map(({ sessions }, index) => sessions.size - (before[index] ?? 0)),
      [0, 12],
      'no log-on goes there',
    );
    const [first] = stand.servers;
    const kept = first?.requests ?? 0;
    await round();
    t.equal((first?.requests ?? 0) - kept, 20, 'who is there stays');
    setAdmin(stand.traffic, 'id-1', 'maintenance');
    await waitFor('every worker to know', async () => {
      const so = first?.requests ?? 0;
      await round();
      return first?.requests === so;
    });
    setAdmin(stand.traffic, 'id-1', 'in-service');
    setHealth(stand.traffic, 'id-2', 'down');
    const second = stand.servers[1];
    await waitFor('every worker to know that the other is down', async () => {
      const so = second?.requests ?? 0;
      await round();
      return second?.requests === so;
    });
    for (const agent of agents) agent.destroy();
  });
}

t.test('a log-off and a lost session are counted once, whichever worker hears of them', async (t) => {
  const stand = await crewStand(t);
  stand.poll();
  const visitors = await Promise.all(Array.from({ length: 6 }, () => logOn(stand)));
  const users = () => [...stand.traffic.loads().values()].map(({ effective }) => effective);
  await waitFor('all to be counted', () => users().join() === '3,3');
  const [leaver, loser] = visitors as [LoggedOn, LoggedOn];
  await ask(`${stand.url}/CRM/eware.dll/Do?SID=${leaver.sid}&Act=5000`, { cookie: leaver.cookie });
  await waitFor('the log-off', () => users().reduce((sum, each) => sum + each) === 5);
  for (const { sessions } of stand.servers) (sessions as Set<string>).delete(loser.sid);
  await Promise.all(
    Array.from({ length: 8 }, () => ask(`${stand.url}${pagePath(loser.sid)}`, { cookie: loser.cookie })),
  );
  await waitFor('the lost one', () => users().reduce((sum, each) => sum + each) === 4);
  t.equal(
    [...stand.traffic.loads().values()].reduce((sum, { observed }) => sum + observed, 0),
    4,
  );
});

t.test('a page that may carry the banner is told to the main thread without a fault', async (t) => {
  const parting = { ...settings.parting, injectBanner: true };
  const stand = await crewStand(t, { traffic: { settings: { ...settings, parting } } });
  stand.poll();
  const visitors = await Promise.all(Array.from({ length: 4 }, () => logOn(stand)));
  setAdmin(stand.traffic, 'id-1', 'draining');
  const stayer = visitors.find(({ server }) => server === 'id-1') as LoggedOn;
  await waitFor('every worker to put a line into its pages', async () => {
    const pages = await Promise.all(
      Array.from({ length: 8 }, () => ask(`${stand.url}${pagePath(stayer.sid)}`, { cookie: stayer.cookie })),
    );
    return pages.every(({ headers }) => headers['transfer-encoding'] === 'chunked');
  });
  await waitFor('the last exchange', () => inFlight(stand) === 0);
  t.same(stand.problems, []);
});

t.test('failures that several workers see add up, and one success anywhere ends them', async (t) => {
  const stand = await crewStand(t);
  const visitors = await Promise.all(Array.from({ length: 8 }, () => logOn(stand)));
  const here = visitors.filter(({ server }) => server === 'id-1');
  const [first] = stand.servers;
  if (first === undefined) throw new Error('there is no server');
  const visit = ({ sid, cookie }: LoggedOn) => ask(`${stand.url}${pagePath(sid)}`, { cookie });
  first.broken = true;
  for (const each of here) await visit(each);
  const standing = () => stand.traffic.storm().servers.get('id-1')?.ejected;
  t.equal(standing(), false, 'four failures are not enough');
  first.broken = false;
  for (const each of here) await visit(each);
  await waitFor('the success to be known', () => !stand.traffic.office.servers()[0]?.watched);
  first.broken = true;
  for (const each of [...here, ...here]) await visit(each);
  await waitFor('the server to be put out', standing);
  t.equal(stand.traffic.counters().servers.get('id-1')?.ejections, 1);
  const so = first.requests;
  await waitFor('all workers to leave it alone', async () => {
    const last = first.requests;
    await Promise.all(Array.from({ length: 20 }, (_, index) => visit(here[index % here.length] as LoggedOn)));
    return first.requests === last;
  });
  t.ok(first.requests >= so);
});

t.test('a server that cannot be connected to is left for the one the main thread names', async (t) => {
  const stand = await crewStand(t, { limits: { connectTimeoutMs: 500 } });
  const visitors = await Promise.all(Array.from({ length: 4 }, () => logOn(stand)));
  const lost = visitors.find(({ server }) => server === 'id-2');
  if (lost === undefined) throw new Error('nobody is on the second server');
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as { port: number };
  await new Promise((resolve) => closed.close(resolve));
  const [one, two] = stand.traffic.office.servers();
  if (one === undefined || two === undefined) throw new Error('there are no servers');
  stand.traffic.setTopology({
    servers: [one.server, { ...two.server, origin: `http://127.0.0.1:${port}` }],
    flags: { ownBalancing: false, dtlsServer: undefined, version: undefined, lock: undefined },
    readAtMs: 0,
    source: 'configuration',
  });
  await waitFor('the new table', async () => {
    const got = await ask(`${stand.url}${pagePath(lost.sid)}`, { cookie: lost.cookie });
    return got.status === 200 && got.text.includes('EWARE_USERID');
  });
  await waitFor('the line', () => stand.lines().some((line) => line.includes('moved-unreachable')));
  t.ok((stand.traffic.counters().servers.get('id-2')?.failures.refused ?? 0) > 0);
  t.equal(inFlight(stand), 0);
  t.equal((await logOn(stand)).server, 'id-1', 'and so is a log-on');
});

t.test('limits on connections count those of all workers', async (t) => {
  const stand = await crewStand(t, { limits: { connectionsPerAddress: 10, clientConnections: 1_000 } });
  const { port } = new URL(stand.url);
  let open = 0;
  let refused = 0;
  const sockets = Array.from({ length: 40 }, () => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => socket.destroy());
    socket.on('connect', () => open++);
    socket.on('close', () => refused++);
    return socket;
  });
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
  });
  await waitFor('those too many to be refused', () => open === 40 && refused === 30);
  await waitFor('the others to be seen', () => stand.crew.stats().clientConnections === 10);
  stand.traffic.setSettings({ ...settings, trustedProxies: ['127.0.0.1'] });
  await waitFor('a trusted proxy to be exempt', () =>
    ask(`${stand.url}/CRM/`).then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
  for (const socket of sockets) socket.destroy();
  await waitFor('all to be gone', () => stand.crew.stats().clientConnections === 0);
  stand.crew.setLimits({ ...usualLimits, clientConnections: 3, connectionsPerAddress: undefined });
  const agents = keepAlive(12);
  await waitFor('the new limit', async () => {
    const answers = await Promise.allSettled(agents.map((agent) => ask(`${stand.url}/CRM/`, { agent })));
    const served = answers.filter(({ status }) => status === 'fulfilled').length;
    return served > 0 && served <= 3;
  });
  for (const agent of agents) agent.destroy();
});

t.test('a port that somebody else serves is refused, be it another crew', async (t) => {
  const stand = await crewStand(t, { workers: 2 });
  const { port } = new URL(stand.url);
  const other = await crewStand(t, { workers: 2 });
  await t.rejects(other.crew.listen({ host: '127.0.0.1', port: Number(port) }), { code: 'EADDRINUSE' });
});
