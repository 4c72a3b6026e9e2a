// Roles that exist once over the demo's SSH: shown, moved, moved before maintenance, stopped where there are two, kept
// over a Fairlead that ends in the middle, left to a person where there is no SSH.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { RolesDocument } from '../../admin/operations/roles.ts';
import { inventedParameterNames } from '../../demo/store/seed.ts';
import { simulatedMetadata } from '../../main/demo/demo-configuration.ts';
import type { Product } from '../../main/product.ts';
import { runFairlead } from '../support/fairlead-process.ts';
import { prepareSite, type Settings } from '../support/site.ts';
import { sshSections } from '../support/ssh-site.ts';
import { waitFor as waitAtMost } from '../support/wait-for.ts';

t.setTimeout(900_000);

/** A Fairlead that has just started does not lead yet, and the database is asked slowly. */
const waitFor: typeof waitAtMost = (what, ask) => waitAtMost(what, ask, 40_000);

const crm = {
  scheme: 'http',
  overrides: {
    parameters: inventedParameterNames,
    sql: { activityUser: 'SIM_ActivityUser', activityLogOn: 'SIM_ActivityLogOn' },
    metadata: simulatedMetadata,
    roles: { emailManager: { service: 'SIM_EmailManager' } },
  },
};

async function open(t: Test, roles: Settings = {}, without: readonly string[] = []) {
  let ssh: Settings = {};
  const site = await prepareSite(t, {
    behaviour: { tomcatReadyMs: 0, metadataLoadMs: 20 },
    prepare: async (cluster, folder) => {
      ssh = await sshSections(cluster, folder, without);
    },
    configuration: () => ({
      ...ssh,
      crm,
      metadata: { reload: 'auto', lookMs: 1_000, quietMs: 0 },
      roles: { lookMs: 1_000, ...roles },
      budget: { lookMs: 1_000 },
      leader: { heartbeatMs: 200, leaseMs: 1_000, takeOverMs: 1_200 },
    }),
  });
  const product = await site.start();
  const run = (...words: string[]) => runFairlead(t, [...words, '--url', product.adminUrl]);
  const { servers } = site.cluster.ssh;
  const runs = (service: string) =>
    servers
      .filter(({ machine }) =>
        machine.services.list().some((each) => each.name === service && each.status === 'Running'),
      )
      .map(({ name }) => name);
  return { site, product, run, runs, servers };
}

async function rolesOf({ adminUrl }: Product): Promise<RolesDocument> {
  return (await (await fetch(`${adminUrl}/api/v1/roles`)).json()) as RolesDocument;
}

async function seen(product: Product) {
  await waitFor('it to lead', () => product.status().leader.state === 'leading');
  await waitFor('all to be seen', async () =>
    (await rolesOf(product)).roles.every(({ state }) => state !== 'unknown'),
  );
  return Object.fromEntries(
    (await rolesOf(product)).roles.map(({ role, on, state }) => [role, `${state} ${on.join(' ')}`]),
  );
}

const audit = (folder: string) => readFileSync(join(folder, 'data', 'audit.jsonl'), 'utf8');

t.test('every role is seen, and moved: stopped there, verified, started here, verified', async (t) => {
  const { site, product, run, runs, servers } = await open(t);
  t.same(await seen(product), {
    dtls: 'one CRMWEB1',
    'email-manager': 'one CRMWEB1',
    indexer: 'one CRMWEB1',
    escalation: 'one CRMWEB1',
    integration: 'one CRMWEB1',
    'replication-engine': 'one CRMWEB1',
  });
  const shown = await run('roles');
  t.equal(shown.code, 0, shown.errors);
  t.match(shown.output, /ROLE +WANTED ON +RUNS ON +FOR +STATE\nDTLS +any +CRMWEB1 +\S+ +✔ one\n/);
  await waitFor('the scripts', async () => (await rolesOf(product)).detachedScripts === 1);
  t.match((await run('roles')).output, /1 detached table-level script needs the DTLS server/);

  const moved = await run('roles', 'move', 'escalation', 'crmweb2', '-m', 'a test');
  t.equal(moved.code, 0, moved.output + moved.errors);
  t.match(moved.output, /Escalation +any +CRMWEB2/);
  t.same(runs('CRMEscalationService'), ['CRMWEB2']);
  const start = (at: number) =>
    servers[at]?.machine.services.list().find(({ name }) => name === 'CRMEscalationService')?.startType;
  t.same([start(0), start(1)], [3, 2], 'a restart of a machine does not bring a second one');
  await waitFor('the audit', () => /"role.moved"/.test(audit(site.folder)));
  t.match(
    audit(site.folder),
    /"operation":"role.step".*"fence":\d+.*stop on CRMWEB1, since it runs on CRMWEB1/,
  );
  t.match(audit(site.folder), /"operation":"role.moved".*it runs on CRMWEB2 and nowhere else/);

  const refused = await run('roles', 'move', 'escalation', 'CRMWEB3', '-m', 'a test');
  t.equal(refused.code, 1);
  t.match(refused.errors, /Escalation is not installed on CRMWEB3/);
  t.same(runs('CRMEscalationService'), ['CRMWEB2'], 'nothing was stopped');
});

