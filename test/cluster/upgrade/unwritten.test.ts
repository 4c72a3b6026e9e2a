// A run whose journal cannot be written: at every moment of it, on a disk that is really full, and asked what to do.
// It stands still, says why, and goes on by itself with every effect exactly once.

import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { runDocument } from '../../../admin/rules/run-document.ts';
import { type Journal, openJournal, parseJournal } from '../../../cluster/upgrade/journal.ts';
import { createUpgradeManager } from '../../../cluster/upgrade/manager.ts';
import type { ManagerOptions } from '../../../cluster/upgrade/manager-types.ts';
import type { Standing } from '../../../cluster/upgrade/model.ts';
import type { PlannedStep } from '../../../cluster/upgrade/plan-model.ts';
import { runNotices } from '../../../cluster/upgrade/rules/run-notices.ts';
import { type Run, type StepOutcome, startRun } from '../../../cluster/upgrade/run.ts';
import { createRunStore } from '../../../cluster/upgrade/run-store.ts';
import { waitFor } from '../../support/wait-for.ts';
import { after, freshWorld, names, observe, planOf, recipe, serversOf } from './model-world.ts';

const plan = planOf();
const started = { type: 'run-started', run: '1', planHash: plan.hash, by: 'anna', reason: 'test' } as const;

/** A cluster, how often each effect happened in it, and a person who does what is asked of them. */
function createCluster() {
  let world = freshWorld;
  const did: string[] = [];
  const apply = (step: PlannedStep) => {
    did.push(step.id);
    world = after(world, step);
  };
  return {
    did,
    observe: async () => observe(world, () => 'unknown'),
    async effect(step: PlannedStep): Promise<StepOutcome> {
      apply(step);
      return { outcome: 'done', text: 'done' };
    },
    async confirm(run: Run, standing: Standing) {
      if (standing.kind !== 'wait' || standing.for !== 'person' || standing.step === undefined)
        return undefined;
      const { step } = standing;
      if (!did.includes(step.id)) apply(step);
      return run.wish({ verb: 'confirm', by: 'anna', step: step.id, evidence: 'done' });
    },
  };
}

const oneEach = plan.steps.map(({ id }) => id).toSorted();

/** Before that line is written its folder is another one; brought back when the run has told `looks` times. */
async function runBrokenAt(t: Test, at: number, looks: number) {
  const folder = join(t.testdir(), 'runs');
  const path = join(folder, 'run.jsonl');
  const cluster = createCluster();
  const journal = await openJournal(path, Date.now);
  await journal.append({ ...started, notBeforeMs: undefined });
  let lines = 0;
  const told: { readonly because: string; readonly mend: string }[] = [];
  const breaking: Journal = {
    ...journal,
    async append(body) {
      lines += 1;
      if (lines === at) {
        await rename(folder, `${folder}-away`);
        await writeFile(folder, 'a file where the folder was');
      }
      return journal.append(body);
    },
  };
  const run = startRun({
    plan,
    journal: breaking,
    effects: { do: cluster.effect, undo: cluster.effect },
    observe: cluster.observe,
    fence: () => 1,
    nowMs: Date.now,
    lookAgainMs: 1,
    onDecision(standing) {
      if (standing.kind === 'unwritten') told.push(standing);
      setImmediate(async () => {
        const answer = await cluster.confirm(run, standing);
        if (answer?.ok === false && answer.because.includes('cannot be written')) told.push(answer);
      });
    },
    onProblem: (problem) => t.fail(problem.message),
  });
  let over = false;
  const ended = run.ended.finally(() => {
    over = true;
  });
  await waitFor('the run to stand still', () => told.length >= looks || over);
  if (!over) {
    const before = [...cluster.did];
    const first = told.length;
    await waitFor('another look', () => told.length > first);
    t.same(cluster.did, before, `nothing is done while line ${at} cannot be written`);
    await rm(folder);
    await rename(`${folder}-away`, folder);
  }
  const end = await ended;
  await journal.close();
  t.ok(parseJournal(await readFile(path, 'utf8'), path).records.length > plan.steps.length);
  return { end, did: cluster.did.toSorted(), first: told[0] };
}

