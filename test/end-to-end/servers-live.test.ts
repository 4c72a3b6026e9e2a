// A server leaves the live cluster and comes back to it by `remove-server` and `add-server`, while people work: who is on
// it finishes, its roles and its entries in the lists go, the newcomer takes nobody before its tests, nobody notices.

import t, { type Test } from 'tap';
import type { RolesDocument } from '../../admin/operations/roles.ts';
import type { RunDocument } from '../../admin/run-schema.ts';
import { acts } from '../../demo/crm/rules/paths.ts';
import { inventedParameterNames } from '../../demo/store/seed.ts';
import { webAppsFolder } from '../../demo/windows/seed.ts';
import { demoUpgrade, simulatedMetadata } from '../../main/demo/demo-configuration.ts';
import type { Product } from '../../main/product.ts';
import { ask, form, page, sidOf } from '../demo/crm/harness.ts';
import { inviteCrowd } from '../support/crowd.ts';
import { runFairlead } from '../support/fairlead-process.ts';
import { prepareSite, type Settings, type Site } from '../support/site.ts';
import { sshSections } from '../support/ssh-site.ts';
import { waitFor as waitAtMost } from '../support/wait-for.ts';

t.setTimeout(600_000);

const waitFor: typeof waitAtMost = (what, look) => waitAtMost(what, look, 90_000);
const name = 'CRMWEB2';
const people = 60;
const engine = `${webAppsFolder}\\CRMExchangeSyncEngine.war`;
const { distributedAddresses, fullyQualifiedNames, dtlsServer } = inventedParameterNames;

const overrides = {
  parameters: inventedParameterNames,
  sql: { activityUser: 'SIM_ActivityUser', activityLogOn: 'SIM_ActivityLogOn' },
  session: { logOffMatches: ['[?&]Act=99901(&|$)'] },
  metadata: simulatedMetadata,
  roles: { emailManager: { service: 'SIM_EmailManager' } },
};

async function prepare(t: Test): Promise<Site> {
  let ssh: Settings = {};
  return prepareSite(t, {
    users: people + 20,
    behaviour: { tomcatReadyMs: 0, metadataLoadMs: 20, dllStartMs: 20 },
    prepare: async (cluster, folder) => {
      ssh = await sshSections(cluster, folder);
      cluster.store.setParameter(distributedAddresses, '10.0.0.1;10.0.0.2;10.0.0.3;');
      for (const { machine } of cluster.ssh.servers)
        Object.assign(machine.settings, { serviceStartMs: 20, serviceStopMs: 20 });
    },
    configuration: () => ({
      ...ssh,
      crm: { scheme: 'http', overrides },
      // The database is asked twice a second at most: what only looks leaves that to the run.
      metadata: { reload: 'auto', lookMs: 10_000, quietMs: 0 },
      roles: { lookMs: 5_000 },
      leader: { heartbeatMs: 200, leaseMs: 1_000, takeOverMs: 1_200 },
      upgrade: { ...demoUpgrade(), parameters: { checklist: 'automatic' } },
    }),
  });
}

const current = async ({ adminUrl }: Product) =>
  (await (await fetch(`${adminUrl}/api/v1/runs/current`)).json()) as RunDocument;

type StandIn = (step: RunDocument['steps'][number]) => Promise<string> | string;

/** Answers each step of a person by what the stand-in did, until the run has ended. */
async function through(t: Test, product: Product, standIn: StandIn): Promise<RunDocument> {
  const answered = new Set<string>();
  return waitFor('the end of the run', async () => {
    const run = await current(product);
    if (run.endedAt !== null) return run;
    const step = run.steps.find(({ id }) => id === run.at);
    if (run.status === 'failed') throw new Error(`${run.statusText}: ${run.because}`);
    if (step?.byPerson !== true || step.state !== 'waiting' || answered.has(step.id)) return undefined;
    t.ok(step.instructions.length > 0, `it tells how to do ${step.key}`);
    const all = step.items.length > 0 ? ['--all'] : [];
    const told = ['upgrade', 'confirm', step.id, ...all, '-m', await standIn(step)];
    await runFairlead(t, [...told, '--url', product.adminUrl]);
    answered.add(step.id);
    return undefined;
  });
}

