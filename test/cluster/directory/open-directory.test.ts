import t from 'tap';
import { openDirectory, openReader } from '../../../cluster/directory/open-directory.ts';
import { discover } from '../../../cluster/discover.ts';
import type { UserCounts } from '../../../cluster/model.ts';
import { sageCrm } from '../../../config/profiles/sage-crm.ts';
import { waitFor } from '../../support/wait-for.ts';
import { failureFrom } from '../support/database.ts';
import { idOf, profile } from '../support/sample.ts';
import { startWorld } from '../support/world.ts';

const common = { profile, nowMs: Date.now, onProblem: () => undefined };
const minuteMs = 60_000;

t.test('settings are read as the database has them', async (t) => {
  const { settings, store } = await startWorld(t);
  store.setParameter('SysLockedByUsrID', '1');
  const { reader, close } = openReader({ ...common, database: settings });
  const reading = await reader.clusterSettings();
  const values = Object.fromEntries(reading.rows.map((row) => [row.name, row.value]));
  t.same(values, {
    ServerNames: 'CRM01;CRM02;CRM03;',
    HTTPPort: '80',
    Version: '7.2b',
    SysLockedByUsrID: '1',
    SysLockedTime: null,
    SIM_DistributedAddresses: '127.0.0.*;127.0.0.*;127.0.0.*;',
    SIM_DoLoadBalancing: 'False',
    SIM_FullyQualifiedNames: 'crm01.sim.test;crm02.sim.test;crm03.sim.test;',
    SIM_DTLSServer: 'CRM01',
  });
  t.equal(reading.utcOffsetMinutes, 0);
  await close();
});

t.test(
  'people are counted once, where they logged on last, within the idle time, while they are on',
  async (t) => {
    const { settings, store } = await startWorld(t);
    const now = Date.now();
    const on = (user: number, server: string, atMs = now) => store.recordLogOn(user, server, atMs);
    on(1, 'CRM01');
    on(2, 'CRM02');
    on(3, 'crm02');
    on(4, 'CRM01');
    on(4, 'CRM03'); // logged on twice: counts once, at the last server
    on(5, 'CRM01', now - 119 * minuteMs);
    on(6, 'CRM01', now - 121 * minuteMs); // longer than the idle time-out ago
    store.recordLogOff(on(7, 'CRM01'), 'Manual', now);
    store.recordLogOff(on(8, 'CRM01'), 'Timed Out', now);
    on(9, 'CRM01');
    on(10, 'CRM01');
    on(11, 'CRM01');
    on(12, 'CRM03');
    store.database.exec('UPDATE Users SET User_Deleted = 1 WHERE User_UserId = 9');
    store.database.exec("UPDATE Users SET User_Disabled = 'Y' WHERE User_UserId = 10");
    store.database.exec("UPDATE Users SET User_Disabled = 'N' WHERE User_UserId = 11");
    store.database.exec("UPDATE Activity SET acty_logoff = '' WHERE SIM_ActivityUser = 12"); // open, written as a blank
    const { reader, close } = openReader({ ...common, database: settings });
    const { rows } = await reader.userCounts();
    const counted = new Map<string, number>();
    for (const { server, users } of rows) {
      const name = (server ?? '').toUpperCase();
      counted.set(name, (counted.get(name) ?? 0) + users);
    }
    t.same([...counted].sort(), [
      ['CRM01', 3],
      ['CRM02', 2],
      ['CRM03', 2],
    ]);
    await close();
  },
);

t.test("the operator's own count statement is used, and a wrong one is told", async (t) => {
  const { settings, store } = await startWorld(t);
  store.recordLogOn(1, 'CRM01', Date.now());
  const withQuery = (countQuery: string) =>
    openReader({
      ...common,
      profile: { ...profile, sql: { ...profile.sql, countQuery } },
      database: settings,
    });
  const right = withQuery(
    'SELECT User_LastServer AS server, COUNT(*) AS users FROM Users WHERE User_Logons > 0 AND @idleMinutes = 120 GROUP BY User_LastServer',
  );
  t.same((await right.reader.userCounts()).rows, [{ server: 'CRM01', users: 1 }]);
  await right.close();
  const wrong = withQuery('SELECT User_LastServer AS name FROM Users');
  t.match(await failureFrom(wrong.reader.userCounts()), {
    code: 'CLU_STATEMENT_FAILED',
    text: /columns `server` and `users`/,
  });
  await wrong.close();
});

