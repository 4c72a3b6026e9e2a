// A run killed after each record of its journal and in the middle of each effect, and begun again over the same file:
// it finishes, and every effect is there exactly once.

import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { openJournal, parseJournal } from '../../../cluster/upgrade/journal.ts';
import type { Standing } from '../../../cluster/upgrade/model.ts';
import type { Seen } from '../../../cluster/upgrade/observation.ts';
import type { PlannedStep } from '../../../cluster/upgrade/plan-model.ts';
import { foldJournal } from '../../../cluster/upgrade/rules/fold.ts';
import { type Run, type StepOutcome, startRun } from '../../../cluster/upgrade/run.ts';
import { createKiller, dying, type Killer } from './killer.ts';
import { after, freshWorld, names, observe, planOf, type World } from './model-world.ts';

const plan = planOf();

/** The cluster outlives every process that works on it. */
type Cluster = {
  world: World;
  /** How often each effect really happened. */
  readonly count: Map<string, number>;
  /** What can be seen of an effect that was cut off. */
  readonly canSee: boolean;
};

const newCluster = (canSee: boolean): Cluster => ({ world: freshWorld, count: new Map(), canSee });

function apply(cluster: Cluster, step: PlannedStep): void {
  cluster.world = after(cluster.world, step);
  cluster.count.set(step.id, (cluster.count.get(step.id) ?? 0) + 1);
}

async function begin(path: string, cluster: Cluster, killer: Killer) {
  const journal = await openJournal(path, Date.now);
  if (journal.records().length === 0)
    await journal.append({
      type: 'run-started',
      run: 'r1',
      planHash: plan.hash,
      by: 'anna',
      reason: 'test',
      notBeforeMs: undefined,
    });
  const seen = (id: string): Seen => {
    if (!cluster.canSee) return 'unknown';
    return cluster.world.there.includes(id) ? 'there' : 'not-there';
  };
  const effect = async (step: PlannedStep): Promise<StepOutcome> => {
    await killer.here();
    apply(cluster, step);
    await killer.here();
    return { outcome: 'done', text: 'done' };
  };
  const run: Run = startRun({
    plan,
    journal: dying(journal, killer),
    effects: { do: effect, undo: effect },
    observe: async () => observe(cluster.world, seen),
    fence: () => 1,
    nowMs: Date.now,
    lookAgainMs: 20,
    onDecision: (decision) => person(decision, () => run, cluster),
    onProblem: (problem) => t.fail(problem.message),
  });
  return { run, journal };
}

/** A person who does what is asked of them, and looks before they answer. */
function person(decision: Standing, run: () => Run, cluster: Cluster): void {
  if (decision.kind !== 'halt' && decision.kind !== 'wait') return;
  const { step } = decision;
  if (step === undefined) return;
  const wish = () => {
    if (decision.kind === 'wait') {
      if (decision.for !== 'person') return undefined;
      if (!cluster.world.there.includes(step.id)) apply(cluster, step);
      return { verb: 'confirm' as const, by: 'anna', step: step.id, evidence: 'I did it' };
    }
    return cluster.world.there.includes(step.id)
      ? { verb: 'confirm' as const, by: 'anna', step: step.id, evidence: 'I looked' }
      : { verb: 'retry' as const, by: 'anna', step: step.id, reason: 'I looked' };
  };
  setImmediate(() => {
    const answer = wish();
    if (answer !== undefined)
      run()
        .wish(answer)
        .catch((error: Error) => t.fail(error.message));
  });
}

async function runKilledAt(folder: string, at: number, cluster: Cluster): Promise<number> {
  const path = join(folder, `killed-${at}-${cluster.canSee}.jsonl`);
  const killer = createKiller(at);
  const first = await begin(path, cluster, killer);
  const end = await Promise.race([first.run.ended, killer.killed.then(() => 'killed' as const)]);
  if (end !== 'killed') await first.run.close();
  await first.journal.close();
  if (end !== 'killed') return killer.moments();
  const second = await begin(path, cluster, createKiller(-1));
  const over = await second.run.ended;
  await second.journal.close();
  if (over?.state !== 'completed') throw new Error(`killed at ${at}: ${JSON.stringify(over)}`);
  return killer.moments();
}

