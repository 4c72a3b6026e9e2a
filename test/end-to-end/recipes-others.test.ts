// Recipes beside that of a version of Sage CRM, each planned over the embedded cluster and rehearsed to its end; what
// people do is confirmed by a stand-in. The environment `test` is the same embedded cluster: nobody else uses it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { stringify } from 'yaml';
import type { PlanDocument, RunDocument } from '../../admin/run-schema.ts';
import { inventedParameterNames } from '../../demo/store/seed.ts';
import { installFolder, nameOf } from '../../demo/windows/seed.ts';
import { setupFile, simulatedAttestation, simulatedKey } from '../../demo/windows/setups.ts';
import type { Product } from '../../main/product.ts';
import { merge, prepareSite, type Settings, usualConfiguration } from '../support/site.ts';
import { sshSections } from '../support/ssh-site.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(900_000);

const ownLicence = 'SIM-LICENCE-OF-THE-TEST-ENVIRONMENT';
const program = `${installFolder}\\WWWRoot\\eware.dll`;
const webApps = 'C:\\Program Files (x86)\\Sage\\CRM\\tomcat\\webapps';

const crm = {
  profile: 'sage-100-crm',
  overrides: {
    parameters: inventedParameterNames,
    sql: { activityUser: 'SIM_ActivityUser', activityLogOn: 'SIM_ActivityLogOn' },
  },
};
const upgrade = {
  freeGigabytes: 0.1,
  warmAnswers: 1,
  setups: [{ version: '8.1', program: setupFile('8.1'), words: ['/unattended'], processes: ['setup.exe'] }],
  licenceKeys: [
    { version: '8.1', key: simulatedKey('8.1') },
    { version: 'attestation', key: simulatedAttestation },
    { version: 'own-licence', key: ownLicence },
  ],
};

type Wish = {
  readonly recipe: string;
  readonly environment: string;
  readonly parameters: Readonly<Record<string, string>>;
};

