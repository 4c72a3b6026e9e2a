// 300 people on the one URL and a server killed under them: whoever was elsewhere never notices, whoever was there
// logs on again at once, and the server takes log-ons again when it is back. Told by the people and the judge.

import t, { type Test } from 'tap';
import type { PeopleEvent } from '../../demo/people/events.ts';
import { createRecorder } from '../../demo/people/recorder.ts';
import { inviteCrowd } from '../support/crowd.ts';
import { metricSum, readMetrics } from '../support/metrics-text.ts';
import { prepareSite, type Site } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

const names = ['CRMWEB1', 'CRMWEB2', 'CRMWEB3', 'CRMWEB4'];
const doomed = 'CRMWEB2';
const patienceMs = 60_000;

async function open(t: Test) {
  const recorder = createRecorder({ servers: () => site.cluster.crm.servers });
  const site: Site = await prepareSite(t, {
    servers: names.length,
    users: 360,
    hooks: recorder.hooks,
    // What is done about storms on servers that come back has its own tests.
    behaviour: { coldLogOnsBeforeRecycle: 0 },
    configuration: { logging: { userNames: true }, storm: { guard: false } },
  });
  const product = await site.start();
  const server = site.cluster.crm.servers.find((each) => each.name === doomed);
  if (!server) throw new Error(`there is no ${doomed}`);
  const stateOf = (name: string) => product.status().servers.find((each) => each.name === name)?.state;
  return { recorder, site, product, server, stateOf };
}

/** Failures in the words of people, by the server of their session. */
const failuresOf = (events: readonly PeopleEvent[]) =>
  events.flatMap((each) => (each.type === 'failure' ? [each] : []));

const logOnLines = (site: Site) => site.log().filter((line) => line.event === 'log-on');

t.test('a server is killed under 300 people, and comes back', async (t) => {
  const { recorder, site, product, server, stateOf } = await open(t);
  const crowd = inviteCrowd(site, product, {
    users: site.cluster.logOns.slice(0, 300),
    ratePerSecond: 60,
    workMs: 9_000,
    pauseMs: 1_200,
    onEvent: recorder.onEvent,
  });
  const { events } = crowd;
  const done = crowd.run();
  await waitFor('200 log-ons', () => crowd.snapshot().tally.logOns >= 200, patienceMs);

  const bereaved = new Set(server.details().users.map((each) => each.user));
  t.ok(bereaved.size >= 40, `${bereaved.size} people are on ${doomed} when it is killed`);
  await server.kill();
  await waitFor('the checks to find it', () => stateOf(doomed) === 'down', patienceMs);
  const knownDown = logOnLines(site).length;
  const { tally } = await done;

  t.test('whoever was elsewhere never notices', async (t) => {
    const others = failuresOf(events).filter((each) => each.server !== undefined && each.server !== doomed);
    t.same(others, []);
    const kinds = failuresOf(events).map((each) => each.kind);
    t.notOk(kinds.includes('leak') || kinds.includes('wrong-user') || kinds.includes('wrong-server'));
  });

  t.test('what broke was under way at the killed server', async (t) => {
    const metrics = await readMetrics(product.adminUrl);
    const failures = (name: string) =>
      metricSum(metrics, 'fairlead_upstream_failures_total', { server: name }) ?? Number.NaN;
    t.same(names.filter((name) => name !== doomed).map(failures), [0, 0, 0]);
    const broken = failuresOf(events).filter((each) => each.kind !== 'lost-session');
    t.ok(broken.length <= failures(doomed), `${broken.length} people met a broken answer`);
  });

  t.test('whoever was there is asked to log on by another server, and is on again at once', async (t) => {
    const losers = new Set(
      events.filter((each) => each.type === 'lost-session-seen').map((each) => each.user),
    );
    t.ok(losers.size >= 10, `${losers.size} people lost their session`);
    t.same(
      [...losers].filter((user) => !bereaved.has(user)),
      [],
      'and nobody else',
    );
    for (const user of losers) {
      const own = events.filter((each) => each.user === user);
      const loss = own.findIndex((each) => each.type === 'lost-session-seen');
      const [sent, answered] = own.slice(loss + 1);
      const straight = sent?.type === 'log-on-sent' && answered?.type === 'log-on-answered';
      const server = straight && answered.outcome === 'success' ? answered.server : undefined;
      if (server === undefined || server === doomed) t.fail(`${user} did not get on again`, { own });
    }
    t.equal(tally.logOns, 300 + losers.size, 'everybody got on, they twice');
  });

  t.test('no log-on goes to the killed server once it is known to be down', async (t) => {
    const after = logOnLines(site).slice(knownDown);
    t.ok(after.length > 0, `${after.length} log-ons were decided after that`);
    t.same(
      after.filter((line) => line.server === doomed),
      [],
    );
  });

  t.test('every log-on went where the fewest users were', async (t) => {
    const judged = recorder.result();
    t.ok(judged.judged >= tally.logOns, `${judged.judged} log-ons were judged`);
    t.same(judged.misjudged, []);
  });

  t.test('started again it takes log-ons, and is filled up first', async (t) => {
    await server.start();
    await waitFor('the checks to find it', () => stateOf(doomed) === 'serving', patienceMs);
    const before = logOnLines(site).length;
    const latecomers = inviteCrowd(site, product, {
      users: site.cluster.logOns.slice(300, 330),
      ratePerSecond: 30,
      workMs: 1_500,
      onEvent: recorder.onEvent,
    });
    const ended = await latecomers.run();
    t.same(ended.tally.failures, []);
    t.equal(ended.tally.logOns, 30);
    t.same(
      [
        ...new Set(
          logOnLines(site)
            .slice(before)
            .map((line) => line.server),
        ),
      ],
      [doomed],
      'it has the fewest users by far',
    );
    t.same(recorder.finish().misjudged, []);
  });
});
