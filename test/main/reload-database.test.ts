// Database settings that change while people are logged on: taken up only where the database takes them too.

import { readFileSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { parse, stringify } from 'yaml';
import { createLogger } from '../../admin/logging.ts';
import { loadConfiguration } from '../../config/load.ts';
import { secretsOf } from '../../config/secrets.ts';
import { startProduct } from '../../main/product.ts';
import { ask, form, sidOf } from '../demo/crm/harness.ts';
import { prepareSite, type Settings, type Site } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

/** Changes the file of a site as an editor would. */
function change(site: Site, edit: (settings: Record<string, Settings & Record<string, unknown>>) => void) {
  const settings = parse(readFileSync(site.file, 'utf8'));
  edit(settings);
  writeFileSync(site.file, stringify(settings));
}

/** The product of a site with what `fairlead start` gives it. */
async function start(t: Test, site: Site) {
  const loaded = loadConfiguration(site.file);
  if (!loaded.ok) throw new Error(loaded.faults.map((each) => each.message).join('; '));
  const lines: string[] = [];
  const logger = createLogger({
    ...{ level: 'info', format: 'json', color: false },
    secrets: secretsOf(loaded.configuration),
    output: { write: (line) => lines.push(line) },
  });
  const product = await startProduct({
    configuration: loaded.configuration,
    logger,
    nowMs: Date.now,
    load: () => loadConfiguration(site.file),
    onConfiguration: (next) => logger.adjust({ level: next.logging.level, secrets: secretsOf(next) }),
  });
  t.teardown(() => product.close(AbortSignal.abort()));
  return { product, lines };
}

const logOn = async (site: Site, url: string, index: number) => {
  const { logOn: user = '', password = '' } = site.cluster.logOns[index] ?? {};
  return sidOf(await ask(`${url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password })));
};

t.test('a wrong password is refused, and the connection that works stays in use', async (t) => {
  const site = await prepareSite(t);
  const { product, lines } = await start(t, site);
  await waitFor('the database', () => product.status().database.state === 'live');
  for (let index = 0; index < 4; index++) await logOn(site, product.url, index);
  const counts = () => product.status().servers.map(({ users }) => users.database);
  await waitFor('their count', () => counts().join() === '2,1,1');
  change(site, (settings) => {
    settings.database = { ...settings.database, password: 'mistyped-7261' };
  });
  const answer = await product.reload?.();
  t.match(answer, { ok: false, problem: /database/i, applied: [], faults: 0 });
  t.equal(product.status().database.state, 'live');
  t.same(counts(), [2, 1, 1]);
  t.match(
    product.status().notices.filter(({ code }) => code === 'reload-refused'),
    [{ severity: 'warning' }],
  );
  t.notMatch(JSON.stringify(answer) + lines.join(''), 'mistyped-7261');
});

t.test('another connection and a cap are taken up without losing a count', async (t) => {
  const site = await prepareSite(t);
  const { product, lines } = await start(t, site);
  await waitFor('the database', () => product.status().database.state === 'live');
  for (let index = 0; index < 6; index++) await logOn(site, product.url, index);
  await waitFor('their count', () => product.status().servers.every(({ users }) => users.database === 2));
  const { password } = site.cluster.sql;
  change(site, (settings) => {
    settings.database = { ...settings.database, connections: 3, connectTimeoutMs: 9000 };
    const [name = ''] = Object.keys(settings.servers ?? {});
    settings.servers = {
      ...settings.servers,
      [name]: { ...(settings.servers?.[name] as object), maxUsers: 2 },
    };
  });
  t.match(await product.reload?.(), {
    ok: true,
    applied: ['database.connections', 'database.connectTimeoutMs', 'servers.CRMWEB1.maxUsers'],
  });
  t.equal(product.status().database.state, 'live');
  t.ok(
    product.status().servers.every(({ users }) => users.database === 2),
    'the counts of the new connection are there from its first moment',
  );
  for (let index = 6; index < 10; index++) await logOn(site, product.url, index);
  await waitFor('the new count', () => {
    const users = product.status().servers.map((server) => server.users.database);
    return users.join() === '2,4,4';
  });
  t.notMatch(lines.join(''), password);
});

t.test('with the database gone, new settings are taken: there is nothing to lose', async (t) => {
  const site = await prepareSite(t);
  const { product } = await start(t, site);
  await waitFor('the database', () => product.status().database.state === 'live');
  await site.cluster.tds.stop();
  await waitFor('its loss', () => product.status().database.state === 'lost', 30_000);
  change(site, (settings) => {
    const [name = ''] = Object.keys(settings.servers ?? {});
    settings.servers = {
      ...settings.servers,
      [name]: { ...(settings.servers?.[name] as object), weight: 7 },
    };
  });
  t.match(await product.reload?.(), { ok: true, applied: ['servers.CRMWEB1.weight'] });
  t.equal(product.status().servers[0]?.weight, 7, 'from the kept copy of the server list');
  t.equal(product.status().servers.length, 3);
  await site.startDatabase();
  await waitFor('its return', () => product.status().database.state === 'live', 60_000);
});
