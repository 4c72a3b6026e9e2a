import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createDirectory, type DirectoryOptions } from '../../../cluster/directory/directory.ts';
import type { SettingsReading } from '../../../cluster/directory/last-good.ts';
import type { CountsReading } from '../../../cluster/directory/reader.ts';
import { DatabaseError, type DatabaseFailure } from '../../../cluster/errors.ts';
import type { Topology, UserCounts } from '../../../cluster/model.ts';
import { waitFor } from '../../support/wait-for.ts';
import { failureFrom } from '../support/database.ts';
import { idOf, profile, rowsOf } from '../support/sample.ts';

const gone: DatabaseFailure = {
  code: 'CLU_DATABASE_UNREACHABLE',
  number: undefined,
  text: 'Nobody listens at sql1:1433.',
  mend: 'Start SQL Server.',
};

/** A database as a test wants it: what it answers can be changed at any time. */
function createWorld(dataDirectory: string, change: Partial<DirectoryOptions> = {}) {
  const world = {
    failure: undefined as DatabaseFailure | undefined,
    countsFailure: undefined as DatabaseFailure | undefined,
    settings: { ServerNames: 'CRM01;CRM02;CRM03;' } as Record<string, string | null>,
    counts: [] as CountsReading['rows'],
    counted: { startedAtMs: Date.now(), endedAtMs: Date.now() },
    asked: [] as string[],
    running: 0,
    mostRunning: 0,
    problems: [] as Error[],
    closed: false,
    hold: undefined as Promise<void> | undefined,
  };
  const ask = async <T>(what: string, answer: () => T): Promise<T> => {
    world.asked.push(what);
    world.running += 1;
    world.mostRunning = Math.max(world.mostRunning, world.running);
    await (world.hold ?? new Promise((resolve) => setImmediate(resolve)));
    world.running -= 1;
    const failure = world.failure ?? (what === 'counts' ? world.countsFailure : undefined);
    if (failure) throw new DatabaseError(failure);
    return answer();
  };
  const directory = createDirectory({
    reader: {
      clusterSettings: () =>
        ask(
          'settings',
          (): SettingsReading => ({
            rows: rowsOf(world.settings),
            utcOffsetMinutes: 0,
            readAtMs: Date.now(),
          }),
        ),
      userCounts: () => ask('counts', () => ({ rows: world.counts, ...world.counted })),
    },
    query: (statement) => ask(statement, () => []),
    profile,
    servers: { crm02: { weight: 2 } },
    defaults: { scheme: 'http', port: null },
    idOf,
    dataDirectory,
    from: 'sql1:1433/CRM',
    pollMs: 60_000,
    topologyLossShare: 0.5,
    staleAfterMs: 15_000,
    nowMs: Date.now,
    chance: () => 1,
    onProblem: (problem) => world.problems.push(problem),
    closeDatabase: async () => {
      world.closed = true;
    },
    ...change,
  });
  const codes = () => directory.notices(Date.now()).map((notice) => notice.code);
  return { world, directory, codes };
}

const names = (topology: Topology | undefined) => topology?.servers.map((server) => server.name);

t.test('it serves from the database, counts users and tells listeners', async (t) => {
  const { world, directory, codes } = createWorld(t.testdir());
  const topologies: Topology[] = [];
  const counts: UserCounts[] = [];
  directory.onTopology((topology) => topologies.push(topology));
  directory.onCounts((each) => counts.push(each));
  world.counted = { startedAtMs: 10, endedAtMs: 20 };
  world.counts = [
    { server: 'crm02', users: 4 },
    { server: 'OLD', users: 1 },
  ];
  const outcome = await directory.start();
  t.match(outcome, { kind: 'serving', topology: { source: 'database' } });
  t.same(names(directory.topology()), ['CRM01', 'CRM02', 'CRM03']);
  t.equal(directory.topology()?.servers[1]?.weight, 2);
  await waitFor('counts', () => counts.length);
  t.same(
    [...(counts[0]?.byServer ?? [])],
    [
      ['id-crm01', 0],
      ['id-crm02', 4],
      ['id-crm03', 0],
    ],
  );
  t.match(counts[0], { startedAtMs: 10, endedAtMs: 20 });
  t.equal(topologies.length, 1);
  t.equal(directory.state().state, 'live');
  t.ok(codes().includes('unknown-servers'));
  await directory.pollNow();
  t.equal(topologies.length, 1, 'the same topology is not told twice');
  await directory.close();
  t.equal(world.closed, true);
});

t.test(
  'settings are read at every so many polls, counts at each, never two statements at once',
  async (t) => {
    const { world, directory } = createWorld(t.testdir(), { settingsEvery: 3 });
    await directory.start();
    await Promise.all([directory.pollNow(), directory.pollNow(), directory.pollNow()]);
    for (let poll = 1; poll <= 6; poll += 1) await directory.pollNow();
    t.same(world.asked, [
      'settings',
      'counts',
      'counts',
      'counts',
      'settings',
      'counts',
      'counts',
      'counts',
      'settings',
      'counts',
    ]);
    t.equal(world.mostRunning, 1);
    await directory.close();
  },
);

