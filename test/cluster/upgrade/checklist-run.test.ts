// A run with a checklist, killed after each record and in the middle of each look, and begun again over the same file:
// what was said of an item stays said, and every item is settled exactly once.

import { join } from 'node:path';
import t from 'tap';
import { createInTurn } from '../../../cluster/in-turn.ts';
import { openJournal } from '../../../cluster/upgrade/journal.ts';
import type { JournalRecord, Standing } from '../../../cluster/upgrade/model.ts';
import { itemFinding, shownItems } from '../../../cluster/upgrade/rules/checklist.ts';
import { type Run, type StepOutcome, startRun } from '../../../cluster/upgrade/run.ts';
import type { Wish } from '../../../cluster/upgrade/wish.ts';
import { createKiller, dying, type Killer } from './killer.ts';
import { freshWorld, observe, planOf } from './model-world.ts';

const items = [
  { text: 'log-on', tests: ['log-on'] },
  { text: 'a page', tests: ['pages'], pages: ['/CRM'] },
  'mail merge',
  'reports',
  'dashboards',
];
const plan = planOf({
  outage: false,
  phases: [
    {
      phase: 'tests',
      steps: [
        {
          step: 'list',
          kind: 'checklist',
          title: 'Go through it',
          where: 'master',
          undo: null,
          with: { items },
        },
        { step: 'look', kind: 'check', title: 'Look' },
      ],
    },
  ],
});
const list = plan.steps[0];
if (list === undefined) throw new Error('the plan has a checklist');

/** The fourth item fails, and somebody says what was done about it; the others are confirmed one by one. */
function wishFor(decision: Standing, run: Run): Wish | undefined {
  const by = 'anna';
  const step = list?.id ?? '';
  if (decision.kind === 'halt') return { verb: 'resolve', by, finding: itemFinding(step, 4), note: 'mended' };
  if (decision.kind !== 'wait' || decision.for !== 'person' || list === undefined) return undefined;
  const open = shownItems(list, run.state()).find(({ state }) => state.state === 'open');
  if (open === undefined) return undefined;
  return open.number === 4
    ? { verb: 'fail', by, step, items: [4], note: 'an empty page' }
    : { verb: 'confirm', by, step, items: [open.number], evidence: 'seen' };
}

async function begin(path: string, killer: Killer) {
  const journal = await openJournal(path, Date.now);
  const started = { run: 'r1', planHash: plan.hash, by: 'anna', reason: 'test', notBeforeMs: undefined };
  if (journal.records().length === 0) await journal.append({ type: 'run-started', ...started });
  // As the manager lets people ask: one after another.
  const turns = createInTurn();
  const effect = async (): Promise<StepOutcome> => {
    await killer.here();
    return { outcome: 'done', text: 'as it should be' };
  };
  const run: Run = startRun({
    plan,
    journal: dying(journal, killer),
    effects: { do: effect, undo: effect },
    observe: async () => {
      await killer.alive();
      return observe(freshWorld);
    },
    fence: () => 1,
    nowMs: Date.now,
    lookAgainMs: 20,
    onDecision: (decision) =>
      setImmediate(() => {
        const ask = async () => {
          const wish = wishFor(decision, run);
          if (wish !== undefined) await run.wish(wish);
        };
        turns.run(ask).catch((error: Error) => t.fail(error.message));
      }),
    onProblem: (problem) => t.fail(problem.message),
  });
  return { run, journal };
}

/** Numbers of items in the order in which something was said of them, by the kind of record. */
function saidOf(records: readonly JournalRecord[]): Readonly<Record<string, readonly number[]>> {
  const of = (type: JournalRecord['type']) =>
    records.flatMap((each) => {
      if (each.type !== type) return [];
      if (each.type === 'item-looked') return [each.item];
      return each.type === 'items-confirmed' || each.type === 'items-failed'
        ? each.items.map(({ item }) => item)
        : [];
    });
  return { looked: of('item-looked'), confirmed: of('items-confirmed'), failed: of('items-failed') };
}

t.test('killed at every moment each item is settled once, and the run goes to its end', async (t) => {
  const folder = t.testdir();
  const undisturbed = createKiller(-1);
  const first = await begin(join(folder, 'whole.jsonl'), undisturbed);
  await first.run.ended;
  await first.journal.close();
  const moments = undisturbed.moments();
  t.ok(moments > 10, `${moments} moments`);
  for (let at = 0; at < moments - 1; at += 1) {
    const path = join(folder, `killed-${at}.jsonl`);
    const killer = createKiller(at);
    const cut = await begin(path, killer);
    await Promise.race([cut.run.ended, killer.killed]);
    await cut.journal.close();
    const before = saidOf(cut.journal.records());
    const { run, journal } = await begin(path, createKiller(-1));
    t.match(await run.ended, { state: 'completed' }, `killed at ${at}`);
    const records = journal.records();
    const said = saidOf(records);
    t.same(said, { looked: [1, 2], confirmed: [3, 5], failed: [4] }, `killed at ${at}`);
    for (const [kind, numbers] of Object.entries(before))
      t.same(said[kind]?.slice(0, numbers.length), numbers, `what was ${kind} before stays`);
    t.equal(records.filter((each) => each.type === 'step-ended' && each.step === list.id).length, 1);
    await journal.close();
  }
});
