// `fairlead doctor` against the embedded cluster: in order, with a fault of every kind, and mended again; asked of a
// running Fairlead and without one.

import { join } from 'node:path';
import sql from 'mssql';
import t, { type Test } from 'tap';
import type { DoctorDocument } from '../../admin/operations/doctor.ts';
import type { RolesDocument } from '../../admin/operations/roles.ts';
import { doctorText } from '../../admin/rules/doctor-text.ts';
import { createPainter } from '../../admin/rules/paint.ts';
import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';
import { inventedParameterNames as names } from '../../demo/store/seed.ts';
import { installFolder, webAppsFolder } from '../../demo/windows/seed.ts';
import { demoRemote, writeDemoSsh } from '../../main/demo/demo-ssh.ts';
import { runFairlead } from '../support/fairlead-process.ts';
import { prepareSite, type Site } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

const files = { keyFile: 'ssh-key', knownHostsFile: 'known_hosts', configFile: 'ssh_config' };
const patienceMs = 30_000;

function siteOf(t: Test) {
  return prepareSite(t, {
    prepare: async (cluster, folder) => {
      await writeDemoSsh(cluster, folder);
      // As Windows does with a log-on by SSH key.
      for (const { machine } of cluster.ssh.servers) machine.settings.sharesWantPassword = true;
    },
    configuration: (cluster) => {
      const { remote, ports } = demoRemote(cluster, files);
      const servers = cluster.crm.servers.map(({ name, origin }) => [
        name,
        { origin, remote: { port: ports.get(name) } },
      ]);
      return {
        // The polls and the doctor share one pace.
        database: { pollMs: 10_000 },
        // What is broken is to be told, not mended before.
        roles: { lookMs: 3_600_000 },
        servers: Object.fromEntries(servers),
        remote,
        files: { library: { user: 'SIM\\fairlead', password: 'not a secret' } },
        crm: {
          serviceAccount: { user: cluster.logOns[0]?.logOn, password: cluster.logOns[0]?.password },
          overrides: {
            probe: { versionPattern: 'id="version">([^<]+)<' },
            roles: { emailManager: { service: 'SIM_EmailManager' } },
          },
        },
      };
    },
  });
}