t.test(
  'what is told of a run is the whole journal folded, and the same until something is written',
  async (t) => {
    const cluster = newCluster(true);
    const { run, journal } = await begin(join(t.testdir(), 'told.jsonl'), cluster, createKiller(-1));
    t.equal(run.state(), run.state());
    t.same(run.state(), foldJournal(journal.records()));
    await run.ended;
    t.same(run.state(), foldJournal(journal.records()));
    t.equal(run.state().end?.state, 'completed');
    await journal.close();
  },
);

function wrongCounts({ count }: Cluster): readonly string[] {
  return plan.steps.flatMap((step) => {
    const times = count.get(step.id) ?? 0;
    const fits = step.effect === 'once' ? times === 1 : times >= 1;
    return fits ? [] : [`${step.id}: ${times} times`];
  });
}

for (const canSee of [true, false])
  t.test(`killed at every moment, effects ${canSee ? 'can' : 'cannot'} be seen`, async (t) => {
    const folder = t.testdir();
    const undisturbed = newCluster(canSee);
    const moments = await runKilledAt(folder, -1, undisturbed);
    t.ok(moments > plan.steps.length * 3, `${moments} moments`);
    t.same(wrongCounts(undisturbed), []);
    const wrong: string[] = [];
    for (let at = 0; at < moments - 1; at += 1) {
      const cluster = newCluster(canSee);
      await runKilledAt(folder, at, cluster);
      wrong.push(...wrongCounts(cluster).map((each) => `killed at ${at}: ${each}`));
      const servers = names.filter(
        (name) => cluster.world.version[name] === '2' && cluster.world.serving[name],
      );
      if (servers.length !== names.length) wrong.push(`killed at ${at}: only ${servers.join()} is back`);
    }
    t.same(wrong, []);
  });

t.test(
  'the journal is a chain: cut off at its end it is mended, changed in its middle it is refused',
  async (t) => {
    const path = join(t.testdir(), 'run.jsonl');
    const journal = await openJournal(path, () => 1000);
    for (const reason of ['one', 'two', 'three'])
      await journal.append({ type: 'paused', by: 'anna', reason });
    await journal.close();
    const whole = await readFile(path, 'utf8');
    const lines = whole.trimEnd().split('\n');
    t.match(JSON.parse(lines[0] ?? ''), { type: 'paused', reason: 'one', at: '1970-01-01T00:00:01.000Z' });

    await truncate(path, whole.length - 5);
    const mended = await openJournal(path, () => 500);
    t.ok(mended.mended);
    t.equal(mended.records().length, 2);
    t.match(
      await mended.append({ type: 'resumed', by: 'anna' }),
      { atMs: 1000 },
      'time never runs backwards',
    );
    await mended.close();
    t.equal(parseJournal(await readFile(path, 'utf8'), path).records.length, 3);

    const faults: readonly (readonly [string, string, RegExp])[] = [
      ['a changed line', whole.replace('two', 'TWO'), /run\.jsonl:2: its hash does not follow/],
      ['a line taken out', [lines[0], lines[2], ''].join('\n'), /run\.jsonl:2: its hash does not follow/],
      ['lines exchanged', [lines[1], lines[0], ''].join('\n'), /run\.jsonl:1: its hash/],
      ['no JSON', `${lines[0]}\nnonsense\n`, /run\.jsonl:2: it is no JSON/],
      [
        'another type',
        `{"type":"made-up","atMs":1,"at":"","hash":"${'0'.repeat(64)}"}\n`,
        /:1: it is no record/,
      ],
    ];
    for (const [what, text, message] of faults) {
      await writeFile(path, text);
      await t.rejects(openJournal(path, Date.now), { code: 'CLU_JOURNAL', message }, what);
      t.equal(await readFile(path, 'utf8'), text, 'and it is left as it is');
    }
  },
);