t.test('DTLS: the parameter is written, the servers load it, both are verified', async (t) => {
  const { site, product, run, servers } = await open(t);
  await seen(product);
  const loads = () => site.cluster.crm.servers.map((each) => each.details().counters.metadataReloads);
  const before = loads();
  const moved = await run('roles', 'move', 'dtls', 'CRMWEB2', '-m', 'a test', '-o', 'json');
  t.equal(moved.code, 0, moved.errors);
  t.equal(site.cluster.store.parameter(inventedParameterNames.dtlsServer), 'CRMWEB2');
  await waitFor('the status', () => product.status().crm.dtlsServer === 'CRMWEB2');
  t.ok(
    loads().every((count, at) => count > (before[at] ?? 0)),
    'every server has loaded its metadata',
  );
  const document: RolesDocument = JSON.parse(moved.output);
  t.match(document.roles[0], { state: 'one', on: ['CRMWEB2'], move: { outcome: 'moved' } });
  t.match(
    document.roles[0]?.move?.deeds.map(({ text }) => text),
    [/^write CRMWEB2/, /loaded by CRMWEB1, CRMWEB2, CRMWEB3/],
  );
  t.equal(servers.length, 3);
});

t.test('the replication engine never runs on two', async (t) => {
  const { product, run, servers } = await open(t);
  await seen(product);
  const refused = await run('roles', 'move', 'replication-engine', 'CRMWEB2', '-m', 'a test');
  t.equal(refused.code, 1);
  t.match(refused.errors, /runs on the master only, never on a second server/);
  const folder = 'C:\\Program Files (x86)\\Sage\\CRM\\tomcat\\webapps';
  const war = (at: number) => servers[at]?.machine.files.read(`${folder}\\CRMExchangeSyncEngine.war`);
  servers[1]?.machine.files.write(`${folder}\\CRMExchangeSyncEngine.war`, 'SIMULATED', Date.now());
  await waitFor('the second one to be taken out', () => war(1) === undefined);
  t.ok(war(0), 'that of the master stays');
  await waitFor('it to be told', async () => (await seen(product))['replication-engine'] === 'one CRMWEB1');
  const role = (await rolesOf(product)).roles.find((each) => each.role === 'replication-engine');
  t.match(role, { move: { cause: 'second', by: 'fairlead', outcome: 'moved', to: 'CRMWEB1' } });
});

t.test('before maintenance its roles go elsewhere; the preview says so', async (t) => {
  const { site, product, run, runs } = await open(t);
  await seen(product);
  const preview = await run('maintenance', 'CRMWEB1', '-m', 'a test', '--dry-run');
  t.equal(preview.code, 0, preview.errors);
  t.match(preview.output, /Escalation moves to CRMWEB2 first\./);
  t.match(preview.output, /Exchange replication engine stays on CRMWEB1 and does not run\s+meanwhile/);
  const done = await run('maintenance', 'CRMWEB1', '-m', 'a test', '-y');
  t.equal(done.code, 0, done.errors);
  for (const service of ['CRMEscalationService', 'CRMIndexerService', 'SIM_EmailManager'])
    t.same(runs(service), ['CRMWEB2'], service);
  t.equal(runs('CRMIntegrationService').length, 1);
  t.not(runs('CRMIntegrationService')[0], 'CRMWEB1');
  t.equal(product.status().servers[0]?.admin.state, 'maintenance');
  t.not(site.cluster.store.parameter(inventedParameterNames.dtlsServer), 'CRMWEB1');
});

t.test('a Fairlead that ends in the middle of a move goes on with it', async (t) => {
  const { site, product, runs, servers } = await open(t);
  await seen(product);
  servers[0]?.machine.faults.add({ kind: 'hang' }, { name: 'stand-down-service' });
  const answer = await fetch(`${product.adminUrl}/api/v1/roles/indexer/move`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ server: 'CRMWEB2', reason: 'a test' }),
  });
  t.equal(answer.status, 200);
  const hangs = () =>
    [...(servers[0]?.machine.running.values() ?? [])].some(({ name }) => name === 'stand-down-service');
  await waitFor('it to hang', hangs);
  await product.close();
  t.same(runs('CRMIndexerService'), ['CRMWEB1']);
  const again = await site.start();
  await waitFor('it to be there', () => runs('CRMIndexerService').join() === 'CRMWEB2');
  await waitFor('it to be told', async () => (await seen(again)).indexer === 'one CRMWEB2');
});

