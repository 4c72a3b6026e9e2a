// An upgrade of a live cluster while Fairlead is killed at moments from a seed: begun once, gone on with by every new
// process, and looked at afterwards from outside: the servers, the database, the journal, the one URL.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunDocument } from '../../admin/run-schema.ts';
import { parseJournal } from '../../cluster/upgrade/journal.ts';
import type { JournalRecord } from '../../cluster/upgrade/model.ts';
import type { Plan } from '../../cluster/upgrade/plan-model.ts';
import { ask, form, sidOf } from '../demo/crm/harness.ts';
import type { Stage } from '../support/fairlead-process.ts';
import { freePort } from '../support/two-fairleads.ts';
import { createUpgradeClient, type UpgradeClient } from '../support/upgrade-client.ts';
import {
  installedVersions,
  prepareUpgrade,
  seededVersion,
  type UpgradeStage,
} from '../support/upgrade-stage.ts';
import { waitFor } from '../support/wait-for.ts';
import { createKilledFairlead, type KilledFairlead } from './killed-fairlead.ts';
import { createPerson, type Person } from './person.ts';
import { putFaults } from './put-faults.ts';
import { type KillMoment, killMoments, lastMoment } from './rules/kill-moments.ts';
import { setupFaults } from './rules/setup-faults.ts';
import type { Summary } from './rules/summary-text.ts';
import { verdict } from './rules/verdict.ts';

export type ChaosUpgradeOptions = {
  readonly seed: number;
  readonly kills: number;
  readonly to: string;
  /** The plan is carried out undisturbed in the test environment first, and signed off. */
  readonly rehearse: boolean;
  readonly say: (line: string) => void;
};

type World = {
  readonly stage: UpgradeStage;
  readonly client: UpgradeClient;
  readonly fairlead: KilledFairlead;
  readonly url: string;
};

const patienceMs = 300_000;

/** Everything it began ends with `stage`. Rejects where the run cannot even be begun or watched. */
export async function runChaosUpgrade(stage: Stage, options: ChaosUpgradeOptions): Promise<Summary> {
  const { seed, kills, to, say } = options;
  const startedMs = Date.now();
  const world = await open(stage);
  const { client, fairlead } = world;
  fairlead.start();
  await fairlead.answers();
  await waitFor('the plans', async () => (await client.plan('test', to)).status === 200, patienceMs);
  const run = await begin(world, options);
  say(`run ${run} has begun`);
  const runs = join(world.stage.folder, 'data', 'runs');
  const plan = planOf(world, run);
  const faults = setupFaults(seed, plan);
  putFaults(world.stage.live, faults);
  const journal = () => recordsOf(join(runs, `run-${run}.jsonl`));
  const [left] = plan.steps.filter(({ skippable }) => skippable);
  const person = createPerson({
    client,
    cluster: world.stage.live,
    plan: () => plan,
    leaveOut: (step) => step === left?.id,
  });
  const moments = killMoments(seed, kills, plan.steps.length);
  const watch: Watch = {
    journal,
    person,
    moments,
    steps: plan.steps.length,
    met: [],
    killedAt: [],
    servedMeanwhile: [],
  };
  const last = await goThrough(world, watch, say);
  const records = journal();
  const ended = {
    plan,
    records,
    status: last.statusText,
    servers: serversOf(world.stage),
    database: world.stage.live.store.parameter('Version'),
    lockedOut: await lockedOut(world),
    servedMeanwhile: watch.servedMeanwhile,
    asked: person.asked,
    faults,
    killedAt: watch.killedAt,
    kills: { wanted: kills, done: watch.met.length },
  };
  return {
    seed,
    kills,
    from: seededVersion,
    to,
    steps: plan.steps.length,
    records: records.length,
    seconds: Math.round((Date.now() - startedMs) / 1_000),
    met: watch.met,
    faults,
    asked: person.asked,
    checks: verdict(ended),
  };
}

function planOf({ stage }: World, run: string): Plan {
  const file = join(stage.folder, 'data', 'runs', `run-${run}.plan.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Plan;
}

async function open(stage: Stage): Promise<World> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const prepared = await prepareUpgrade(stage, {
    listen: { port },
    admin: { port: adminPort },
    logging: { level: 'info' },
    // Each server has tests that a person does: they are confirmed, or left out with a reason.
    upgrade: { parameters: { checklist: 'by-hand' } },
  });
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  return {
    stage: prepared,
    client: createUpgradeClient(() => adminUrl),
    fairlead: createKilledFairlead(stage, prepared, adminUrl),
    url: `http://127.0.0.1:${port}`,
  };
}

