import t, { type Test } from 'tap';
import type { Credentials } from '../../../demo/people/events.ts';
import { createPeople, type PeopleOptions } from '../../../demo/people/people.ts';
import { createRecorder } from '../../../demo/people/recorder.ts';
import { summarise } from '../../../demo/people/rules/summary.ts';
import { renderPeopleTable } from '../../../demo/people/rules/table.ts';
import { logOn, password, startCluster } from '../crm/harness.ts';
import { type Choose, fewest, startMiniBalancer } from './mini-balancer.ts';

const names = ['CRMWEB1', 'CRMWEB2', 'CRMWEB3'];
const users = Array.from({ length: 40 }, (_, index) => ({
  logOn: `user${String(index + 1).padStart(3, '0')}`,
  password,
}));

type Run = Partial<PeopleOptions> & {
  readonly choose?: Choose;
  /** Users who have a session on some server before the people come. */
  readonly alreadyOn?: readonly Credentials[];
  /** The balancer does not know where a confirmation belongs. */
  readonly forgetful?: boolean;
};

/** People against three servers behind the mini balancer. */
async function run(t: Test, { choose = fewest, alreadyOn = [], forgetful = false, ...options }: Run = {}) {
  const recorder = createRecorder({ servers: () => cluster.servers });
  const { cluster } = await startCluster(t, {
    names,
    behaviour: { logOnMs: 5 },
    hooks: recorder.hooks,
  });
  for (const [index, { logOn: user }] of alreadyOn.entries())
    await logOn(cluster.servers[index % names.length]?.origin ?? '', user);
  const url = await startMiniBalancer(t, cluster.servers, { choose, forgetful });
  const people = createPeople({
    url,
    users,
    count: 40,
    ratePerSecond: 200,
    workMs: 150,
    pauseMs: 40,
    logOffShare: 0,
    soapShare: 0.2,
    serverNames: names,
    random: Math.random,
    nowMs: Date.now,
    onEvent: recorder.onEvent,
    ...options,
  });
  const ended = await people.run();
  const judged = recorder.finish();
  const summary = summarise({
    people: ended.people,
    tally: ended.tally,
    judged,
    servers: recorder.serversNow(),
  });
  return { ended, summary, judged };
}

t.test(
  'people behind a right balancer: nothing fails, every log-on is judged right, difference at most 1',
  async (t) => {
    const { ended, summary } = await run(t);
    t.same(summary.because, []);
    t.ok(summary.passed);
    t.equal(summary.logOns, 40);
    t.equal(summary.judged, 40);
    t.ok(summary.differenceCounts);
    t.ok(summary.largestDifference <= 1);
    t.ok(summary.pages > 0, 'they worked');
    t.equal(ended.tally.left, 40);
    t.same(
      ended.tally.servers.map((each) => each.users),
      summary.usersPerServer.map((each) => each.users),
      'what people saw is what is true',
    );
  },
);

t.test('people who log off while others come are judged right too', async (t) => {
  const { summary } = await run(t, { logOffShare: 0.7, workMs: 30, pauseMs: 10, ratePerSecond: 100 });
  t.same(summary.because, []);
  t.ok(summary.logOffs > 0);
  t.notOk(summary.differenceCounts);
});

t.test('users who are on already confirm, and come back to the server that asked', async (t) => {
  const on = users.slice(0, 10);
  const { summary, ended, judged } = await run(t, { users: on, count: 10, soapShare: 0, alreadyOn: on });
  t.equal(ended.tally.confirmed, 10);
  t.equal(judged.others, 10, 'those who were on before came unannounced');
  t.equal(judged.sessionsEnded, 10);
  t.same(
    summary.misjudged.filter((each) => each.because === 'confirmation-elsewhere'),
    [],
  );
});

t.test('a confirmation that goes to another server is found out', async (t) => {
  const on = users.slice(0, 1);
  let turn = 0;
  const choose: Choose = (_, backends) => {
    turn += 1;
    return backends[turn % 3];
  };
  const { summary } = await run(t, {
    users: on,
    count: 1,
    soapShare: 0,
    alreadyOn: on,
    choose,
    forgetful: true,
  });
  t.ok(summary.misjudged.some((each) => each.because === 'confirmation-elsewhere'));
});

t.test('a balancer that sends everybody to one server is found out', async (t) => {
  const { summary } = await run(t, { choose: (_, backends) => backends[0], soapShare: 0 });
  t.notOk(summary.passed);
  t.ok(summary.misjudged.length > 30, `${summary.misjudged.length} misjudged`);
  t.match(summary.misjudged[0], {
    because: 'more-users',
    server: 'CRMWEB1',
    counts: [{ server: 'CRMWEB1' }],
  });
  t.equal(summary.largestDifference, 40);
  t.match(summary.because, [
    /misjudged log-ons, first: user\d+ to CRMWEB1 \(more-users; CRMWEB1 \d/,
    /difference 40/,
  ]);
});

t.test('a balancer that forgets one of three servers is found out', async (t) => {
  let turn = 0;
  const choose: Choose = (_, backends) => {
    turn += 1;
    return backends[turn % 2];
  };
  const { summary } = await run(t, { choose, logOffShare: 0.5, soapShare: 0 });
  t.ok(summary.misjudged.length > 0, `${summary.misjudged.length} misjudged`);
});

t.test('everybody leaves at once when stopped, and that is no failure', async (t) => {
  const { first } = await startCluster(t, { names: ['CRMWEB1'], behaviour: { logOnMs: 600_000 } });
  const people = createPeople({
    url: first.origin,
    users,
    count: 10,
    ratePerSecond: 1000,
    workMs: 600_000,
    logOffShare: 1,
    soapShare: 0.5,
    serverNames: [],
    random: Math.random,
    nowMs: Date.now,
    onEvent: (event) => {
      if (event.type === 'log-on-sent') people.stop();
    },
  });
  const ended = await people.run();
  t.ok(ended.stopped);
  t.ok(ended.started > 0);
  t.equal(ended.tally.left, ended.started);
  t.same(ended.tally.failures, []);
  t.match(renderPeopleTable(people.snapshot()), /of 10 came/);
});