t.test('discovery finds the invented names, and no secret leaves the database', async (t) => {
  const { settings, store } = await startWorld(t);
  store.setParameter('SIM_MailPassword', 'hunter2');
  store.setParameter('SIM_ApiToken', 'abc');
  store.setParameter('SIM_Empty', null);
  const { reader, close, encryption } = openReader({ ...common, profile: sageCrm, database: settings });
  const { settings: shown, proposals } = await discover(reader, sageCrm);
  t.same(
    proposals.map(({ setting, best }) => [setting, best?.name, best?.confidence]),
    [
      ['parameters.ownBalancing', 'SIM_DoLoadBalancing', 'certain'],
      ['parameters.dtlsServer', 'SIM_DTLSServer', 'certain'],
      ['parameters.fullyQualifiedNames', 'SIM_FullyQualifiedNames', 'certain'],
      ['parameters.distributedAddresses', 'SIM_DistributedAddresses', 'certain'],
      ['sql.activityUser', 'SIM_ActivityUser', 'certain'],
      ['sql.activityLogOn', 'SIM_ActivityLogOn', 'certain'],
    ],
  );
  const secrets = shown.filter((row) => row.secret).map((row) => row.name);
  t.same(secrets.sort(), ['RegisterKeyGen', 'SIM_ApiToken', 'SIM_MailPassword']);
  t.notMatch(JSON.stringify(shown), /hunter2|SIM-NOT-A-LICENCE/);
  t.match(
    shown.find((row) => row.name === 'SIM_Empty'),
    { value: null, secret: false },
  );
  t.ok(encryption()?.server);
  await close();
});

t.test('the whole directory over a real socket: lost, served on, found again', async (t) => {
  const { settings, store, server, port, folder } = await startWorld(t);
  const options = {
    ...common,
    database: settings,
    servers: {},
    defaults: { scheme: 'http', port: null } as const,
    idOf,
    dataDirectory: folder,
    pollMs: 100,
    topologyLossShare: 0.5,
    staleAfterMs: 15_000,
    chance: () => 0,
  };
  const directory = openDirectory(options);
  const counts: UserCounts[] = [];
  directory.onCounts((each) => counts.push(each));
  t.match(await directory.start(), {
    kind: 'serving',
    topology: { source: 'database', flags: { ownBalancing: false, version: '7.2b' } },
  });
  t.same(
    directory.topology()?.servers.map((each) => each.origin),
    ['http://crm01.sim.test:80', 'http://crm02.sim.test:80', 'http://crm03.sim.test:80'],
  );
  const beforeMs = Date.now();
  store.recordLogOn(1, 'CRM02', beforeMs);
  const seen = await waitFor('the user to be counted', () =>
    counts.find((each) => each.byServer.get('id-crm02') === 1),
  );
  t.ok(seen.startedAtMs <= seen.endedAtMs);
  await server.stop();
  await waitFor('the loss', () => directory.state().state === 'lost');
  t.equal(directory.topology()?.servers.length, 3);
  t.match(directory.notices(Date.now())[0], { code: 'database-lost' });
  const again = openDirectory(options);
  t.match(await again.start(), { kind: 'serving', topology: { source: 'last-good' } });
  await again.close();
  await server.listen({ host: '127.0.0.1', port });
  await waitFor('the database to be found again', () => directory.state().state === 'live');
  const before = counts.length;
  await waitFor('fresh counts', () => counts.length > before);
  await directory.close();
});

t.test('statements go on when the time of day is set back', async (t) => {
  const { settings } = await startWorld(t);
  const clock = { aheadMs: 15 * 86_400_000 };
  const nowMs = () => Date.now() + clock.aheadMs;
  const open = openReader({ ...common, nowMs, database: settings });
  await open.reader.userCounts();
  clock.aheadMs = 0;
  for (let times = 0; times < 3; times += 1) await open.reader.userCounts();
  t.equal(open.statements(), 5, 'one proof, four statements');
  await open.close();
});

t.test('however short the beat, the database sees at most two statements in any second', async (t) => {
  const { settings, requests } = await startWorld(t);
  const sentAtMs: number[] = [];
  const open = openReader({ ...common, database: settings });
  const startedMs = performance.now();
  for (let times = 0; times < 5; times += 1) {
    await open.reader.userCounts();
    sentAtMs.push(performance.now() - startedMs);
  }
  t.equal(open.statements(), 6, 'the proof counts too');
  // Statement n cannot end before its slot: one second for every two statements before it.
  const early = sentAtMs.filter((atMs, index) => atMs < Math.floor((index + 1) / 2) * 1_000 - 20);
  t.same(early, []);
  // The driver sets each of its two first connections up with one batch; it adds nothing else.
  t.equal(requests.count, open.statements() + 2, 'and the server saw no other');
  await open.close();
});