/** Resolves with the number of the live run. */
async function begin(world: World, { to, rehearse, say }: ChaosUpgradeOptions): Promise<string> {
  const { client } = world;
  const beginOne = (environment: string, more: object) =>
    waitFor(
      `a run in ${environment}`,
      async () => {
        const { hash } = (await client.plan(environment, to)).value;
        const begun = await client.begin(environment, to, { hash, ...more });
        if (begun.status === 200) return begun.value.run;
        // It leads only some seconds after its start; nothing else may stand in the way.
        if (!/does not lead now/.test(begun.refusal.message)) throw new Error(begun.refusal.message);
        return undefined;
      },
      patienceMs,
    );
  if (!rehearse) return beginOne('live', { withoutRehearsal: 'a run under kills' });
  const rehearsal = await beginOne('test', {});
  say('rehearsing undisturbed');
  const plan = planOf(world, rehearsal);
  const tester = createPerson({
    client,
    cluster: world.stage.test,
    plan: () => plan,
    leaveOut: () => false,
  });
  const over = await waitFor('the rehearsal to end', () => endedAfterLook(client, tester), 3 * patienceMs);
  if (over.status !== 'completed') throw new Error(`the rehearsal: ${over.statusText}, ${over.because}`);
  const signed = await client.signOff(rehearsal, 'the same plan, undisturbed');
  if (signed.status !== 200) throw new Error(signed.refusal.message);
  return beginOne('live', {});
}

type Watch = {
  readonly journal: () => readonly JournalRecord[];
  readonly person: Person;
  readonly moments: readonly KillMoment[];
  /** Of the whole plan. */
  readonly steps: number;
  readonly met: string[];
  /** Steps that were under way then. */
  readonly killedAt: string[];
  readonly servedMeanwhile: string[];
};

/** Kills and starts until the moments are over, then waits for the end. */
async function goThrough(world: World, watch: Watch, say: (line: string) => void): Promise<RunDocument> {
  const { client, fairlead } = world;
  for (const { begun, afterMs } of watch.moments) {
    const isReached = async () => {
      if (begunSteps(watch.journal()).length >= begun) return true;
      await watch.person.look(await client.show());
      return false;
    };
    await waitFor(`step ${begun} to begin`, isReached, patienceMs);
    await momentOf(watch, afterMs);
    await fairlead.kill();
    const last = watch.journal().at(-1);
    if (last?.type !== 'run-ended') watch.met.push(metText(last));
    if (last?.type === 'step-started') watch.killedAt.push(last.step);
    say(`kill ${watch.met.length}: ${metText(last)}`);
    fairlead.start();
    await fairlead.answers();
    watch.servedMeanwhile.push(...(await servedNow(world, watch)));
  }
  return waitFor('the end of the run', () => endedAfterLook(client, watch.person), 3 * patienceMs);
}

/** The seed says how long; it is over when the run is nearly: a kill after its end proves nothing. */
async function momentOf({ journal, steps }: Watch, afterMs: number): Promise<void> {
  const endMs = Date.now() + afterMs;
  const isNow = () => Date.now() >= endMs || begunSteps(journal()).length > lastMoment(steps);
  await waitFor('the moment', isNow, afterMs + patienceMs);
}

function metText(last: JournalRecord | undefined): string {
  if (last === undefined) return 'nothing was written yet';
  const step = 'step' in last ? ` ${last.step}` : '';
  return `${last.type}${step}, ${Date.now() - last.atMs} ms later`;
}

async function endedAfterLook(client: UpgradeClient, person: Person): Promise<RunDocument | undefined> {
  const run = await client.show();
  await person.look(run);
  return run.endedAt === null ? undefined : run;
}

const begunSteps = (records: readonly JournalRecord[]) => [
  ...new Set(records.flatMap((each) => (each.type === 'step-started' ? [each.step] : []))),
];

/** The one URL just after a start: a page of the CRM where nobody may log on is an offence. */
async function servedNow({ url }: World, { journal }: Watch): Promise<readonly string[]> {
  const isDone = (id: RegExp) =>
    journal().some((each) => each.type === 'step-ended' && each.outcome === 'done' && id.test(each.step));
  const out = isDone(/^lock$/);
  const got = await ask(`${url}/CRM/eware.dll/go`).catch(() => undefined);
  // Asked after the answer: it may have been admitted meanwhile.
  const admitted = journal().some((each) => each.type === 'step-started' && each.step.startsWith('admit'));
  if (!out || admitted || got === undefined || got.status === 503) return [];
  return [`${got.status} at ${begunSteps(journal()).at(-1)}`];
}

function recordsOf(path: string): readonly JournalRecord[] {
  return existsSync(path) ? parseJournal(readFileSync(path, 'utf8'), path).records : [];
}

function serversOf({ live }: UpgradeStage) {
  const versions = installedVersions(live);
  return live.ssh.servers.map(({ name, machine }, place) => ({
    name,
    version: versions[place] ?? '',
    setups: machine.setupsBegun,
  }));
}

/** Every server takes log-ons again; then six people come by the one URL, and one to each server itself. */
async function lockedOut({ url, client, stage: { live } }: World): Promise<readonly string[]> {
  const isBack = async () => (await client.serverStates()).every((state) => state === 'serving');
  await waitFor('every server to take log-ons', isBack, patienceMs);
  const doors = [...Array.from({ length: 6 }, () => url), ...live.crm.servers.map(({ origin }) => origin)];
  const problems: string[] = [];
  for (const [index, door] of doors.entries()) {
    const { logOn = '', password = '' } = live.logOns[index] ?? {};
    const got = await ask(`${door}/CRM/eware.dll/go`, form({ EWARE_USERID: logOn, PASSWORD: password }));
    if (got.status !== 200 || sidOf(got) === '') problems.push(`${logOn} at ${door}: ${got.status}`);
  }
  return problems;
}
