// The product as a whole in one process: that it starts as far as it can, and that nothing of it is left when it ends.

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import t from 'tap';
import { ask, form, sidOf } from '../demo/crm/harness.ts';
import { prepareSite } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

t.test('after close nothing listens and no database connection is open', async (t) => {
  const site = await prepareSite(t);
  const product = await site.start();
  t.equal((await ask(`${product.url}/CRM/eware.dll/go`)).status, 200);
  t.ok(site.cluster.tds.connections().length > 0);
  await product.close();
  await t.rejects(ask(product.url), { code: 'ECONNREFUSED' });
  await t.rejects(ask(product.adminUrl), { code: 'ECONNREFUSED' });
  await waitFor('the connections to go', () => site.cluster.tds.connections().length === 0);
  await product.close();
  t.pass('closing it once more does nothing');
});

t.test('a start that fails leaves nothing behind', async (t) => {
  for (const listener of ['listen', 'admin']) {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    t.teardown(() => taken.close());
    const { port } = taken.address() as AddressInfo;
    const site = await prepareSite(t, { servers: 1, configuration: { [listener]: { port } } });
    await t.rejects(site.start(), new RegExp(String(port)), listener);
    await waitFor('the connections to go', () => site.cluster.tds.connections().length === 0);
  }
});

t.test('a server that hangs does not keep the others from serving', async (t) => {
  const site = await prepareSite(t);
  const [first] = site.cluster.crm.servers;
  first?.hang();
  const product = await site.start();
  const { logOn: user, password } = site.cluster.logOns[0] ?? { logOn: '', password: '' };
  const got = await ask(`${product.url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password }));
  t.ok(sidOf(got));
  t.match(got.body, 'served by CRMWEB2');
});

t.test(
  'without a database the servers of the configuration are balanced by what passes through',
  async (t) => {
    const site = await prepareSite(t, { configuration: { database: null } });
    const product = await site.start();
    t.equal(product.status().state, 'serving');
    t.match(product.status(), {
      topology: { source: 'configuration' },
      database: { state: 'unused' },
      counts: { stale: false },
    });
    for (const { logOn: user, password } of site.cluster.logOns.slice(0, 6))
      sidOf(await ask(`${product.url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password })));
    t.same(
      site.cluster.crm.servers.map((each) => each.truth().sessions),
      [2, 2, 2],
    );
    t.same(
      product.status().servers.map((each) => each.users.effective),
      [2, 2, 2],
    );
  },
);

t.test('weights and caps of the configuration are followed', async (t) => {
  const site = await prepareSite(t, {
    configuration: ({ crm }) => ({
      servers: {
        CRMWEB1: { origin: crm.servers[0]?.origin, weight: 2 },
        CRMWEB3: { origin: crm.servers[2]?.origin, maxUsers: 1 },
      },
    }),
  });
  const product = await site.start();
  for (const { logOn: user, password } of site.cluster.logOns.slice(0, 7))
    sidOf(await ask(`${product.url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password })));
  t.same(
    site.cluster.crm.servers.map((each) => each.truth().sessions),
    [4, 2, 1],
  );
  t.equal(product.status().servers[2]?.state, 'full');
});

t.test('no secret is in the status, the metrics or the log', async (t) => {
  const key = 'a-cluster-key-of-this-test-1234567890';
  const site = await prepareSite(t, { configuration: { cluster: { key } } });
  const product = await site.start();
  const metrics = (await ask(`${product.adminUrl}/metrics`)).body;
  const all = `${JSON.stringify([product.status(), site.log()])}${metrics}`;
  for (const secret of [site.cluster.sql.password, key, 'SIM-NOT-A-LICENCE']) t.notMatch(all, secret);
});

t.test('each server tells its version, and different ones are noticed', async (t) => {
  const probe = { versionPattern: 'id="version">([^<]+)<' };
  const site = await prepareSite(t, { servers: 2, configuration: { crm: { overrides: { probe } } } });
  site.cluster.crm.servers[1]?.setBehaviour({ version: '2024 R1' });
  const product = await site.start();
  const { servers, notices } = product.status();
  t.same(
    servers.map(({ version }) => version),
    ['7.2b', '2024 R1'],
  );
  t.match(
    notices.find(({ code }) => code === 'mixed-versions'),
    { severity: 'warning', text: /7\.2b on CRMWEB1; 2024 R1 on CRMWEB2/ },
  );
  const metrics = await (await fetch(`${product.adminUrl}/metrics`)).text();
  t.match(metrics, /^fairlead_server_info\{server="CRMWEB2",.*version="2024 R1"\} 1$/m);
  site.cluster.crm.servers[0]?.setBehaviour({ version: '2024 R1' });
  await waitFor('one version', () => product.status().servers[0]?.version === '2024 R1');
  t.notOk(product.status().notices.some(({ code }) => code === 'mixed-versions'));
});