t.test('whichever line cannot be written, each effect happens once', async (t) => {
  let at = 0;
  for (let broken = true; broken; ) {
    at += 1;
    const { end, did, first } = await runBrokenAt(t, at, 2);
    t.same(end, { state: 'completed' }, `broken at line ${at}`);
    t.same(did, oneEach, `broken at line ${at}`);
    broken = first !== undefined;
    if (broken)
      t.match(first, {
        because: /run\.jsonl cannot be written: ENO(TDIR|ENT)/,
        mend: /Bring the folder back/,
      });
  }
  const fewest = plan.steps.reduce((lines, { byPerson }) => lines + (byPerson ? 1 : 2), 1);
  t.ok(at > fewest, `${at - 1} lines`);
});

const wish = {
  recipe: 'model-upgrade',
  environment: 'live',
  parameters: { to: '2.0' },
  acceptLikely: false,
};

/** Everything on one disk; `did` are the effects. */
function managerOn(t: Test, folder: string, hold: Promise<void>) {
  const cluster = createCluster();
  const told: Standing[] = [];
  const options: ManagerOptions = {
    store: createRunStore(join(folder, 'runs'), Date.now),
    environments: new Map([
      [
        'live',
        {
          name: 'live',
          servers: () => serversOf(names),
          version: async () => '1.0',
          byHand: () => false,
          knowsSetting: () => true,
          missing: async () => undefined,
          discard: async () => undefined,
          observe: cluster.observe,
          effects: {
            async do(step) {
              await hold;
              return cluster.effect(step);
            },
            undo: cluster.effect,
          },
        },
      ],
    ]),
    recipes: async () =>
      new Map([['model-upgrade', { ...recipe, parameters: { to: { text: 'the new version' } } }]]),
    hops: () => [{ from: '1.0', to: '2.0', source: 'test', sure: 'confirmed' }],
    parameters: () => ({}),
    rehearsalMaxAgeMs: () => 0,
    busy: () => undefined,
    isLeader: () => true,
    fence: () => 1,
    nowMs: Date.now,
    lookAgainMs: 10,
    onDecision: (_, standing) => told.push(standing),
    onProblem: (problem) => t.fail(problem.message),
  };
  const manager = createUpgradeManager(options);
  t.teardown(() => manager.close());
  const begin = async () => {
    const planned = await manager.plan(wish);
    if (!planned.ok) throw new Error(planned.because);
    return manager.begin({
      ...wish,
      hash: planned.plan.hash,
      by: 'anna',
      reason: 'test',
      notBeforeMs: undefined,
      withoutRehearsal: 'test',
    });
  };
  return { manager, cluster, told, begin };
}

/** A small disk of its own; undefined where the system gives none. */
async function smallDisk(t: Test): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    await rmdir(folder);
    return undefined;
  }
  t.teardown(async () => {
    execFileSync('umount', ['-l', folder]);
    await rmdir(folder);
  });
  return folder;
}

