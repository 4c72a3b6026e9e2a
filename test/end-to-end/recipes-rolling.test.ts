// The recipes that go over one server after another, and the licence key: rehearsed in a test environment, and a
// component installed under 200 people who must not notice. One live cluster and one test environment for all of them.

import t from 'tap';
import type { RunDocument } from '../../admin/run-schema.ts';
import { inventedParameterNames } from '../../demo/store/seed.ts';
import { componentPage, licenceLog, newFiles } from '../../demo/windows/tools.ts';
import { demoUpgrade } from '../../main/demo/demo-configuration.ts';
import { customPages } from '../../main/demo/demo-files.ts';
import { inviteCrowd } from '../support/crowd.ts';
import { runFairlead } from '../support/fairlead-process.ts';
import { prepareSite, type Settings, type Site } from '../support/site.ts';
import { sshSections } from '../support/ssh-site.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(900_000);
const patienceMs = 60_000;

const crm = {
  scheme: 'http',
  overrides: {
    parameters: inventedParameterNames,
    sql: { activityUser: 'SIM_ActivityUser', activityLogOn: 'SIM_ActivityLogOn' },
    roles: { emailManager: { service: 'SIM_EmailManager' } },
  },
};

/** A cluster with SSH whose setups and restarts take no time. */
async function prepare(users: number, more: Settings): Promise<Site> {
  let ssh: Settings = {};
  return prepareSite(t, {
    users,
    behaviour: { tomcatReadyMs: 0, metadataLoadMs: 20, dllStartMs: 20, resetMs: 50 },
    prepare: async (cluster, folder) => {
      ssh = await sshSections(cluster, folder);
      for (const { machine } of cluster.ssh.servers)
        Object.assign(machine.settings, { setupMs: 20, serviceStartMs: 20, serviceStopMs: 20 });
    },
    configuration: ({ logOns }) => {
      const account = logOns.at(-1);
      const serviceAccount = { user: account?.logOn, password: account?.password };
      const lock = { userId: String(logOns.length) };
      return {
        ...ssh,
        crm: { ...crm, serviceAccount, overrides: { ...crm.overrides, lock } },
        roles: { lookMs: 1_000 },
        leader: { heartbeatMs: 200, leaseMs: 1_000, takeOverMs: 1_200 },
        upgrade: demoUpgrade(),
        ...more,
      };
    },
  });
}

const people = 200;
const test = await prepare(5, {});
const live = await prepare(people + 1, { environments: { test: { configuration: test.file } } });
const product = await live.start();
const fairlead = (...words: string[]) => runFairlead(t, [...words, '--url', product.adminUrl]);
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1) ?? '';

/** On every server of the site. */
const has = ({ cluster }: Site, file: string) =>
  cluster.ssh.servers.map(({ machine }) => machine.files.read(file) !== undefined);

t.before(async () => {
  await waitFor('it to lead', () => product.status().leader.state === 'leading', patienceMs);
  const serves = () => product.status().servers.every(({ state }) => state === 'serving');
  await waitFor('all to serve', serves, patienceMs);
});

async function shown() {
  const answer = await fetch(`${product.adminUrl}/api/v1/runs/current`);
  return (await answer.json()) as RunDocument;
}

async function rehearsed(recipe: string, ...words: string[]): Promise<string> {
  const done = await fairlead('upgrade', 'rehearse', recipe, '-y', ...words);
  t.equal(done.code, 0, done.output + done.errors);
  return lastLine(done.output);
}

t.test('rolling-restart is rehearsed: every server has a new worker process', async (t) => {
  const started = () => test.cluster.crm.servers.map((each) => each.details().poolStartedAtMs);
  const before = started();
  t.match(await rehearsed('rolling-restart'), /^Run \d+ Completed, (\d+)\/\1$/);
  t.ok(
    started().every((atMs, index) => atMs > (before[index] ?? 0)),
    'restarted, one after another',
  );
});

t.test('sage-crm-files is rehearsed: the files are there, the old ones stay, and it goes back', async (t) => {
  t.match(await rehearsed('sage-crm-files'), /^Run \d+ Completed, (\d+)\/\1$/);
  t.same(has(test, `${customPages}\\Company\\Offers.asp`), [true, true, true]);
  t.same(has(test, `${customPages}\\Company\\Summary.asp`), [true, true, true]);
  const back = await fairlead('upgrade', 'rollback', '-m', 'a test');
  t.equal(back.code, 0, back.errors);
  await waitFor('it to go back', async () => (await shown()).status === 'rolled-back', patienceMs);
  t.same(has(test, `${customPages}\\Company\\Offers.asp`), [false, false, false]);
  t.same(has(test, `${customPages}\\Company\\Summary.asp`), [true, true, true]);
});

t.test('licence-key is rehearsed: on the master, when nobody is logged on', async (t) => {
  t.match(await rehearsed('licence-key'), /^Run \d+ Completed, (\d+)\/\1$/);
  t.same(has(test, licenceLog), [true, false, false]);
});

t.test('a component is rehearsed, and installed under 200 people: nobody notices', async (t) => {
  // The backup of the database is that of the version's upgrade, which has its own test.
  const without = ['--set', 'database=leave'];
  const wrong = await fairlead('upgrade', 'plan', 'sage-crm-component', '--set', 'drain=later');
  t.match(wrong.errors, /Drain is later; it must be one of finish, no-extension, now/);
  const [, second, third] = test.cluster.ssh.servers;
  second?.machine.faults.add({ kind: 'cut', done: true }, { name: 'program' });
  third?.machine.faults.add({ kind: 'cut', done: false }, { name: 'program' });
  t.match(await rehearsed('sage-crm-component', ...without), /^Run \d+ Completed, (\d+)\/\1$/);
  t.match(
    (await shown()).steps.filter(({ key }) => key === 'apply').map(({ text }) => text),
    ['it ended well on CRMWEB1', 'it was cut off, and its effect is there', 'it ended well on CRMWEB3'],
  );
  const run = /^Run (\d+)/m.exec((await fairlead('upgrade', 'show')).output)?.[1] ?? '';
  t.equal((await fairlead('upgrade', 'sign-off', run, '-m', 'a test')).code, 0);

  let over = false;
  const crowds = [];
  const installed = fairlead('upgrade', 'run', 'sage-crm-component', '-y', ...without).finally(() => {
    over = true;
  });
  // Everybody comes, works and logs off; and again, as long as the run goes on.
  while (!over) {
    const users = live.cluster.logOns.slice(0, people);
    const crowd = inviteCrowd(live, product, {
      users,
      ratePerSecond: 40,
      workMs: 2_000,
      soapShare: 0,
      logOffShare: 1,
    });
    crowds.push((await crowd.run()).tally);
  }
  const { code, output, errors } = await installed;
  t.equal(code, 0, output + errors);
  t.match(lastLine(output), /^Run \d+ Completed, (\d+)\/\1$/);
  t.same(has(live, componentPage), [true, true, true]);
  t.same(
    crowds.map(({ failures }) => failures),
    crowds.map(() => []),
    'no request failed, nobody was logged off',
  );
  t.same(
    crowds.map(({ logOns, logOffs }) => [logOns, logOffs]),
    crowds.map(() => [people, people]),
  );
});

t.test('files that are not there are told before anything is changed', async (t) => {
  const done = await fairlead('upgrade', 'rehearse', 'sage-crm-files', '-y', '--set', `source=${newFiles}X`);
  t.equal(done.code, 1);
  t.match(
    lastLine(done.output),
    /^Run \d+ Failed .*, 0\/25, ready: .*CRMWEB1 does not get at C:\\Setup\\CustomPagesX/,
  );
});
