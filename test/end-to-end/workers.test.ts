// The whole product with four workers, before the embedded cluster and its database: simulated people and programs log
// on, work and leave as in the demo, and the same judge looks at every log-on.

import t from 'tap';
import { createRecorder } from '../../demo/people/recorder.ts';
import { inviteCrowd } from '../support/crowd.ts';
import { metricSum, readMetrics } from '../support/metrics-text.ts';
import { prepareSite, type Site } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(120_000);

for (const engine of ['core', 'safe']) {
  t.test(`${engine}: 120 people, each log-on to the server with the fewest users`, async (t) => {
    const recorder = createRecorder({ servers: () => site.cluster.crm.servers });
    const site: Site = await prepareSite(t, {
      servers: 4,
      users: 120,
      hooks: recorder.hooks,
      configuration: { traffic: { engine, workers: 4 } },
    });
    const product = await site.start();
    const crowd = inviteCrowd(site, product, {
      users: site.cluster.logOns,
      ratePerSecond: 40,
      workMs: 4_000,
      pauseMs: 500,
      onEvent: recorder.onEvent,
    });
    const { tally } = await crowd.run();
    t.same(tally.failures, [], 'nobody met a failure, lost a session or saw a server name');
    t.ok(tally.logOns >= 120, `${tally.logOns} log-ons`);
    const judged = recorder.finish();
    t.ok(judged.judged >= tally.logOns, `${judged.judged} log-ons were judged`);
    t.same(judged.misjudged, []);
    const lost = site.cluster.crm.servers.map((server) => server.details().counters.lostSessions);
    t.same(lost, [0, 0, 0, 0]);
    const decided = async () =>
      metricSum(await readMetrics(product.adminUrl), 'fairlead_login_decisions_total');
    t.equal(await decided(), site.log().filter((line) => line.event === 'log-on').length);
    await waitFor('nothing to be under way', () =>
      product
        .status()
        .servers.every(({ inFlightRequests, logOns }) => inFlightRequests + logOns.underWay === 0),
    );
    t.same(
      product.status().notices.filter(({ code }) => code.startsWith('worker')),
      [],
    );
  });
}