async function doctor(t: Test, ...words: string[]) {
  const { code, output, errors } = await runFairlead(t, ['doctor', '-o', 'json', ...words]);
  t.match(output, /^\{/, errors);
  const document = JSON.parse(output) as DoctorDocument;
  const bad = document.findings.filter(({ severity }) => severity === 'warning' || severity === 'fault');
  const told = new Set(bad.map(({ examination, severity }) => `${severity} ${examination}`));
  return { code, errors, document, bad, told: [...told].toSorted() };
}

const rolesOf = ({ findings }: DoctorDocument) =>
  findings
    .filter(({ examination }) => examination === 'roles')
    .map(({ severity, seen }) => `${severity} ${seen}`);

/** Another Fairlead that stands in front, as the database shows it: a connection by its name from another machine. */
async function secondFairlead({ cluster: { sql: at } }: Site) {
  const pool = new sql.ConnectionPool({
    server: at.host,
    port: at.port,
    user: at.user,
    password: at.password,
    database: at.database,
    pool: { min: 1, max: 1 },
    options: { trustServerCertificate: true, appName: 'fairlead', workstationId: 'GATE2' },
  });
  await pool.connect();
  await pool.query('SELECT 1 AS one');
  return pool;
}

/** Everything the guides warn of, done to a site; resolves with what undoes it. */
async function breakEverything(site: Site): Promise<() => Promise<void>> {
  const { store, ssh } = site.cluster;
  const [first, second] = ssh.servers;
  if (!first || !second) throw new Error('two servers are wanted');
  const before = rowsOf(site.cluster);
  const other = await secondFairlead(site);
  const skewed = second.machine.settings;
  const engine = `${webAppsFolder}\\CRMExchangeSyncEngine.war`;
  const program = `${installFolder}\\WWWRoot\\eware.dll`;
  store.setParameter(names.ownBalancing, 'True');
  store.setParameter(names.distributedAddresses, '10.9.9.9;127.0.0.*;');
  store.setParameter(names.fullyQualifiedNames, 'crmweb2.sim.test;;crmweb3.sim.test;');
  store.setParameter('RegisterKeyGen', null);
  store.setParameter('DocStore', '\\\\simfiles\\gone\\');
  store.database.exec('CREATE INDEX _dta_index_Users_1 ON Users (User_LastServer)');
  store.database.exec('DELETE FROM msdb.backupset');
  Object.assign(skewed, {
    clockSkewMs: 600_000,
    idleTimeoutMinutes: 20,
    enable32Bit: false,
    administrator: false,
  });
  for (const { machine } of [first, second]) machine.files.write(engine, 'SIMULATED', Date.now());
  second.machine.files.write(program, 'SIMULATED 7.3.0.0', Date.now());
  await first.machine.services.stop('CRMIndexerService');
  return async () => {
    for (const [name, value] of before) store.setParameter(name, value);
    store.database.exec('DROP INDEX _dta_index_Users_1');
    store.recordBackup('D', Date.now());
    Object.assign(skewed, {
      clockSkewMs: 0,
      idleTimeoutMinutes: 120,
      enable32Bit: true,
      administrator: true,
    });
    second.machine.files.remove(engine);
    second.machine.files.write(program, 'SIMULATED 7.2.0.1', Date.now());
    await first.machine.services.start('CRMIndexerService');
    await other.close();
  };
}

const changed = [...Object.values(names), 'RegisterKeyGen', 'DocStore'];
const rowsOf = ({ store }: EmbeddedCluster) =>
  changed.map((name) => [name, store.parameter(name) ?? null] as const);

t.test('a fault of every kind is told, and gone when it is mended', async (t) => {
  const site = await siteOf(t);
  const product = await site.start();
  await waitFor(
    'the first look',
    () => product.status().servers.every(({ health }) => health.state === 'up'),
    patienceMs,
  );
  const mend = await breakEverything(site);
  const broken = await doctor(t, '--url', product.adminUrl);
  t.equal(broken.code, 4);
  t.same(broken.told, [
    'fault address-checking',
    'fault address-list',
    'fault app-pools',
    'fault backups',
    'fault library-path',
    'fault licence',
    'fault own-balancing',
    'fault qualified-names',
    'fault roles',
    'fault versions',
    'warning clocks',
    'warning idle-time-outs',
    'warning qualified-names',
    'warning ssh',
    'warning tuning-objects',
  ]);
  t.match(broken.bad.find(({ examination }) => examination === 'address-checking')?.seen, /GATE2/);
  t.match(rolesOf(broken.document), [
    'ok DTLS runs on CRMWEB1.',
    'ok E-mail manager runs on CRMWEB1.',
    'fault Indexer runs nowhere; it is stopped on CRMWEB1 and CRMWEB2.',
    'ok Escalation runs on CRMWEB1.',
    'ok Integration service runs on CRMWEB1.',
    /^fault Exchange replication engine is on CRMWEB1 and CRMWEB2; .* come twice\.$/,
  ]);
  for (const { seen, mend: how } of broken.bad) t.not(how, '', `how to mend: ${seen}`);
  t.notMatch(JSON.stringify(broken.document), /SIM-NOT-A-LICENCE/, 'the licence is never read');

  const table = doctorText(broken.document, { all: false, columns: 80, painter: createPainter(false) });
  for (const line of table.split('\n')) t.ok([...line].length <= 80, line);
  t.match(table, /^✖ fault {4}own-balancing/m);

  await mend();
  const mended = await doctor(t, '--url', product.adminUrl);
  t.same(mended.bad, []);
  t.equal(mended.code, 0);
  const { roles } = (await (await fetch(`${product.adminUrl}/api/v1/roles`)).json()) as RolesDocument;
  t.same(
    rolesOf(mended.document),
    roles.map(({ title, on }) => `ok ${title} runs on ${on.join()}.`),
    'the doctor and `fairlead roles` say the same',
  );
});

t.test('without a Fairlead it is examined from the command itself', async (t) => {
  const site = await siteOf(t);
  site.cluster.store.setParameter(names.fullyQualifiedNames, ';crmweb2.sim.test;crmweb3.sim.test;');
  const here = await doctor(t, '-c', site.file);
  t.match(here.errors, /no Fairlead answers here/);
  t.same(here.told, ['warning qualified-names']);
  t.equal(here.code, 3);
  const unseen = here.document.findings.filter(({ severity }) => severity === 'unknown');
  const library = here.document.findings.filter(({ examination }) => examination === 'library-path');
  t.match(
    library.slice(1).map(({ severity, seen }) => `${severity} ${seen}`),
    site.cluster.ssh.servers.map(() => /^ok It gets at .* as SIM\\fairlead/),
    'the share is opened with the user and the secret of the configuration',
  );
  t.same(unseen, []);
  t.equal(rolesOf(here.document).length, 6);

  await site.cluster.tds.stop();
  const away = await doctor(t, '--here', '-c', site.file);
  t.equal(away.code, 4);
  t.match(away.bad, [{ examination: 'database-connection', severity: 'fault' }]);
  t.match(await runFairlead(t, ['doctor', '--here', '-c', join(site.folder, 'none.yaml')]), { code: 1 });
  t.match(await runFairlead(t, ['doctor', '--url', 'http://127.0.0.1:1']), { code: 1 });
});
