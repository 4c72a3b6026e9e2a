// A version upgrade of three servers by ordered runs: refused until it is rehearsed and signed off, halted and rolled
// back where a setup fails, held up by a Tomcat and by a finding, and then done, in order, with a whole journal.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createLogger } from '../../admin/logging.ts';
import type { RunDocument } from '../../admin/run-schema.ts';
import { parseJournal } from '../../cluster/upgrade/journal.ts';
import type { JournalRecord } from '../../cluster/upgrade/model.ts';
import { loadConfiguration } from '../../config/load.ts';
import { demoUpgrade } from '../../main/demo/demo-configuration.ts';
import { startProduct } from '../../main/product.ts';
import { ask, form, sidOf } from '../demo/crm/harness.ts';
import { runFairlead } from '../support/fairlead-process.ts';
import { createUpgradeClient, type UpgradeClient } from '../support/upgrade-client.ts';
import {
  prepareUpgrade,
  seededVersion,
  type UpgradeStage,
  installedVersions as versionsOf,
} from '../support/upgrade-stage.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(900_000);

const names = ['CRMWEB1', 'CRMWEB2', 'CRMWEB3'];
const [before, after] = [seededVersion, '2017 R1'];
const dayMs = 86_400_000;
const patienceMs = 60_000;

/** One licence key only: what goes beyond that version lacks one. */
const upgrade = {
  ...demoUpgrade(),
  licenceKeys: demoUpgrade().licenceKeys.filter(({ version }) => version === after),
};

async function open(t: Test) {
  const stage = await prepareUpgrade(t, { upgrade });
  const loaded = loadConfiguration(stage.file);
  if (!loaded.ok) throw new Error(loaded.faults.map((each) => each.message).join('; '));
  const lines: string[] = [];
  const output = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ level: 'info', format: 'json', color: false, secrets: [], output });
  const clock = { skipMs: 0 };
  const nowMs = () => Date.now() + clock.skipMs;
  const product = await startProduct({ configuration: loaded.configuration, logger, nowMs });
  t.teardown(() => product.close());
  const client = createUpgradeClient(() => product.adminUrl);
  await waitFor('it to lead', () => product.status().leader.state === 'leading', patienceMs);
  await waitFor(
    'the test environment',
    async () => (await client.plan('test', after)).status === 200,
    patienceMs,
  );
  return { stage, product, client, clock, log: () => lines.join('') };
}

/** Reviews the plan of now and begins it. */
async function begin(client: UpgradeClient, environment: string, to = after) {
  const { hash } = (await client.plan(environment, to)).value;
  return client.begin(environment, to, { hash });
}