/** They come, work and log off, all of them again and again until they are to stop. */
function comeAgainAndAgain(site: Site, product: Product) {
  let over = false;
  const tallies: { failures: unknown; logOns: number; logOffs: number; lostSessions: number }[] = [];
  const done = (async () => {
    while (!over) {
      const users = site.cluster.logOns.slice(0, people);
      const wanted = { users, ratePerSecond: 15, workMs: 1_500, pauseMs: 400, soapShare: 0, logOffShare: 1 };
      tallies.push((await inviteCrowd(site, product, wanted).run()).tally);
    }
  })();
  return {
    async stop() {
      over = true;
      await done;
      return tallies;
    },
  };
}

type LogOn = Site['cluster']['logOns'][number];

/** People come by the one URL until one is there; gives that one's session, the others log off again. */
async function visitorOn(
  { cluster }: Site,
  { url }: Product,
  { wanted, users }: { readonly wanted: string; readonly users: readonly LogOn[] },
): Promise<string> {
  const server = cluster.crm.servers.find((each) => each.name === wanted);
  const others: string[] = [];
  for (const { logOn, password } of users) {
    const got = await ask(`${url}/CRM/eware.dll/go`, form({ EWARE_USERID: logOn, PASSWORD: password }));
    const sid = sidOf(got);
    if (server?.details().users.some(({ user }) => user === logOn)) {
      for (const other of others) await ask(page(url, other, 99901));
      return sid;
    }
    others.push(sid);
  }
  throw new Error(`nobody came to ${wanted}`);
}

