// Live runs in which people do the work: a component that somebody installs and tests, and a restart of the machines
// after updates, in a cluster one of whose servers has no SSH. Each step shows what to do and is confirmed with evidence.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { RunDocument } from '../../admin/run-schema.ts';
import { parseJournal } from '../../cluster/upgrade/journal.ts';
import type { JournalRecord } from '../../cluster/upgrade/model.ts';
import { inventedParameterNames } from '../../demo/store/seed.ts';
import { componentPage } from '../../demo/windows/tools.ts';
import { demoPages } from '../../main/demo/demo-configuration.ts';
import { customPages } from '../../main/demo/demo-files.ts';
import { runFairlead } from '../support/fairlead-process.ts';
import { prepareSite, type Settings } from '../support/site.ts';
import { sshSections } from '../support/ssh-site.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(600_000);

const patienceMs = 90_000;
const byHand = 'CRMWEB3';
const names = ['CRMWEB1', 'CRMWEB2', byHand];

const overrides = {
  parameters: inventedParameterNames,
  sql: { activityUser: 'SIM_ActivityUser', activityLogOn: 'SIM_ActivityLogOn' },
};

async function open(t: Test) {
  let ssh: Settings = {};
  const site = await prepareSite(t, {
    behaviour: { tomcatReadyMs: 0, metadataLoadMs: 20, dllStartMs: 20, resetMs: 20 },
    prepare: async (cluster, folder) => {
      ssh = await sshSections(cluster, folder, [byHand]);
    },
    configuration: ({ logOns }) => ({
      ...ssh,
      crm: {
        scheme: 'http',
        overrides,
        serviceAccount: { user: logOns.at(-1)?.logOn, password: logOns.at(-1)?.password },
      },
      leader: { heartbeatMs: 200, leaseMs: 1_000, takeOverMs: 1_200 },
      upgrade: {
        freeGigabytes: 0.1,
        parameters: { soakMinutes: '0.01', roles: 'leave' },
        tests: demoPages,
      },
    }),
  });
  const product = await site.start();
  const run = (...words: string[]) => runFairlead(t, [...words, '--url', product.adminUrl]);
  await waitFor('it to lead', () => product.status().leader.state === 'leading', patienceMs);
  const current = async () =>
    (await (await fetch(`${product.adminUrl}/api/v1/runs/current`)).json()) as RunDocument;
  const journal = (number: string): readonly JournalRecord[] => {
    const path = join(site.folder, 'data', 'runs', `run-${number}.jsonl`);
    return parseJournal(readFileSync(path, 'utf8'), path).records;
  };
  return { site, run, current, journal };
}

type World = Awaited<ReturnType<typeof open>>;
type Step = RunDocument['steps'][number];
/** What somebody does there; resolves with how they know. */
type Doing = (step: Step) => Promise<string> | string;

const withoutRehearsal = ['-y', '--no-wait', '--without-rehearsal', 'a test'];

/** Begins it and does all that is for people, each as the terminal shows it; gives the run and what was shown by step. */
async function throughByHand(t: Test, { run, current }: World, words: readonly string[], doing: Doing) {
  const begun = await run('upgrade', 'run', ...words, ...withoutRehearsal);
  t.equal(begun.code, 0, begun.output + begun.errors);
  const shown = new Map<string, string>();
  const ended = await waitFor(
    'the end of the run',
    async () => {
      const document = await current();
      if (document.endedAt !== null) return document;
      const step = document.steps.find(({ id }) => id === document.at);
      if (document.status === 'failed') throw new Error(`${document.statusText}: ${document.because}`);
      // Until Fairlead has looked at its own items nobody is waited for.
      if (document.status !== 'waiting') return undefined;
      if (step?.byPerson !== true || step.state !== 'waiting' || shown.has(step.id)) return undefined;
      const look = await run('upgrade', 'show');
      t.equal(look.code, 5, 'somebody is waited for');
      shown.set(step.id, look.output);
      const how = await doing(step);
      for (const items of itemsTogether(step)) {
        const confirmed = await run('upgrade', 'confirm', step.id, ...items, '-m', how);
        t.ok(confirmed.code === 0 || confirmed.code === 5, confirmed.errors);
      }
      return undefined;
    },
    patienceMs,
  );
  t.match(ended, { statusText: 'Completed', stepsDone: ended.steps.length });
  return { ended, shown };
}

/** The first open item alone, then all others at once; a step without items as a whole. */
function itemsTogether({ items }: Step): readonly (readonly string[])[] {
  const [first, ...others] = items.filter(({ state }) => state === 'open').map(({ number }) => `${number}`);
  if (first === undefined) return [[]];
  return [['--item', first], ...(others.length > 0 ? [others.flatMap((each) => ['--item', each])] : [])];
}

const squeezed = (text: string) => text.replaceAll(/\s+/g, ' ');