/** Logs on at the one URL and off by name; what came back instead where that fails. */
async function logOn(url: string, { live }: UpgradeStage, index: number): Promise<string> {
  const { logOn: user, password } = live.logOns[index] ?? { logOn: '', password: '' };
  const got = await ask(`${url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password }));
  return got.status === 200 && sidOf(got) !== '' ? 'in' : `${got.status} ${got.body}`;
}

function journalOf({ folder }: UpgradeStage, run: string): readonly JournalRecord[] {
  const path = join(folder, 'data', 'runs', `run-${run}.jsonl`);
  return parseJournal(readFileSync(path, 'utf8'), path).records;
}

const started = (records: readonly JournalRecord[], key: string) =>
  records.flatMap((each) => (each.type === 'step-started' && each.step.startsWith(key) ? [each.step] : []));

const isHalted = ({ status }: RunDocument) => status === 'failed';

t.test('an upgrade goes its whole way', async (t) => {
  const world = await open(t);
  const { stage, product, client, clock } = world;
  const { live, test } = stage;

  await t.test('nothing begins that was not reviewed, rehearsed and signed off', async (t) => {
    t.match(await begin(client, 'live'), { status: 409, refusal: { message: /never rehearsed/ } });
    t.match(await client.begin('live', after, { hash: 'of another plan' }), {
      status: 409,
      refusal: { message: /not the plan that was reviewed/, mend: /upgrade plan/ },
    });
    t.match(await begin(client, 'live', '2017 R3'), {
      status: 409,
      refusal: { message: /no licence key of 2017 R3/, mend: /upgrade\.licenceKeys/ },
    });
    t.match((await client.plan('live', '1999')).refusal, { message: /1999/ }, 'no hop leads there');

    t.match(await begin(client, 'test'), { status: 200, value: { run: '1', environment: 'test' } });
    const rehearsed = await client.until('the rehearsal to end', ({ endedAt }) => endedAt !== null);
    t.equal(rehearsed.statusText, 'Completed', rehearsed.because);
    t.same(versionsOf(test), [after, after, after]);
    t.same(versionsOf(live), [before, before, before], 'the live cluster was not touched');

    t.match(await begin(client, 'live'), { status: 409, refusal: { message: /nobody has signed off/i } });
    t.match(await client.signOff('1', 'three departments tested it'), { status: 200 });
    clock.skipMs = 15 * dayMs;
    await waitFor(
      'the rehearsal to be too old',
      async () => /15 days old, more than 14 days/.test((await begin(client, 'live')).refusal.message),
      patienceMs,
    );
    clock.skipMs = 0;
    await waitFor('it to lead again', () => product.status().leader.state === 'leading', patienceMs);
    t.same(versionsOf(live), [before, before, before]);
  });

  await t.test('a setup that fails on the second server halts, and everything goes back', async (t) => {
    const second = live.ssh.servers[1]?.machine.settings;
    if (second === undefined) throw new Error('there is no second server');
    live.store.setParameter('SIM_WrittenBefore', 'stays');
    second.setupFails = 'Error 1603: a file is in use.';
    t.match(await begin(client, 'live'), { status: 200, value: { run: '2' } });
    const halted = await client.until('the halt', isHalted);
    t.match(halted.statusText, /Failed \(CRMWEB2 at run\)|Failed \(CRMWEB2 at setup\)/);
    t.match(halted.because, /setup@CRMWEB2: it failed once.*1603.*a file is in use/);
    t.match(halted.verbs.join(' '), /retry.*abort.*rollback/);
    t.same(versionsOf(live), [after, before, before]);
    t.equal(live.store.parameter('Version'), after, 'the first setup has changed the database');
    live.store.setParameter('SIM_WrittenByUpgrade', 'goes');
    const page = await ask(`${product.url}/CRM/`);
    t.equal(page.status, 503, 'nobody can log on now');
    t.match(page.body, /The CRM is out of service for planned work/, 'and that is what users read');

    second.setupFails = undefined;
    t.match(await client.wish({ verb: 'rollback', text: 'the setup fails' }), { status: 200 });
    const over = await client.until('the rollback', ({ endedAt }) => endedAt !== null);
    t.equal(over.status, 'rolled-back', over.because);
    t.same(versionsOf(live), [before, before, before]);
    t.equal(live.store.parameter('Version'), before, 'the database of before');
    t.equal(live.store.parameter('SIM_WrittenBefore'), 'stays');
    t.equal(live.store.parameter('SIM_WrittenByUpgrade'), undefined);
    for (const index of [0, 1, 2]) t.equal(await logOn(product.url, stage, index), 'in');

    live.store.setParameter('Version', after);
    t.match((await client.plan('live', after)).refusal, { message: /version 2017 R1 already/ });
    live.store.setParameter('Version', before);
    t.equal((await client.plan('live', after)).status, 200, 'plans go by the version of the moment');
  });

  await t.test('a Tomcat and a finding hold it up, and then it is done', async (t) => {
    const [, second, third] = live.ssh.servers;
    if (second === undefined || third === undefined) throw new Error('there are three servers');
    second.machine.settings.setupFindings = ['must-be-fixed', 'view-kept'];
    t.match(await begin(client, 'live'), { status: 200, value: { run: '3' } });
    await client.until('the backup', ({ steps }) =>
      steps.some(({ key, state }) => key === 'save-database' && state !== 'waiting'),
    );
    await third.machine.services.start('CRMTomcat7');
    const held = await client.until('the Tomcat to be seen', ({ because }) =>
      /still connected/.test(because),
    );
    t.match(held, { at: 'setup@CRMWEB1', status: 'waiting', because: /CRMWEB3.*Tomcat: \d+/ });
    t.same(versionsOf(live), [before, before, before], 'no setup has begun');
    t.match(await ask(`${product.url}/CRM/`), { status: 503 });
    const newest = [...live.upkeep.files].at(-1);
    if (newest === undefined) throw new Error('there is no backup');
    live.upkeep.files.delete(newest[0]);
    const lost = await client.until('the backup to be missed', isHalted);
    t.match(lost, { at: 'setup@CRMWEB1', because: /not there any more: the database: .*\.bak$/ });
    live.upkeep.files.set(...newest);
    t.match(await client.wish({ verb: 'retry', step: 'setup@CRMWEB1', text: 'put back' }), { status: 200 });
    await third.machine.services.stop('CRMTomcat7');

    const finding = await client.until('the finding', ({ because }) =>
      /blocking finding is open/.test(because),
    );
    t.match(finding.because, /must be fixed by hand/);
    const blocking = finding.findings.filter(({ severity }) => severity === 'blocking');
    t.match(blocking, [{ step: 'log@CRMWEB2', resolvedBy: null }]);
    t.match(finding.findings, [{}, { severity: 'warning', text: /vCompany/ }]);
    const resolved = { verb: 'resolve', finding: blocking[0]?.id ?? '', text: 'corrected by hand' } as const;
    t.match(await client.wish(resolved), { status: 200 });
    const over = await client.until('the end', ({ endedAt }) => endedAt !== null);
    t.equal(over.statusText, 'Completed', over.because);
    t.same(versionsOf(live), [after, after, after]);

    const records = journalOf(stage, '3');
    const ordered = names.flatMap((name) => [`setup@${name}`]);
    t.same(started(records, 'setup@'), ordered, 'the server of the database first, then each other');
    t.same(
      started(records, 'admit@'),
      names.map((name) => `admit@${name}`),
    );
    t.match(records.at(-1), { type: 'run-ended', end: { state: 'completed' } });
    for (const index of [3, 4, 5]) t.equal(await logOn(product.url, stage, index), 'in');
    const shown = await runFairlead(t, ['upgrade', 'show', '3', '--url', product.adminUrl]);
    t.equal(shown.code, 0, shown.errors);
    t.match(shown.output, /Completed/);
    t.match(shown.output.replaceAll(/\s+/g, ' '), /Kept: the database, files and registry keys of CRMWEB1, /);
    for (const line of shown.output.split('\n')) t.ok(line.length <= 80, line);
    const kept = JSON.stringify(records) + world.log();
    for (const { key } of upgrade.licenceKeys) t.notMatch(kept, key, 'no licence key is told');
  });

  await t.test('what a run has kept goes back: the version of before, and users log on', async (t) => {
    const restore = (run: string, files: string) =>
      client.beginRecipe(
        { recipe: 'restore', environment: 'live', parameters: { run, files, checklist: 'automatic' } },
        { withoutRehearsal: 'a test' },
      );
    t.match((await restore('9', 'kept')).refusal, { message: /There is no run 9/ });
    t.match((await restore('1', 'kept')).refusal, {
      message: /Run 1 is of the environment test, and so are its backups/,
    });
    t.match((await restore('none', 'kept')).refusal, { message: /nothing says which backup/i });

    const { kept } = await client.show('3');
    t.match(kept[0], { what: 'database', server: null, version: '7.2.0.1', file: /_copy_.*\.bak$/ });
    t.same([...new Set(kept.flatMap(({ server }) => server ?? []))], names);

    t.match(await restore('3', 'keep'), { status: 200, value: { run: '4' } });
    const refused = await client.until('the refusal', isHalted);
    t.match(refused.because, /kept the database of version 7\.2\.0\.1, and CRMWEB1 has 17\.1\.0\.1 now/);
    t.match(refused.because, /needs the files as well as the database/);
    t.match(await client.wish({ verb: 'abort', text: 'the files are needed too' }), { status: 200 });
    await client.until('the end', ({ endedAt }) => endedAt !== null);
    t.same(versionsOf(live), [after, after, after], 'nothing was changed');

    live.store.setParameter('SIM_WrittenAfter', 'goes');
    t.match(await restore('3', 'kept'), { status: 200, value: { run: '5' } });
    const over = await client.until('the end', (run) => run.endedAt !== null || isHalted(run));
    t.equal(over.statusText, 'Completed', over.because);
    t.same(versionsOf(live), [before, before, before]);
    t.equal(live.store.parameter('Version'), before);
    t.equal(live.store.parameter('SIM_WrittenBefore'), 'stays');
    t.equal(live.store.parameter('SIM_WrittenAfter'), undefined);
    for (const index of [6, 7, 8]) t.equal(await logOn(product.url, stage, index), 'in');
  });

  await t.test('what runs have kept goes by age, but for what is needed yet', async (t) => {
    const kept = () => [
      [...live.upkeep.files.keys()].length,
      ...live.ssh.servers.map(
        ({ machine }) =>
          new Set(machine.files.below('C:\\FairleadBackups').map(({ path }) => path.split('\\')[2])).size,
      ),
    ];
    t.same(kept(), [3, 3, 3, 3], 'of the runs 2, 3 and 5');
    const clean = () => runFairlead(t, ['maintenance', 'run', 'clean-up', '--url', product.adminUrl]);
    clock.skipMs = 29 * dayMs;
    await waitFor('the clean-up to begin', async () => (await clean()).code === 0, patienceMs);
    await waitFor('it to end', () => kept().every((files) => files === 1), patienceMs);
    t.same(kept(), [1, 1, 1, 1], 'what the last one would be rolled back with');
    const gone = { recipe: 'restore', environment: 'live', parameters: { run: '3', files: 'kept' } };
    t.same((await client.show('3')).kept, []);
    t.match((await client.beginRecipe(gone, { withoutRehearsal: 'a test' })).refusal, {
      message: /Run 3 has kept no backup of the database/,
    });
    const back = await client.wish({ verb: 'rollback', text: 'a test', acceptLoss: true });
    t.match(back, { status: 200 }, 'the last run can go back all the same');
    const over = await client.until('the rollback', ({ endedAt }) => endedAt !== null);
    t.equal(over.status, 'rolled-back', over.because);
    t.same(versionsOf(live), [after, after, after]);
  });
});
