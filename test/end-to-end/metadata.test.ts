// A customization on one server: the others load it in turn while everybody can log on; what fails, waits or is left to a
// person is told (F5).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { MetadataDocument } from '../../admin/operations/metadata.ts';
import { inventedParameterNames } from '../../demo/store/seed.ts';
import { simulatedMetadata } from '../../main/demo/demo-configuration.ts';
import type { Product } from '../../main/product.ts';
import { prepareSite, type Settings } from '../support/site.ts';
import { waitFor as waitAtMost } from '../support/wait-for.ts';

const crm = (metadata: Settings = {}) => ({
  scheme: 'http',
  overrides: {
    parameters: inventedParameterNames,
    sql: { activityUser: 'SIM_ActivityUser', activityLogOn: 'SIM_ActivityLogOn' },
    metadata: { ...simulatedMetadata, ...metadata },
  },
});
const quick = { reload: 'auto', lookMs: 1_000, quietMs: 0, retryMs: 200, timeoutMs: 5_000 };

/** A Fairlead that has just started does not lead yet, and the database is asked slowly. */
const waitFor: typeof waitAtMost = (what, ask) => waitAtMost(what, ask, 25_000);

async function site(t: Test, metadata: Settings = {}, profile: Settings = {}, behaviour = {}) {
  const made = await prepareSite(t, {
    behaviour: { metadataLoadMs: 150, ...behaviour },
    configuration: { crm: crm(profile), metadata: { ...quick, ...metadata } },
  });
  const product = await made.start();
  return { ...made, product, servers: made.cluster.crm.servers };
}

async function metadataOf({ adminUrl }: Product): Promise<MetadataDocument> {
  return (await (await fetch(`${adminUrl}/api/v1/metadata`)).json()) as MetadataDocument;
}

async function post({ adminUrl }: Product, path: string, body: object) {
  const answer = await fetch(`${adminUrl}/api/v1/metadata/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as { asked?: string[]; error?: { code: string } },
  };
}

const states = ({ servers }: MetadataDocument) => servers.map((each) => each.state).join(' ');

t.test('a change is taken to the other servers, one after another', async (t) => {
  const { product, servers, folder } = await site(t);
  await waitFor('all to be fresh', async () => (await metadataOf(product)).state === 'done');
  servers[0]?.customize();
  const atOnce: number[] = [];
  const watched = setInterval(
    () => atOnce.push(servers.filter((each) => each.details().databaseUse.dll === 10).length),
    20,
  );
  t.teardown(() => clearInterval(watched));
  const newest = () => servers[0]?.details().metadataStamp;
  await waitFor('all to have the change', () =>
    servers.every((each) => each.details().metadataStamp === newest()),
  );
  await waitFor('it to be seen', async () => (await metadataOf(product)).state === 'done');
  t.same(
    servers.map((each) => each.details().counters.metadataReloads),
    [0, 1, 1],
    'the one that has it is left alone',
  );
  t.equal(Math.max(...atOnce), 1, 'never two at once');
  const document = await metadataOf(product);
  t.equal(states(document), 'fresh fresh fresh');
  t.equal(document.newest, newest());
  t.match(document.servers[1], { because: 'told', lastOk: true, last: /it has loaded / });
  const audit = () => readFileSync(join(folder, 'data', 'audit.jsonl'), 'utf8');
  await waitFor('the audit', () => audit().split('\n').length > 2);
  t.match(
    audit(),
    /"operation":"metadata.load","by":"fairlead","from":"here","input":\{"server":"CRMWEB2"\}/,
  );
  const metrics = await (await fetch(`${product.adminUrl}/metrics`)).text();
  t.match(metrics, 'fairlead_metadata_stale{server="CRMWEB2"} 0');
  t.match(metrics, 'fairlead_metadata_reloads_total{server="CRMWEB2",result="succeeded"} 1');
});

t.test('on approval nothing happens until somebody asks', async (t) => {
  const { product, servers } = await site(t, { reload: 'approval' });
  await waitFor('all to be fresh', async () => (await metadataOf(product)).state === 'done');
  servers[1]?.customize();
  await waitFor('it to be seen', async () => states(await metadataOf(product)) === 'stale fresh stale');
  t.match(await metadataOf(product), { state: 'wait', because: 'approval' });
  t.match(product.status().notices, [{ code: 'metadata-stale', severity: 'info' }]);
  t.match((await post(product, 'reload', { servers: ['CRMWEB9'] })).body, {
    error: { code: 'no-such-server' },
  });
  t.same((await post(product, 'reload', {})).body.asked, ['CRMWEB1', 'CRMWEB3']);
  await waitFor('all to be fresh', async () => (await metadataOf(product)).state === 'done');
  t.same(
    servers.map((each) => each.details().counters.metadataReloads),
    [1, 0, 1],
  );
});

t.test('a server that does not load it stops the others, and is told', async (t) => {
  const { product, servers } = await site(t);
  await waitFor('all to be fresh', async () => (await metadataOf(product)).state === 'done');
  servers[0]?.setBehaviour({ metadataReloadFails: true });
  servers[2]?.customize();
  await waitFor('it to be given up', async () => (await metadataOf(product)).because === 'failed');
  t.same(
    servers.map((each) => each.details().counters.metadataReloads),
    [2, 0, 0],
    'tried twice, nobody else was asked',
  );
  t.match(product.status().notices, [
    { code: 'metadata-stale', severity: 'fault', text: /SIM_Metadata: 500/ },
  ]);
  servers[0]?.setBehaviour({ metadataReloadFails: false });
  t.equal((await post(product, 'reload', {})).status, 200);
  await waitFor('all to be fresh', async () => (await metadataOf(product)).state === 'done');
});

t.test(
  'servers that tell nothing are verified by their log-on page, and a person can do it instead',
  async (t) => {
    const { product, servers } = await site(t, {}, { stampPath: null, reloadBy: 'by-hand' });
    await waitFor('a look', async () => (await metadataOf(product)).lookedAt !== null);
    t.equal(states(await metadataOf(product)), 'unknown unknown unknown', 'what was before is not known');
    servers[0]?.customize();
    await waitFor('it to be seen', async () => states(await metadataOf(product)) === 'stale stale stale');
    t.match(await metadataOf(product), {
      because: 'by-hand',
      servers: [{ byHand: true, instruction: /Refresh/ }],
    });
    t.match(await post(product, 'reload', { servers: ['CRMWEB1'] }), {
      status: 422,
      body: { error: { code: 'by-hand' } },
    });
    for (const { name } of servers) t.equal((await post(product, 'confirm', { server: name })).status, 200);
    await waitFor('all to be fresh', async () => (await metadataOf(product)).state === 'done');
  },
);

t.test('what was loaded is remembered over a restart, and a started server has the newest', async (t) => {
  const made = await site(t, {}, { stampPath: null });
  const { product, servers } = made;
  await waitFor('a look', async () => (await metadataOf(product)).lookedAt !== null);
  servers[0]?.customize();
  await waitFor('all to be fresh', async () => (await metadataOf(product)).state === 'done');
  t.same(
    servers.map((each) => each.details().counters.metadataReloads),
    [1, 1, 1],
  );
  t.match(await metadataOf(product), { servers: [{ last: /with "EWARE_USERID"$/ }] });
  await product.close();
  const again = await made.start();
  await waitFor('all to be fresh', async () => (await metadataOf(again)).state === 'done');
  t.same(
    servers.map((each) => each.details().counters.metadataReloads),
    [1, 1, 1],
    'nothing is loaded twice',
  );
});