t.test('a service that cannot be started there goes back to where it was', async (t) => {
  const { product, run, runs, servers } = await open(t, { tries: 2 });
  await seen(product);
  servers[1]?.machine.faults.add(
    { kind: 'exit', exitCode: 1, stderr: 'no' },
    { name: 'stand-up-service', times: 2 },
  );
  const moved = await run('roles', 'move', 'indexer', 'CRMWEB2', '-m', 'a test');
  t.equal(moved.code, 1);
  t.match(moved.output, /Indexer went back to where it was/);
  t.same(runs('CRMIndexerService'), ['CRMWEB1']);
});

t.test('on a server without SSH a person does it, and says so', async (t) => {
  const { product, run } = await open(t, {}, ['CRMWEB3']);
  await waitFor('it to lead', () => product.status().leader.state === 'leading');
  await waitFor('a look', async () => (await rolesOf(product)).roles.some(({ on }) => on.length > 0));
  t.match(
    (await rolesOf(product)).roles.find(({ role }) => role === 'integration'),
    { state: 'unknown', on: ['CRMWEB1'] },
  );
  const told = await run('roles', 'tell', 'integration', 'CRMWEB3', 'stopped');
  t.equal(told.code, 0, told.errors);
  t.match(told.output, /Integration service +least-busy +CRMWEB1 +\S+ +✔ one/);
  const begun = await run('roles', 'move', 'integration', 'CRMWEB3', '-m', 'a test', '--no-wait');
  t.equal(begun.code, 0, begun.errors);
  await waitFor('the instruction', async () => (await rolesOf(product)).instructions.length > 0);
  const [instruction] = (await rolesOf(product)).instructions;
  t.match(instruction, {
    server: 'CRMWEB3',
    purpose: /Starts the service CRMIntegrationService/,
    shell: 'powershell',
  });
  t.match((await run('roles')).output, /Then: fairlead roles done 1/);
  const line = JSON.stringify({ services: ['CRMIntegrationService'], running: true });
  const done = await run('roles', 'done', instruction?.id ?? '', '--said', line);
  t.equal(done.code, 0, done.errors);
  await waitFor('it to be told', async () => {
    const role = (await rolesOf(product)).roles.find((each) => each.role === 'integration');
    return role?.state === 'one' && role.on.join() === 'CRMWEB3' && role.move?.outcome === 'moved';
  });
});

t.test('failover: off by default; where it is on, only once the server is confirmed dead', async (t) => {
  const { site, product, run, runs, servers } = await open(t, {
    failoverAfterMs: 0,
    escalation: { failover: true },
  });
  await seen(product);
  const [first] = servers;
  const crmServer = site.cluster.crm.servers[0];
  const early = await run('roles', 'dead', 'CRMWEB1', '-m', 'a mistake');
  t.match(early, { code: 1, errors: /sees CRMWEB1 alive: it answers over HTTP/ });
  await crmServer?.kill();
  await first?.server.close();
  await waitFor('it not to be seen', async () =>
    (await rolesOf(product)).roles.some(({ role, state }) => role === 'escalation' && state === 'unknown'),
  );
  await waitFor('the check to see it', () => product.status().servers[0]?.health.state === 'down');
  t.same(runs('CRMEscalationService'), ['CRMWEB1'], 'not answering from here is one kind of evidence');
  // Its machine is off as well.
  await first?.machine.services.stop('CRMEscalationService');
  await first?.machine.services.stop('CRMIndexerService');
  const dead = await run('roles', 'dead', 'CRMWEB1', '-m', 'its power is off');
  t.equal(dead.errors, '', 'nobody contradicts');
  // The database may still show connections of it at its last look.
  await waitFor('all to agree', async () =>
    /CRMWEB1 is dead: it does not answer/.test((await run('roles')).output),
  );
  await waitFor('it to be started elsewhere', () => runs('CRMEscalationService').join() === 'CRMWEB2');
  t.same(runs('CRMIndexerService'), [], 'whose failover is off stays where it was');
  const codes = product.status().notices.map(({ code }) => code);
  t.ok(codes.includes('role-nowhere'), codes.join());
});