t.test('settings are read at once for who decides by them, whatever the beat', async (t) => {
  const { world, directory } = createWorld(t.testdir());
  t.equal(await directory.readNow(AbortSignal.timeout(60_000)), undefined, 'it was not started');
  await directory.start();
  await waitFor('the first poll to end', () => directory.counts());
  const told: Topology[] = [];
  directory.onTopology((topology) => told.push(topology));
  world.settings = { ServerNames: 'CRM01;CRM02;CRM03;', Version: '2018 R1' };
  const asked = world.asked.length;
  const read = await directory.readNow(AbortSignal.timeout(60_000));
  t.equal(read?.flags.version, '2018 R1');
  t.equal(directory.topology(), read, 'everybody else sees it too');
  t.same(told, [read]);
  t.same(world.asked.slice(asked), ['settings'], 'it costs one statement');

  world.settings = { ServerNames: '' };
  t.match(await failureFrom(directory.readNow(AbortSignal.timeout(60_000))), {
    code: 'CLU_SETTINGS_REFUSED',
    text: /not believed.*names no server/,
  });
  t.same(names(directory.topology()), ['CRM01', 'CRM02', 'CRM03']);
  await directory.close();
});

t.test('who asks for settings waits no longer than their limit', async (t) => {
  const { world, directory } = createWorld(t.testdir());
  await directory.start();
  await waitFor('the first poll to end', () => directory.counts());
  const held = Promise.withResolvers<void>();
  world.hold = held.promise;
  const stop = new AbortController();
  const asked = failureFrom(directory.readNow(stop.signal));
  stop.abort();
  t.match(await asked, {
    code: 'CLU_DATABASE_TIMEOUT',
    text: /did not tell the settings of the CRM in time/,
  });
  t.match(await failureFrom(directory.readNow(stop.signal)), { code: 'CLU_DATABASE_TIMEOUT' });
  t.equal(directory.state().state, 'live', 'that is for the polls to say');
  world.hold = undefined;
  held.resolve();
  await directory.close();
});

t.test('a database that tells settings again is polled again at once', async (t) => {
  const { world, directory } = createWorld(t.testdir());
  await directory.start();
  await waitFor('the first poll to end', () => directory.counts());
  world.failure = { ...gone, code: 'CLU_DATABASE_LOGIN' };
  await directory.pollNow();
  t.match(directory.state(), { state: 'lost' });
  t.match(await failureFrom(directory.readNow(AbortSignal.timeout(60_000))), { code: 'CLU_DATABASE_LOGIN' });
  world.failure = undefined;
  const counts: UserCounts[] = [];
  directory.onCounts((each) => counts.push(each));
  await directory.readNow(AbortSignal.timeout(60_000));
  t.equal(directory.state().state, 'live');
  await waitFor('counts', () => counts.length);
  await directory.close();
});

t.test('it polls by itself at its beat', async (t) => {
  const { world, directory } = createWorld(t.testdir(), { pollMs: 5 });
  await directory.start();
  await waitFor('ten polls', () => world.asked.length >= 12);
  await directory.close();
  const { length } = world.asked;
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(world.asked.length, length, 'and stops when closed');
});

t.test(
  'without database and copy it says clearly why it cannot serve, and serves as soon as it can',
  async (t) => {
    const { world, directory, codes } = createWorld(t.testdir());
    world.failure = gone;
    t.match(await directory.start(), {
      kind: 'refused',
      text: 'No server is known: Nobody listens at sql1:1433.',
      mend: 'Start SQL Server.',
    });
    t.match(directory.state(), { state: 'lost', attempt: 1 });
    t.ok(codes().includes('database-lost'));
    world.failure = undefined;
    await waitFor('the database to be found again', () => directory.topology());
    t.equal(directory.state().state, 'live');
    await directory.close();
  },
);

t.test('without database it serves from the copy, with the configuration of today', async (t) => {
  const folder = t.testdir();
  const first = createWorld(folder);
  await first.directory.start();
  await first.directory.close();
  const second = createWorld(folder, { servers: { CRM03: { origin: 'https://10.0.0.3' } } });
  second.world.failure = gone;
  t.match(await second.directory.start(), { kind: 'serving', topology: { source: 'last-good' } });
  t.equal(second.directory.topology()?.servers[2]?.origin, 'https://10.0.0.3:443');
  t.same(second.codes().slice(0, 2), ['database-lost', 'topology-last-good']);
  second.world.failure = undefined;
  await second.directory.pollNow();
  t.equal(second.directory.topology()?.source, 'database');
  t.notOk(second.codes().includes('topology-last-good'));
  await second.directory.close();
});