async function post<Value>({ adminUrl }: Product, path: string, body: object) {
  const answer = await fetch(`${adminUrl}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, text, value: JSON.parse(text) as Value };
}

async function planned(product: Product, wish: Wish): Promise<PlanDocument> {
  const { status, text, value } = await post<PlanDocument>(product, 'plans', {
    ...wish,
    acceptLikely: false,
  });
  if (status !== 200) throw new Error(text);
  return value;
}

const current = async ({ adminUrl }: Product) =>
  (await (await fetch(`${adminUrl}/api/v1/runs/current`)).json()) as RunDocument;

type StandIn = (key: string, run: RunDocument) => Promise<void> | void;

/** Plans and runs it to its end; `standIn` does what a person would, and then it is confirmed. */
async function through(
  product: Product,
  wish: Wish,
  standIn: StandIn = () => undefined,
): Promise<RunDocument> {
  const { hash } = await planned(product, wish);
  const body = { ...wish, acceptLikely: false, hash, reason: 'a test' };
  const begun = await post<RunDocument>(product, 'runs', body);
  if (begun.status !== 200) throw new Error(begun.text);
  const confirmed = new Set<string>();
  return waitFor(
    `the end of ${wish.recipe}`,
    async () => {
      const run = await current(product);
      if (run.endedAt !== null) return run;
      const step = run.steps.find(({ id }) => id === run.at);
      if (run.status === 'failed') throw new Error(`${run.statusText}: ${run.because} ${step?.text}`);
      if (step?.byPerson !== true || step.state !== 'waiting' || confirmed.has(step.id)) return undefined;
      t.ok(step.instructions.length > 0, `${wish.recipe} tells how to do ${step.key}`);
      await standIn(step.key, run);
      const items = step.items.length > 0 ? { all: true } : {};
      const wished = { verb: 'confirm', step: step.id, text: `done by a stand-in: ${step.key}`, ...items };
      const answer = await post(product, `runs/${run.run}/wish`, wished);
      if (answer.status !== 200) throw new Error(answer.text);
      confirmed.add(step.id);
      return undefined;
    },
    60_000,
  );
}

t.test('each recipe goes to its end over the embedded cluster', async (t) => {
  let sections: Settings = {};
  const site = await prepareSite(t, {
    servers: 2,
    behaviour: { tomcatReadyMs: 0, metadataLoadMs: 0 },
    prepare: async (cluster, folder) => {
      const { remote, servers } = await sshSections(cluster, folder);
      sections = { remote, servers, crm, upgrade };
      const own = { ...sections, dataDirectory: 'test-data' };
      const test = merge(usualConfiguration(cluster), own);
      writeFileSync(join(folder, 'test.yaml'), stringify(test));
      for (const { machine } of cluster.ssh.servers) {
        machine.settings.serviceStartMs = 10;
        machine.settings.serviceStopMs = 10;
        machine.settings.setupMs = 50;
      }
    },
    configuration: () => ({
      ...sections,
      environments: { test: { configuration: 'test.yaml' } },
      roles: { lookMs: 1_000 },
      leader: { heartbeatMs: 200, leaseMs: 1_000, takeOverMs: 1_200 },
    }),
  });
  const { store, ssh, crm: simulated } = site.cluster;
  const product = await site.start();
  await waitFor('it to lead', () => product.status().leader.state === 'leading', 30_000);
  const names = () => store.parameter('ServerNames');
  /** The run that went from one version to another. */
  let hopped = '';
  const second = ssh.servers[1]?.machine;
  if (second === undefined) throw new Error('there are two servers');
  const at = (environment: string, recipe: string, parameters: Wish['parameters'] = {}): Wish => ({
    recipe,
    environment,
    parameters,
  });
  const rehearse = (recipe: string, parameters: Wish['parameters'] = {}, standIn?: StandIn) =>
    through(product, at('test', recipe, parameters), standIn);
  await waitFor('the test environment', async () => {
    const { status } = await post(product, 'plans', {
      ...at('test', 'remove-server', { server: 'CRMWEB2' }),
      acceptLikely: false,
    });
    return status === 200;
  });

  await t.test('remove-server: roles elsewhere, out of the lists, off, not connected', async (t) => {
    const run = await rehearse('remove-server', { server: 'CRMWEB2' });
    t.match(run, { status: 'completed', statusText: 'Completed', stepsDone: run.steps.length });
    t.equal(names(), 'CRMWEB1;');
    t.equal(store.parameter('SIM_DistributedAddresses'), '127.0.0.*;');
    t.equal(store.parameter('SIM_FullyQualifiedNames'), 'crmweb1.sim.test;');
    const left = second.services
      .list()
      .filter(({ status, startType }) => status !== 'Stopped' || startType !== 4);
    t.same(
      left.map(({ name }) => name).filter((name) => name === 'W3SVC' || name === 'CRMTomcat7'),
      [],
    );
    const refused = await rehearse('remove-server', { server: 'CRMWEB1' }).catch(
      (error: Error) => error.message,
    );
    t.match(refused, /CRMWEB1 is the master and owns the database/);
    await post(product, 'runs/current/wish', { verb: 'abort', text: 'a test' });
    await waitFor('the end', async () => (await current(product)).endedAt);
  });

  await t.test('add-server: kept out, without a second engine, tested, then in', async (t) => {
    const engine = `${webApps}\\CRMExchangeSyncEngine.war`;
    const install: StandIn = async (key) => {
      if (key !== 'install') return;
      for (const { name } of second.services.list()) second.services.setStartType(name, 2);
      for (const name of ['W3SVC', 'CRMTomcat7']) await second.services.start(name);
      second.files.write(engine, 'SIMULATED', Date.now());
    };
    const wished = { server: 'CRMWEB2', address: '127.0.0.7', checklist: 'automatic' };
    const run = await rehearse('add-server', wished, install);
    t.match(run, { status: 'completed', stepsDone: run.steps.length });
    t.equal(second.files.read(engine), undefined, 'the engine is parked');
    t.equal(names(), 'CRMWEB1;CRMWEB2;');
    t.equal(store.parameter('SIM_DistributedAddresses'), '127.0.0.*;127.0.0.7;');
    t.equal(store.parameter('SIM_FullyQualifiedNames'), 'crmweb1.sim.test;;', 'blank is an entry');
    const order = run.steps.map(({ key }) => key);
    t.ok(order.indexOf('keep-out') < order.indexOf('server-name'), 'nobody comes before the tests');
    t.ok(order.indexOf('test') < order.indexOf('admit'));
  });

  await t.test('restore: rows and licence of this environment, no view vSentinal', async (t) => {
    // Of the time when the list had one server only.
    const kept = [...site.cluster.upkeep.files.keys()][1] ?? '';
    const before = names();
    store.database.exec('CREATE VIEW vSentinal AS SELECT Parm_Name FROM Custom_SysParams');
    const served: (string | undefined)[] = [];
    const wished = { databaseBackup: kept, into: 'test', checklist: 'automatic' };
    const run = await rehearse('restore', wished, () => {
      served.push(names());
    });
    t.match(run, { status: 'completed', stepsDone: run.steps.length });
    t.equal(names(), before);
    t.equal(store.parameter('RegisterKeyGen'), ownLicence);
    t.same(store.database.prepare("SELECT name FROM sqlite_master WHERE type = 'view'").all(), []);
    t.notMatch(
      site
        .log()
        .map(({ msg }) => msg)
        .join('\n'),
      new RegExp(ownLicence),
    );
    t.ok(simulated.servers.every((each) => each.details().state !== 'stopped'));
  });

  await t.test(
    'restore: a database of another version than the files halts before any server starts',
    async (t) => {
      const [kept = ''] = site.cluster.upkeep.files.keys();
      const before = store.parameter('Version') ?? '';
      store.setParameter('Version', '7.3');
      const wished = { databaseBackup: kept, checklist: 'automatic' };
      const refused = await rehearse('restore', wished).catch((error: Error) => error.message);
      t.match(refused, `the database is of version ${before} now, and the files of the servers are of 7.3`);
      t.ok(simulated.servers.every((each) => each.details().state === 'stopped'));
      await post(product, 'runs/current/wish', { verb: 'rollback', text: 'the files are needed too' });
      await waitFor('the rollback', async () => (await current(product)).status === 'rolled-back', 60_000);
      t.equal(store.parameter('Version'), '7.3', 'the database of before');
      t.ok(simulated.servers.every((each) => each.details().state !== 'stopped'));
    },
  );

  await t.test('sage-100-crm-version: hop, attestation key and licence key', async (t) => {
    store.setParameter('Version', '7.5');
    await waitFor('the version to be read', async () => {
      const plan = await post<PlanDocument>(product, 'plans', {
        ...at('test', 'sage-100-crm-version', { to: '8.1' }),
        acceptLikely: false,
      });
      return plan.value.hops?.[0]?.from === '7.5';
    });
    const wished = { to: '8.1', setup: 'command', checklist: 'automatic' };
    const without = { ...wished, attestationKey: 'nothing' };
    const { hash } = await planned(product, at('test', 'sage-100-crm-version', without));
    const refused = await post(product, 'runs', {
      ...at('test', 'sage-100-crm-version', without),
      acceptLikely: false,
      hash,
      reason: 'a test',
    });
    t.match(refused.text, /no licence key of nothing, and attestation-key wants one/);
    const byHand: StandIn = (_key, run) => {
      t.notMatch(JSON.stringify(run), new RegExp(`${simulatedAttestation}|${simulatedKey('8.1')}`));
    };
    const run = await rehearse('sage-100-crm-version', wished, byHand);
    t.match(run, { status: 'completed', stepsDone: run.steps.length });
    t.equal(store.parameter('Version'), '8.1');
    hopped = run.run;
  });

  await t.test('restore: all that a run has kept, across its versions', async (t) => {
    const wished = { run: hopped, files: 'kept', checklist: 'automatic' };
    const run = await rehearse('restore', wished);
    t.match(run, { status: 'completed', stepsDone: run.steps.length });
    t.equal(store.parameter('Version'), '7.5');
    t.same(
      ssh.servers.map(({ machine }) => nameOf(machine.files.read(program)?.bytes)),
      [undefined, undefined],
      'the programs of before',
    );
  });

  await t.test(
    'restore-server: what a run has kept of one server, of the version of the other',
    async (t) => {
      second.files.remove(program);
      const run = await rehearse('restore-server', { run: hopped, server: 'CRMWEB2' });
      t.match(run, { status: 'completed', stepsDone: run.steps.length });
      t.ok(second.files.read(program), 'its program is there again');
      t.match(
        run.steps.find(({ key }) => key === 'files-of-run'),
        { text: /CRMWEB2: as run \d+ has kept it/, targets: ['CRMWEB2'] },
      );
    },
  );

  await t.test('sage-xrt-advanced: components in their order, every tenant checked', async (t) => {
    const order: string[] = [];
    const run = await rehearse(
      'sage-xrt-advanced',
      {
        site: 'XRT',
        databaseServer: 'SQL1',
        commonServicesDatabase: 'SCS',
        treasuryDatabase: 'TRE',
        nextDatabase: 'NEXT',
        backupFolder: 'D:\\Backup',
        tenants: 'A, B',
      },
      (key) => {
        order.push(key);
      },
    );
    t.match(run, { status: 'completed', stepsDone: run.steps.length });
    t.same(order.slice(2, 8), [
      'save-databases',
      'bank-formats',
      'common-services',
      'treasury',
      'advanced',
      'services',
    ]);
  });
});
