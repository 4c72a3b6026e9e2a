// The database of the CRM goes away, was never there, or lets nobody in: traffic goes on as far as it can, the status
// says what is wrong, and everything mends itself.

import t, { type Test } from 'tap';
import { createRecorder } from '../../demo/people/recorder.ts';
import { createTdsServer } from '../../demo/tds/server.ts';
import type { Product } from '../../main/product.ts';
import { ask, form, sidOf } from '../demo/crm/harness.ts';
import { inviteCrowd } from '../support/crowd.ts';
import { runFairlead } from '../support/fairlead-process.ts';
import { prepareSite, type Site, type SiteOptions } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

const patienceMs = 60_000;
const quick = { cluster: { staleAfterMs: 2_000 } };

/** What is told of the database; how many files this machine lets a process open is another matter. */
const codesOf = (product: Product) =>
  product
    .status()
    .notices.filter((each) => each.code !== 'too-few-descriptors')
    .map((each) => `${each.severity} ${each.code}`);

function logOn(site: Site, product: Product, index: number) {
  const { logOn: user, password } = site.cluster.logOns[index] ?? { logOn: '', password: '' };
  return ask(`${product.url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password }));
}

t.test('the database stops while people work', async (t) => {
  const recorder = createRecorder({ servers: () => site.cluster.crm.servers });
  const site: Site = await prepareSite(t, { users: 80, hooks: recorder.hooks, configuration: quick });
  const product = await site.start();
  const crowd = inviteCrowd(site, product, {
    users: site.cluster.logOns.slice(0, 60),
    ratePerSecond: 10,
    workMs: 6_000,
    // Without a database nobody tells of sessions that end but the traffic itself.
    logOffShare: 0,
    onEvent: recorder.onEvent,
  });
  const done = crowd.run();
  await waitFor('20 log-ons', () => crowd.snapshot().tally.logOns >= 20, patienceMs);
  t.same(codesOf(product), []);
  await site.cluster.tds.stop();
  await waitFor(
    'the status to say so',
    () => product.status().database.state === 'lost' && product.status().counts.stale,
    patienceMs,
  );

  const status = product.status();
  t.equal(status.state, 'serving');
  t.match(status.database.problem, /./);
  t.same(codesOf(product), ['fault database-lost', 'warning counts-stale']);
  for (const each of status.notices) t.not(each.mend, '', `${each.code} says what to do`);
  const shown = await runFairlead(t, ['status', '--url', product.adminUrl]);
  t.equal(shown.code, 0, 'all servers serve');
  t.match(shown.output, /The database has not answered for/);
  t.match(shown.output, /The count of logged-on users is \d+ s old/);

  const { tally } = await done;
  t.same(tally.failures, [], 'nobody noticed');
  t.equal(tally.logOns, 60);
  const users = product.status().servers.map((each) => each.users.effective);
  t.same(
    users,
    recorder.serversNow().map((each) => each.users),
    'what Fairlead believes is what is true',
  );
  const judged = recorder.finish();
  t.equal(judged.judged, 60);
  t.same(judged.misjudged, [], 'every log-on went where the fewest users were');

  await site.startDatabase();
  await waitFor('fresh counts', () => !product.status().counts.stale, patienceMs);
  t.equal(product.status().database.state, 'live');
  t.same(codesOf(product), [], 'it recovered by itself');
  t.same(
    product.status().servers.map((each) => each.users.database),
    users,
  );
});

t.test('a start while the database is away uses the servers it knew last', async (t) => {
  const site = await prepareSite(t, { configuration: quick });
  const before = await site.start();
  const names = before.status().servers.map((each) => each.name);
  await before.close();
  await site.cluster.tds.stop();

  const product = await site.start();
  const status = product.status();
  t.equal(status.topology.source, 'last-good');
  t.same(
    status.servers.map((each) => `${each.name} ${each.state}`),
    names.map((name) => `${name} serving`),
  );
  t.ok(codesOf(product).includes('warning topology-last-good'));
  const got = await logOn(site, product, 0);
  t.ok(sidOf(got), 'people log on');
  await site.startDatabase();
  await waitFor('the database', () => product.status().topology.source === 'database', patienceMs);
  await waitFor('no notice', () => codesOf(product).length === 0, patienceMs);
  t.equal(product.status().balance.users, 1, 'and the one who logged on meanwhile is counted once');
});

t.test(
  'a first start without the database says why nobody is served, and serves when it comes',
  async (t) => {
    const site = await prepareSite(t, { configuration: quick });
    await site.cluster.tds.stop();
    const product = await site.start();
    t.ok(
      site.log().some((line) => line.level === 'error' && line.msg.startsWith('no servers known yet: ')),
      'the log says so',
    );
    t.equal(product.status().state, 'none-serving');
    t.ok(codesOf(product).includes('fault no-servers'));
    const page = await ask(`${product.url}/CRM/`, { headers: { accept: 'text/html' } });
    t.equal(page.status, 503);
    t.match(page.headers['retry-after'], /^\d+$/);
    t.match(page.body, 'The CRM is not available at the moment');
    const ready = await ask(`${product.adminUrl}/readyz`);
    t.equal(ready.status, 503);
    t.match(JSON.parse(ready.body), { ready: false, because: [/./] });
    t.equal((await ask(`${product.adminUrl}/healthz`)).status, 200);
    const shown = await runFairlead(t, ['status', '--url', product.adminUrl]);
    t.equal(shown.code, 4);
    t.match(shown.output, /No server is known/);

    await site.startDatabase();
    await waitFor('the servers', () => product.status().state === 'serving', patienceMs);
    t.ok(sidOf(await logOn(site, product, 0)));
  },
);

/** A product whose database refuses it; what the status and the log say of it. */
async function refused(t: Test, options: SiteOptions) {
  const site = await prepareSite(t, options);
  const product = await site.start();
  const { database, state } = product.status();
  t.equal(state, 'none-serving');
  t.equal(database.state, 'lost');
  return { site, product, problem: database.problem ?? '' };
}

t.test('a wrong password is told as what it is, and is not in the log', async (t) => {
  const password = 'not-the-password-of-this-login';
  const { site, product, problem } = await refused(t, { configuration: { database: { password } } });
  t.match(problem, /fairlead/, 'whose log-on failed');
  t.match(problem, /log|password/i);
  t.notMatch(JSON.stringify([site.log(), product.status()]), password);
  t.notMatch(JSON.stringify([site.log(), product.status()]), site.cluster.sql.password);
});

t.test('a database that does not grant encryption is not used', async (t) => {
  const plain: { port: number } = { port: 0 };
  const { problem } = await refused(t, {
    async prepare(cluster) {
      const { user, password, database } = cluster.sql;
      const server = createTdsServer({
        ...{ store: cluster.store, user, password, database, encryption: 'off' },
        ...{ maxConnections: 10, nowMs: Date.now },
      });
      plain.port = await server.listen({ host: '127.0.0.1', port: 0 });
      t.teardown(() => server.close());
    },
    configuration: () => ({ database: { port: plain.port } }),
  });
  t.match(problem, /encrypt/i);
});