t.test('a database that answers nobody does not hold up a start that has a copy', async (t) => {
  const folder = t.testdir();
  const first = createWorld(folder);
  await first.directory.start();
  await first.directory.close();
  const second = createWorld(folder);
  const held = Promise.withResolvers<void>();
  second.world.hold = held.promise;
  t.match(await second.directory.start(), { kind: 'serving', topology: { source: 'last-good' } });
  second.world.hold = undefined;
  held.resolve();
  await second.directory.close();
});

t.test('a database lost while people work changes nothing but the age of the counts', async (t) => {
  const { world, directory, codes } = createWorld(t.testdir());
  await directory.start();
  await waitFor('counts', () => directory.counts());
  world.failure = gone;
  await directory.pollNow();
  t.same(names(directory.topology()), ['CRM01', 'CRM02', 'CRM03']);
  t.ok(directory.counts());
  t.match(
    directory.notices(Date.now() + 20_000).map((notice) => notice.code),
    ['database-lost', 'counts-stale'],
  );
  world.failure = undefined;
  await directory.pollNow();
  t.notOk(codes().includes('database-lost'));
  await directory.close();
});

t.test('an implausible list is refused and told, and the last good one stays', async (t) => {
  const { world, directory, codes } = createWorld(t.testdir(), { settingsEvery: 1 });
  await directory.start();
  await waitFor('the first poll to end', () => directory.counts());
  for (const list of ['CRM01;', '', 'CRM01;CRM01;']) {
    world.settings = { ServerNames: list };
    await directory.pollNow();
    t.same(names(directory.topology()), ['CRM01', 'CRM02', 'CRM03'], `"${list}" changes nothing`);
    t.match(codes()[0], /^topology-(refused|unreadable)$/);
  }
  world.settings = { ServerNames: 'CRM01;CRM02;' };
  await directory.pollNow();
  t.same(names(directory.topology()), ['CRM01', 'CRM02'], 'one of three may go');
  t.same(codes(), []);
  await directory.close();
});

t.test('an implausible list is not kept, so a restart does not fall for it', async (t) => {
  const folder = t.testdir();
  const first = createWorld(folder, { settingsEvery: 1 });
  await first.directory.start();
  await waitFor('the first poll to end', () => first.directory.counts());
  first.world.settings = { ServerNames: 'CRM01;' };
  await first.directory.pollNow();
  await first.directory.close();
  t.match(readFileSync(join(folder, 'topology.json'), 'utf8'), 'CRM01;CRM02;CRM03;');
});

t.test('a count that is refused leaves the servers alone and is tried at the slow beat', async (t) => {
  const { world, directory, codes } = createWorld(t.testdir(), { settingsEvery: 3 });
  world.countsFailure = {
    code: 'CLU_STATEMENT_FAILED',
    number: 207,
    text: 'No such column.',
    mend: 'Name it.',
  };
  await directory.start();
  await waitFor('the refusal', () => codes().length);
  for (let poll = 1; poll <= 3; poll += 1) await directory.pollNow();
  t.same(world.asked, ['settings', 'counts', 'settings', 'counts']);
  t.equal(directory.state().state, 'live');
  t.equal(directory.counts(), undefined);
  t.same(codes(), ['counts-unreadable']);
  world.countsFailure = undefined;
  for (let poll = 1; poll <= 3; poll += 1) await directory.pollNow();
  t.ok(directory.counts());
  t.same(codes(), []);
  await directory.close();
});

t.test('a damaged copy is told, and the database heals it', async (t) => {
  const folder = t.testdir({ 'topology.json': '{"version":' });
  const { directory, codes } = createWorld(folder);
  await directory.start();
  await directory.close();
  t.same(codes(), []);
  t.match(readFileSync(join(folder, 'topology.json'), 'utf8'), 'CRM01;CRM02;CRM03;');
  t.equal(readFileSync(join(folder, 'topology.json.damaged'), 'utf8'), '{"version":');
});

t.test('a data directory that cannot be written is told and stops nothing', async (t) => {
  const folder = t.testdir({ file: '' });
  const { directory, codes } = createWorld(join(folder, 'file', 'below'));
  t.match(await directory.start(), { kind: 'serving' });
  await waitFor('the notice', () => codes().includes('last-good-problem'));
  await directory.close();
});

t.test('a listener that throws is reported and keeps nobody else from hearing', async (t) => {
  const { world, directory } = createWorld(t.testdir());
  let heard = 0;
  directory.onTopology(() => {
    throw new Error('deaf');
  });
  const stop = directory.onTopology(() => {
    heard += 1;
  });
  await directory.start();
  t.equal(heard, 1);
  t.match(world.problems, [{ message: 'deaf' }]);
  stop();
  await directory.close();
});

t.test('a server list that cannot be kept apart from garbage is refused at the start', async (t) => {
  const folder = t.testdir();
  writeFileSync(join(folder, 'topology.json'), 'garbage');
  const { world, directory } = createWorld(folder);
  world.settings = { Other: 'CRM01;' };
  t.match(await directory.start(), {
    kind: 'refused',
    text: /no live row "ServerNames"/,
    mend: /fairlead discover/,
  });
  await directory.close();
});