/** To the last byte. */
async function fill(file: string): Promise<void> {
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2))
    for (;;) {
      try {
        await writeFile(file, Buffer.alloc(size), { flag: 'a' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        break;
      }
    }
}

t.test('on a full disk it stands still with a notice, and goes on when there is room', async (t) => {
  const folder = await smallDisk(t);
  if (folder === undefined) {
    t.pass('this system lets nobody mount a small disk here');
    return;
  }
  const hold = Promise.withResolvers<void>();
  const { manager, cluster, told, begin } = managerOn(t, folder, hold.promise);
  t.match(await begin(), { ok: true, run: '1' });
  await waitFor('the first step', () => manager.current()?.state.steps.get('lock')?.state === 'begun');
  const filler = join(folder, 'filler');
  await fill(filler);
  hold.resolve();
  await waitFor('it to stand still', async () => {
    const { decision } = manager.current() ?? {};
    if (decision?.kind === 'wait' && decision.for === 'person' && decision.step !== undefined)
      await manager.wish('1', { verb: 'confirm', by: 'anna', step: decision.step.id, evidence: 'done' });
    return decision?.kind === 'unwritten';
  });
  const view = manager.current();
  t.match(runNotices(view, Date.now()), [
    {
      severity: 'fault',
      code: 'run-unwritten',
      text: /run 1 \(model-upgrade\) stands still, as its journal .*run-1\.jsonl cannot be written: ENOSPC/,
      mend: /Make room on that disk; the run goes on by itself then, .*fairlead upgrade resume/,
    },
  ]);
  if (view !== undefined)
    t.match(runDocument(view, Date.now()), {
      status: 'failed',
      statusText: 'Failed (journal)',
      because: /ENOSPC/,
      mend: /Make room/,
    });
  t.ok(view?.verbs.includes('resume'));
  const no = {
    ok: false,
    because: /cannot be written: ENOSPC/,
    mend: /Make room on that disk, then ask again/,
  };
  t.match(await manager.wish('1', { verb: 'resume', by: 'anna' }), no);
  t.match(await manager.wish('1', { verb: 'pause', by: 'anna', reason: 'lunch' }), no);
  t.match(await begin(), { ok: false, because: /run 1 is under way/ });
  const before = [...cluster.did];
  const looks = told.length;
  await waitFor('more looks', () => told.length > looks + 3);
  t.same(cluster.did, before);

  await rm(filler);
  t.match(await manager.wish('1', { verb: 'resume', by: 'anna' }), { ok: true });
  await waitFor('the end', async () => {
    const { decision } = manager.current() ?? {};
    if (decision?.kind === 'wait' && decision.for === 'person' && decision.step !== undefined)
      await manager.wish('1', { verb: 'confirm', by: 'anna', step: decision.step.id, evidence: 'done' });
    return manager.current() === undefined;
  });
  t.match(await manager.list(), [{ state: { end: { state: 'completed' } } }]);
  t.equal(new Set(cluster.did).size, cluster.did.length, cluster.did.join());
});

t.test('a run that cannot be written down does not begin', async (t) => {
  const folder = t.testdir();
  const { manager, cluster, begin } = managerOn(t, folder, Promise.resolve());
  const planned = await manager.plan(wish);
  t.ok(planned.ok);
  await rm(join(folder, 'runs'), { recursive: true });
  await writeFile(join(folder, 'runs'), 'a file where the folder is wanted');
  const no = {
    ok: false,
    because: /runs cannot be written: EEXIST/,
    mend: /Take the file away .*, then ask/,
  };
  t.match(await manager.plan(wish), no);
  const order = { hash: '', by: 'anna', reason: 'test', notBeforeMs: undefined, withoutRehearsal: 'test' };
  t.match(await manager.begin({ ...wish, ...order }), no);
  t.equal(manager.current(), undefined);
  t.same(cluster.did, []);
  await rm(join(folder, 'runs'));
  t.match(await begin(), { ok: true, run: '1' }, 'without a restart');
});

t.test('half a plan on a full disk is taken away again', async (t) => {
  const folder = await smallDisk(t);
  if (folder === undefined) {
    t.pass('this system lets nobody mount a small disk here');
    return;
  }
  const store = createRunStore(join(folder, 'runs'), Date.now);
  t.same(await store.list(), []);
  await fill(join(folder, 'filler'));
  await t.rejects(store.begin(plan), {
    code: 'CLU_JOURNAL',
    message: /plan\.json cannot be written: ENOSPC/,
  });
  t.same(await store.list(), []);
  await rm(join(folder, 'filler'));
  const { run, journal } = await store.begin(plan);
  await journal.close();
  t.equal(run, '1');
});

t.test('a journal is gone on with only as this run has left it', async (t) => {
  const path = join(t.testdir(), 'run.jsonl');
  const journal = await openJournal(path, () => 1000);
  t.teardown(() => journal.close());
  const say = (reason: string) => journal.append({ type: 'paused', by: 'anna', reason });
  await say('one');
  const one = await readFile(path, 'utf8');
  const replaced = async (text: string) => {
    await rm(path);
    await writeFile(path, text);
  };
  const rows: readonly (readonly [text: string, message: RegExp])[] = [
    ['', /it is not what this run has written/],
    [one.slice(0, -2), /it is not what this run has written/],
    [one.replace('one', 'two'), /its hash does not follow/],
    [`${one}somebody else's line\n`, /somebody else has gone on with it/],
  ];
  for (const [text, message] of rows) {
    await replaced(text);
    await t.rejects(say('two'), { code: 'CLU_JOURNAL', message });
    t.equal(await readFile(path, 'utf8'), text, 'and it is left as it is');
  }
  await rm(path);
  await t.rejects(say('two'), { message: /ENOENT/, mend: /Bring the folder back/ });
  await writeFile(path, one);
  await say('two');
  t.match(parseJournal(await readFile(path, 'utf8'), path).records, [{ reason: 'one' }, { reason: 'two' }]);
  t.equal(journal.records().length, 2);
});