t.test('a server leaves and comes back under people', async (t) => {
  const site = await prepare(t);
  const { store, crm, ssh } = site.cluster;
  const product = await site.start();
  const [server, machine] = [crm.servers[1], ssh.servers[1]?.machine];
  if (server === undefined || machine === undefined) throw new Error('there are three servers');
  const run = (...words: string[]) => runFairlead(t, [...words, '--url', product.adminUrl]);
  const roles = async () => {
    const got = (await (await fetch(`${product.adminUrl}/api/v1/roles`)).json()) as RolesDocument;
    return Object.fromEntries(got.roles.map(({ role, state, on }) => [role, `${state} ${on.join(' ')}`]));
  };
  const listed = () => product.status().servers.map((each) => each.name);
  const logOns = () => server.details().counters.logOns;
  const isOn = async (sid: string) =>
    (await ask(page(product.url, sid, acts.find))).body.includes('id="user"');
  /** As the step of the recipe says: every server in the list knows the new list then. */
  const reload = async (t: Test) => {
    const loads = () =>
      crm.servers
        .filter((each) => listed().includes(each.name))
        .map((each) => each.details().counters.metadataReloads);
    const before = loads();
    const { code, errors } = await run('metadata', 'reload', '--all');
    t.equal(code, 0, errors);
    t.ok(
      loads().every((count, place) => count > (before[place] ?? 0)),
      'loaded everywhere',
    );
  };
  const withoutRehearsal = ['-y', '--no-wait', '--without-rehearsal', 'rehearsed in a test of its own'];

  await waitFor('it to lead', () => product.status().leader.state === 'leading');
  await waitFor('all roles to be seen', async () =>
    Object.values(await roles()).every((each) => each.startsWith('one ')),
  );
  const moves = ['escalation', 'dtls'].map((role) => run('roles', 'move', role, name, '-m', 'a test'));
  for (const { code, errors } of await Promise.all(moves)) t.equal(code, 0, errors);
  const guests = site.cluster.logOns.slice(people);
  const guest = await visitorOn(site, product, { wanted: name, users: guests.slice(0, 10) });
  const neighbour = await visitorOn(site, product, { wanted: 'CRMWEB3', users: guests.slice(10) });
  const crowd = comeAgainAndAgain(site, product);
  await waitFor('people there', () => server.details().sessions > 2);

  await t.test('it leaves when the last of its people has logged off', async (t) => {
    const begun = await run(
      'upgrade',
      'run',
      'remove-server',
      '--set',
      `server=${name}`,
      ...withoutRehearsal,
    );
    t.equal(begun.code, 0, begun.output + begun.errors);
    await waitFor('one to be left', async () => {
      const { at, steps } = await current(product);
      return at === `drain@${name}` && /: 1 left/.test(steps.find(({ id }) => id === at)?.text ?? '');
    });
    const before = logOns();
    t.ok(await isOn(guest), 'who is on works on');
    t.same(listed(), ['CRMWEB1', name, 'CRMWEB3'], 'nothing is changed while somebody is on');
    t.equal(server.details().state, 'serving');
    await ask(page(product.url, guest, 99901));
    const ended = await through(t, product, async ({ key }) => {
      if (key === 'metadata') await reload(t);
      return `${key} was done by a stand-in`;
    });
    t.match(ended, { statusText: 'Completed', stepsDone: ended.steps.length });
    t.equal(logOns(), before, 'nobody came while it was emptied');
    t.same(listed(), ['CRMWEB1', 'CRMWEB3']);
    t.same(product.status().leavingServers, [], 'nobody is left there');
    t.equal(store.parameter('ServerNames'), 'CRMWEB1;CRMWEB3;');
    t.equal(store.parameter(distributedAddresses), '10.0.0.1;10.0.0.3;');
    t.equal(store.parameter(fullyQualifiedNames), 'crmweb1.sim.test;crmweb3.sim.test;');
    t.not(store.parameter(dtlsServer), name);
    t.same(
      machine.services.list().filter(({ status }) => status !== 'Stopped'),
      [],
      'nothing of it runs',
    );
    t.same(server.details().databaseUse, { dll: 0, tomcat: 0 });
    await waitFor('roles that run once, elsewhere', async () => {
      const seen = Object.values(await roles());
      return seen.every((each) => each.startsWith('one ') && !each.includes(name));
    });
  });

  await t.test('it comes back, empty until it has passed its tests, without a second engine', async (t) => {
    const before = logOns();
    const words = [`server=${name}`, 'address=10.0.0.2', 'fullName=crmweb2.sim.test'];
    const begun = await run(
      'upgrade',
      'run',
      'add-server',
      ...words.flatMap((each) => ['--set', each]),
      ...withoutRehearsal,
    );
    t.equal(begun.code, 0, begun.output + begun.errors);
    const ended = await through(t, product, async ({ key }) => {
      if (key === 'install') {
        for (const each of machine.services.list()) machine.services.setStartType(each.name, 3);
        for (const each of ['W3SVC', 'CRMTomcat7']) {
          machine.services.setStartType(each, 2);
          await machine.services.start(each);
        }
        machine.files.write(engine, 'SIMULATED', Date.now());
      }
      if (key === 'metadata') {
        t.same(listed(), ['CRMWEB1', 'CRMWEB3', name], 'it is in the list');
        t.equal(logOns(), before, 'and takes nobody yet');
        await reload(t);
      }
      return `${key} was done by a stand-in`;
    });
    t.match(ended, { statusText: 'Completed', stepsDone: ended.steps.length });
    t.equal(machine.files.read(engine), undefined, 'the engine it was set up with is parked');
    t.equal(store.parameter('ServerNames'), `CRMWEB1;CRMWEB3;${name};`);
    t.equal(store.parameter(distributedAddresses), '10.0.0.1;10.0.0.3;10.0.0.2;');
    t.equal(store.parameter(fullyQualifiedNames), 'crmweb1.sim.test;crmweb3.sim.test;crmweb2.sim.test;');
    await waitFor('it to take its share', () => logOns() > before + 5);
    await waitFor('roles that run once', async () => {
      const seen = await roles();
      return seen['replication-engine'] === 'one CRMWEB1' && seen.escalation === 'one CRMWEB1';
    });
  });

  const tallies = await crowd.stop();
  t.same(
    tallies.map(({ failures, lostSessions }) => [failures, lostSessions]),
    tallies.map(() => [[], 0]),
    'no request failed, nobody was logged off',
  );
  t.same(
    tallies.map((each) => [each.logOns, each.logOffs]),
    tallies.map(() => [people, people]),
  );
  t.ok(await isOn(neighbour), 'who was on another server all the time is there still');
});
