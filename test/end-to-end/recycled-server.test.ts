// People at work, one server recycled under them and then its IIS reset: whoever was elsewhere never notices, whoever
// was there logs on again elsewhere, and the server gets log-ons again once it is warm. Told by the people themselves.

import t, { type Test } from 'tap';
import type { PeopleEvent } from '../../demo/people/events.ts';
import { inviteCrowd } from '../support/crowd.ts';
import { metricSum, readMetrics } from '../support/metrics-text.ts';
import { prepareSite } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

const recycled = 'CRMWEB2';
const patienceMs = 60_000;

async function open(t: Test, behaviour: object) {
  const site = await prepareSite(t, {
    servers: 3,
    users: 120,
    behaviour: { dllStartMs: 200, metadataLoadMs: 500, tomcatReadyMs: 300, ...behaviour },
    configuration: { logging: { userNames: true }, health: { intervalMs: 300 }, warmUp: { pauseMs: 50 } },
  });
  const product = await site.start();
  const server = site.cluster.crm.servers.find((each) => each.name === recycled);
  if (!server) throw new Error(`there is no ${recycled}`);
  const status = () => product.status().servers.find((each) => each.name === recycled);
  const crowd = inviteCrowd(site, product, {
    users: site.cluster.logOns.slice(0, 90),
    ratePerSecond: 60,
    workMs: 7_000,
    pauseMs: 500,
  });
  const lines = (event: string) => site.log().filter((line) => line.event === event);
  return { site, product, server, status, crowd, lines };
}

const failuresOf = (events: readonly PeopleEvent[]) =>
  events.flatMap((each) => (each.type === 'failure' ? [each] : []));

t.test('a recycle is noticed by the sessions that are gone, and the server is warmed', async (t) => {
  const { product, server, status, crowd, lines } = await open(t, {});
  const done = crowd.run();
  await waitFor('90 log-ons', () => crowd.snapshot().tally.logOns >= 90, patienceMs);
  const bereaved = new Set(server.details().users.map(({ user }) => user));
  t.ok(bereaved.size >= 20, `${bereaved.size} people are on ${recycled}`);
  const decidedBefore = lines('log-on').length;
  server.recycle();
  const warming = await waitFor('it to be warmed', () => status()?.warmUp ?? undefined, patienceMs);
  t.equal(warming.because, 'sessions-lost');
  const decidedWarming = lines('log-on').length;
  await waitFor('it to be warm', () => status()?.state === 'serving', patienceMs);
  const [end] = lines('warm-up');
  t.match(end, { server: recycled, because: 'warm' });
  const { tally } = await done;

  const losers = new Set(
    crowd.events.filter(({ type }) => type === 'lost-session-seen').map(({ user }) => user),
  );
  t.ok(losers.size >= 10, `${losers.size} lost their session`);
  t.same(
    [...losers].filter((user) => !bereaved.has(user)),
    [],
    'and nobody else',
  );
  t.same(
    failuresOf(crowd.events).filter((each) => each.kind !== 'lost-session'),
    [],
    'nobody sees an error',
  );
  t.equal(tally.lostSessions, losers.size, 'each of them once');
  t.equal(tally.logOns, 90 + losers.size, 'and every one of them is on again');
  t.ok(decidedWarming >= decidedBefore);
  const during = lines('log-on').filter(
    (line) => line.time >= warming.since && line.time < (end?.time ?? ''),
  );
  t.same(
    during.filter((line) => line.server === recycled),
    [],
    'no log-on goes there while it is warmed',
  );
  t.match(lines('restart'), [{ server: recycled, because: 'sessions-lost' }], 'one restart is one');
  const metrics = await readMetrics(product.adminUrl);
  t.equal(metricSum(metrics, 'fairlead_server_restarts_total', { server: recycled }), 1);
  t.equal(metricSum(metrics, 'fairlead_server_restarts_total'), 1);
  t.equal(metricSum(metrics, 'fairlead_server_warm_ups_total', { end: 'warm' }), 1);
});

t.test('an IIS reset is noticed by the refused connection, and Tomcat is waited for', async (t) => {
  const { server, status, crowd, lines } = await open(t, { resetMs: 900 });
  const done = crowd.run();
  await waitFor('90 log-ons', () => crowd.snapshot().tally.logOns >= 90, patienceMs);
  await server.reset();
  await waitFor('it to be warm', () => lines('warm-up').length === 1, patienceMs);
  t.match(lines('restart'), [{ server: recycled, because: 'refused-then-back' }]);
  t.match(lines('warm-up'), [{ server: recycled, because: 'warm', lastText: /sdata/ }]);
  t.equal(server.details().tomcatReady, true);
  await waitFor('it to serve', () => status()?.state === 'serving', patienceMs);
  await done;
  const others = failuresOf(crowd.events).filter(
    (each) => each.server !== undefined && each.server !== recycled,
  );
  t.same(others, [], 'whoever was elsewhere never notices');
  t.equal(lines('restart').length, 1, 'what was lost by it is no second restart');
});