/** Every step of a person: what the terminal showed, and who confirmed it with what. */
function checkShown(
  t: Test,
  { journal }: World,
  { ended, shown }: Awaited<ReturnType<typeof throughByHand>>,
) {
  const records = journal(ended.run);
  const people = ended.steps.filter((step) => step.byPerson);
  t.same(
    [...shown.keys()],
    people.map(({ id }) => id),
    'each was waited for, in the order of the plan',
  );
  for (const { id, title, instructions, items } of people) {
    const text = shown.get(id) ?? '';
    for (const line of text.split('\n')) t.ok(line.length <= 80, line);
    t.match(squeezed(text), squeezed(title), `${id} says what it is`);
    for (const [place, each] of instructions.entries())
      t.ok(squeezed(text).includes(squeezed(`${place + 1}. ${each}`)), `${id} shows: ${each}`);
    for (const { number, text: what, automatic, state, at, note, by } of items) {
      if (automatic) {
        t.match({ state, at, by }, { state: 'passed', at: /^\d{4}-/, by: null }, `Fairlead saw: ${what}`);
        continue;
      }
      t.match({ state, at, note }, { state: 'confirmed', at: /^\d{4}-/, note: /\S/ });
      const said = records.filter(
        (each) =>
          each.type === 'items-confirmed' &&
          each.step === id &&
          each.items.some(({ item }) => item === number),
      );
      t.match(said, [{ by: /\S/, evidence: /\S/ }], `item ${number} of ${id} was confirmed once`);
      t.equal(said.length, 1);
    }
    if (items.length > 0) continue;
    const confirmed = records.find((each) => each.type === 'step-confirmed' && each.step === id);
    t.match(confirmed, { by: /\S/, evidence: /\S/ }, `${id} was confirmed by somebody`);
  }
  return people;
}

t.test('people do what nobody else can', async (t) => {
  const world = await open(t);
  const { site } = world;
  const { ssh, crm } = site.cluster;
  const machineOf = ({ targets }: Step) => ssh.servers.find(({ name }) => targets.includes(name))?.machine;

  await t.test('a component that somebody installs and tests on each server', async (t) => {
    const archive = 'C:\\Backups\\by-hand.zip';
    const words = [
      'sage-crm-component',
      '--set',
      'program=by-hand',
      '--set',
      'drain=now',
      '--set',
      'database=leave',
    ];
    const done = await throughByHand(t, world, words, async (step) => {
      const machine = machineOf(step);
      switch (step.key) {
        case 'save-files':
          machine?.files.write(archive, 'SIMULATED', Date.now());
          return `${archive}, SHA-256 of it noted`;
        case 'apply-by-hand':
          machine?.files.write(componentPage, '<% // by hand %>', Date.now());
          return 'the component manager lists it';
        case 'restart':
          await crm.servers.find(({ name }) => step.targets.includes(name))?.reset();
          return 'iisreset ended with 0';
        default:
          return `all ${step.instructions.length} done, no fault`;
      }
    });
    const people = checkShown(t, world, done);
    const of = (name: string) => people.filter(({ targets }) => targets.includes(name)).map(({ key }) => key);
    t.same(of('CRMWEB1'), ['apply-by-hand', 'checklist']);
    t.same(of(byHand), ['save-files', 'check-files', 'apply-by-hand', 'restart', 'checklist']);
    const lines = (key: string) =>
      people.find((each) => each.key === key && each.targets[0] === byHand)?.instructions.join('\n');
    t.match(lines('save-files'), /On CRMWEB3 copy into an archive under .*: C:\\/);
    t.match(lines('restart'), /On CRMWEB3 run as administrator: iisreset\.exe \/restart\./);
    t.match(lines('checklist'), /log-on\nthe pages of the component/);
    for (const { items } of people.filter(({ key }) => key === 'checklist'))
      t.match(
        items.filter(({ automatic }) => automatic).map(({ text, note }) => `${text} ${note}`),
        [/^log-on /, /^reports reports: 4 pages as wanted/, /^dashboards dashboards: 1 page as wanted/],
        'Fairlead has asked for reports and dashboards itself',
      );
    t.same(
      crm.servers.map((each) => each.details().sessions),
      [0, 0, 0],
      'and was logged off',
    );
    const ready = done.ended.steps.find(({ key }) => key === 'ready');
    t.match(ready?.text, /of CRMWEB3, without SSH, reached, room, versions, services is left to a person/);
    t.same(
      ssh.servers.map(({ machine }) => machine.files.read(componentPage) !== undefined),
      [true, true, true],
    );
  });

  await t.test('updates with a restart of each machine', async (t) => {
    const words = ['rolling-restart', '--set', 'what=reboot-by-hand', '--set', 'drain=now'];
    const before = crm.servers.map((each) => each.details().poolStartedAtMs);
    const done = await throughByHand(t, world, words, async (step) => {
      if (step.key !== 'reboot-by-hand') return 'the services run';
      await crm.servers.find(({ name }) => step.targets.includes(name))?.reset();
      return 'KB1 and KB2 are installed, it was restarted';
    });
    const people = checkShown(t, world, done);
    t.same(
      people.map(({ id }) => id),
      [...names.map((name) => `reboot-by-hand@${name}`), `up@${byHand}`],
      'of the server without SSH somebody also looks whether it is back',
    );
    t.match(
      people.at(-1)?.instructions.join('\n'),
      /^On CRMWEB3:\nSee that you can log on.*\n.*Get-Service W3SVC/,
    );
    t.ok(
      crm.servers.every((each, place) => each.details().poolStartedAtMs > (before[place] ?? 0)),
      'each was restarted',
    );
    const text = world
      .journal(done.ended.run)
      .flatMap((each) => (each.type === 'step-confirmed' ? [`${each.step} ${each.evidence}`] : []));
    t.same(text.slice(0, 1), ['reboot-by-hand@CRMWEB1 KB1 and KB2 are installed, it was restarted']);
  });

  await t.test(
    'a rollback undoes by itself where there is SSH, and says how where there is none',
    async (t) => {
      const { run, current } = world;
      const [first] = crm.servers;
      first?.setBehaviour({ reportsFail: true });
      const page = `${customPages}\\Second.asp`;
      const words = [
        'sage-crm-component',
        '--set',
        'program=by-hand',
        '--set',
        'drain=now',
        '--set',
        'database=leave',
      ];
      const begun = await run('upgrade', 'run', ...words, ...withoutRehearsal);
      t.equal(begun.code, 0, begun.output + begun.errors);
      const confirmed = new Set<string>();
      const waits = async () => {
        const { at, steps, status, because } = await current();
        if (status === 'failed') throw new Error(because);
        const step = steps.find(({ id }) => id === at);
        return status === 'waiting' && step?.byPerson === true && !confirmed.has(step.id) ? step : undefined;
      };
      const confirm = async (step: Step) => {
        confirmed.add(step.id);
        const all = step.items.length > 0 && step.state === 'waiting' ? ['--all'] : [];
        const told = await run('upgrade', 'confirm', step.id, ...all, '-m', 'done');
        t.ok(told.code === 0 || told.code === 5, told.errors);
      };
      await t.test('after a report that fails has halted it', async (t) => {
        await confirm(await waitFor('the component to be wanted', waits, patienceMs));
        const halted = await waitFor(
          'the halt',
          async () => {
            const document = await current();
            return document.status === 'failed' ? document : undefined;
          },
          patienceMs,
        );
        t.equal(halted.at, 'checklist@CRMWEB1');
        const items = halted.steps.find(({ id }) => id === halted.at)?.items ?? [];
        t.match(
          items.find(({ text }) => text === 'reports'),
          { state: 'failed', by: null, note: /CRMWEB1, reports: .*Format=HTML: 500 instead of 200/ },
        );
        t.equal(first?.details().sessions, 0, 'it was logged off all the same');
        const text = JSON.stringify(world.journal(halted.run)) + JSON.stringify(site.log());
        t.notMatch(text, /SID=\d/i, 'no session id in the journal or the log');
        first?.setBehaviour({ reportsFail: false });
        const again = await run('upgrade', 'retry', halted.at ?? '', '-m', 'the report engine runs again');
        t.ok(again.code === 0 || again.code === 5, again.errors);
        await waitFor(
          'the run to go on',
          async () => ((await current()).status !== 'failed' ? true : undefined),
          patienceMs,
        );
      });
      for (;;) {
        const step = await waitFor('a person to be wanted', waits, patienceMs);
        if (step.id === `restart@${byHand}`) break;
        if (step.key === 'apply-by-hand') machineOf(step)?.files.write(page, '<% // by hand %>', Date.now());
        await confirm(step);
      }
      confirmed.clear();
      const asked = await run('upgrade', 'rollback', '-m', 'the component is wrong');
      t.ok(asked.code === 0 || asked.code === 5, asked.errors);
      const undone: Step[] = [];
      const over = await waitFor(
        'the rollback',
        async () => {
          const document = await current();
          if (document.endedAt !== null) return document;
          const step = await waits();
          if (step === undefined) return undefined;
          undone.push(step);
          const look = squeezed((await run('upgrade', 'show')).output);
          for (const each of step.instructions) t.ok(look.includes(squeezed(each)), each);
          if (step.key === 'apply-by-hand') machineOf(step)?.files.remove(page);
          await confirm(step);
          return undefined;
        },
        patienceMs,
      );
      t.equal(over.statusText, 'RolledBack', over.because);
      t.same(
        undone.map(({ id }) => id),
        [`apply-by-hand@${byHand}`, `save-files@${byHand}`],
        'only of the server without SSH',
      );
      t.match(undone[0]?.instructions[0], /^On CRMWEB3 put the archive of this run under .* back over C:\\/);
      t.match(undone[1]?.instructions[0], /^On CRMWEB3 run as administrator: iisreset\.exe \/restart\.$/);
      t.same(
        ssh.servers.map(({ machine }) => machine.files.read(page)),
        [undefined, undefined, undefined],
      );
    },
  );
});
