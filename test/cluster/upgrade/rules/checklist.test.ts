// A checklist item by item: every wish about items and what comes of it, what Fairlead looks at itself, what failed and
// how it is settled, and a journal from before items were things of their own.

import t from 'tap';
import type { JournalRecord, RecordBody, RunState } from '../../../../cluster/upgrade/model.ts';
import {
  asTest,
  checklistOf,
  checklistsOf,
  itemsOf,
  lookedAt,
  shownItems,
} from '../../../../cluster/upgrade/rules/checklist.ts';
import { foldJournal } from '../../../../cluster/upgrade/rules/fold.ts';
import { nextStep } from '../../../../cluster/upgrade/rules/next-step.ts';
import { runNotices } from '../../../../cluster/upgrade/rules/run-notices.ts';
import { answerWish, legalVerbs } from '../../../../cluster/upgrade/rules/verbs.ts';
import type { Wish } from '../../../../cluster/upgrade/wish.ts';
import { freshWorld, observe, planOf } from '../model-world.ts';

const items = [{ text: 'log-on', tests: ['log-on'] }, 'mail merge', 'reports'];
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
      ],
    },
    { phase: 'after', steps: [{ step: 'look', kind: 'check', title: 'Look' }] },
  ],
});
const [list, look] = plan.steps;
if (list === undefined || look === undefined) throw new Error('the plan has two steps');
const step = list.id;

const looked = (outcome: 'done' | 'failed' | 'unknown'): RecordBody =>
  lookedAt(list, 1, { outcome, text: `it ${outcome}` });
const named = (...numbers: readonly number[]) =>
  itemsOf(list)
    .filter(({ number }) => numbers.includes(number))
    .map(({ number: item, text }) => ({ item, text }));
const confirmed = (...numbers: readonly number[]): RecordBody => ({
  type: 'items-confirmed',
  step,
  items: named(...numbers),
  by: 'anna',
  evidence: 'seen',
});
const failed = (...numbers: readonly number[]): RecordBody => ({
  type: 'items-failed',
  step,
  items: named(...numbers),
  by: 'tom',
  note: 'empty page',
});
const resolved = (item: number): RecordBody => ({
  type: 'finding-resolved',
  finding: `${step}/${item}`,
  by: 'eva',
  note: 'a printer was off',
});
const wholly: RecordBody = { type: 'step-confirmed', step, by: 'anna', evidence: 'all 3' };
const retried: RecordBody = { type: 'retry-asked', step, by: 'anna', reason: 'again' };

/** A minute apart. */
function after(...bodies: readonly RecordBody[]): RunState {
  const started: RecordBody = {
    type: 'run-started',
    run: '1',
    planHash: plan.hash,
    by: 'anna',
    reason: 'test',
    notBeforeMs: undefined,
  };
  return foldJournal(
    [started, ...bodies].map((body, place) => ({ ...body, atMs: place * 60_000 }) as JournalRecord),
  );
}
const next = (state: RunState, nowMs = 600_000) => nextStep(plan, state, observe(freshWorld), nowMs);
const states = (state: RunState) => shownItems(list, state).map((each) => each.state.state);

t.test('what comes next goes item by item', (t) => {
  const rows: readonly (readonly [string, readonly RecordBody[], object, string])[] = [
    ['Fairlead looks at its own first', [], { kind: 'look', item: 1 }, '0 of 3'],
    ['then a person', [looked('done')], { kind: 'wait', for: 'person' }, '1 of 3'],
    [
      'one that it cannot look at is a person’s',
      [looked('unknown')],
      { kind: 'wait', for: 'person' },
      '0 of 3',
    ],
    ['the others', [looked('done'), confirmed(3)], { kind: 'wait', for: 'person' }, '2 of 3'],
    ['all are settled', [looked('done'), confirmed(3), confirmed(2)], { kind: 'record' }, '3 of 3'],
    [
      'a look that failed halts',
      [looked('failed')],
      { kind: 'halt', because: /item 1, log-on, has failed/ },
      '0 of 3',
    ],
    [
      'so does a person',
      [looked('done'), failed(2)],
      { kind: 'halt', because: /item 2, mail merge/ },
      '1 of 3',
    ],
    [
      'two of them',
      [looked('done'), failed(2, 3)],
      { kind: 'halt', because: /2 items have failed/ },
      '1 of 3',
    ],
    [
      'a resolved one is settled',
      [looked('done'), failed(2), resolved(2), confirmed(3)],
      { kind: 'record' },
      '3 of 3',
    ],
    ['a mended one too', [looked('done'), failed(2), confirmed(2, 3)], { kind: 'record' }, '3 of 3'],
    ['asked for again', [looked('failed'), retried], { kind: 'look', item: 1 }, '0 of 3'],
    [
      'what was resolved stays',
      [failed(2), resolved(2), looked('failed'), retried],
      { kind: 'look' },
      '1 of 3',
    ],
    [
      'the last word of a person stands',
      [failed(1), looked('done')],
      { kind: 'halt', because: /item 1/ },
      '0 of 3',
    ],
    ['confirmed as a whole, long ago', [wholly], { kind: 'do', step: { id: look.id } }, '3 of 3'],
  ];
  for (const [what, bodies, decision, count] of rows) {
    const state = after(...bodies);
    t.match(next(state), decision, what);
    t.equal(checklistOf(list, state)?.count, `${count} items`, what);
  }
  t.end();
});

t.test('its end says who, keeps what was found, and is written once', (t) => {
  const before = [looked('done'), failed(2), resolved(2), confirmed(3)];
  const decision = next(after(...before));
  if (decision.kind !== 'record') throw new Error(decision.kind);
  t.match(decision.body, {
    type: 'step-ended',
    outcome: 'done',
    text: '3 items: 1 looked at, 1 confirmed by anna, 1 failed and resolved by eva',
  });
  const state = after(...before, decision.body);
  t.match(next(state), { kind: 'do', step: { id: look.id } });
  t.match(state.findings, [{ id: `${step}/2`, severity: 'blocking', resolvedBy: 'eva' }]);
  t.same(states(state), ['passed', 'failed', 'confirmed']);
  t.end();
});

t.test('an old journal is a checklist each item of which was confirmed', (t) => {
  t.same(
    shownItems(list, after(wholly)).map((each) => each.state),
    [1, 2, 3].map(() => ({ state: 'confirmed', by: 'anna', evidence: 'all 3', atMs: 60_000 })),
  );
  t.end();
});

t.test('a wish names items, and is taken or refused as a whole', (t) => {
  const confirm = (which?: readonly number[] | 'all'): Wish => ({
    verb: 'confirm',
    by: 'anna',
    step,
    evidence: 'seen',
    items: which,
  });
  const fail = (...which: readonly number[]): Wish => ({
    verb: 'fail',
    by: 'tom',
    step,
    items: which,
    note: 'no',
  });
  const open = [looked('done')];
  const rows: readonly (readonly [string, readonly RecordBody[], Wish, readonly number[] | RegExp])[] = [
    ['one', open, confirm([2]), [2]],
    ['several', open, confirm([3, 2]), [2, 3]],
    ['all that are open', [looked('done'), confirmed(2)], confirm('all'), [3]],
    ['all: also what Fairlead could not look at', [looked('unknown')], confirm('all'), [1, 2, 3]],
    ['all: not what failed', [looked('done'), failed(2)], confirm('all'), [3]],
    ['all: none is open', [looked('done'), confirmed(2, 3)], confirm('all'), /no item of .* is open/],
    ['one that failed, mended', [looked('done'), failed(2)], confirm([2]), [2]],
    ['no item said', open, confirm(), /nothing says which item/],
    ['no such item', open, confirm([2, 4]), /has no item 4/],
    ['twice', [looked('done'), confirmed(2)], confirm([2, 3]), /item 2 of .* is confirmed already by anna/],
    ['passed', open, confirm([1]), /item 1 of .* has passed already/],
    ['not looked at yet', [], confirm([1]), /looks at item 1 of .* itself/],
    ['told as failed', open, fail(2), [2]],
    ['although it passed', open, fail(1), [1]],
    ['although somebody confirmed it', [looked('done'), confirmed(2)], fail(2), [2]],
    ['failed twice', [looked('done'), failed(2)], fail(2), /told as failed already/],
    ['after the step', [wholly], fail(2), /not waiting for anybody/],
    ['of a step without items', [wholly], { ...confirm([1]), step: look.id } as Wish, /has no items/],
    ['failed, of a step without items', [wholly], { ...fail(1), step: look.id } as Wish, /has no items/],
    ['of no step', open, { ...fail(1), step: 'nowhere' } as Wish, /no step nowhere/],
  ];
  for (const [what, bodies, wish, wanted] of rows) {
    const answer = answerWish(plan, after(...bodies), wish);
    if (wanted instanceof RegExp) t.match(answer, { ok: false, because: wanted, mend: /\S/ }, what);
    else t.match(answer, { ok: true, record: { items: named(...wanted), step } }, what);
  }
  t.end();
});

t.test('a blocking finding stays open until somebody settles it, whatever else is confirmed', (t) => {
  const halted: RecordBody = { type: 'halted', step, because: 'item 2', mend: 'mend', verbs: ['resolve'] };
  const before = [looked('done'), failed(2), halted];
  t.match(after(...before).findings, [{ id: `${step}/2`, text: 'item 2, mail merge: empty page' }]);
  t.match(after(...before, confirmed(3)).halted, { step }, 'another item does not let it go on');
  t.equal(after(...before, confirmed(2)).halted, undefined);
  t.equal(after(...before, resolved(2)).halted, undefined);
  t.ok(legalVerbs(plan, after(...before)).includes('fail'));
  t.end();
});

t.test('each item gives the next one the whole time of the step', (t) => {
  const lateMs = list.timeoutMs + 60_000;
  t.match(next(after(looked('done')), lateMs + 60_000), { kind: 'halt', because: /nobody confirmed it/ });
  t.match(next(after(looked('done'), confirmed(2)), lateMs), { kind: 'wait', for: 'person' });
  t.end();
});

t.test('the status counts items', (t) => {
  const state = after(looked('done'));
  const view = {
    run: '1',
    plan,
    state,
    decision: next(state),
    progress: undefined,
    verbs: [],
    kept: [],
    checklists: checklistsOf(plan, state),
  };
  t.match(runNotices(view, 0), [{ code: 'run-waits', text: /\(1 of 3 items\)/ }]);
  t.end();
});

t.test('an item that Fairlead looks at is a smoke test of the same server', (t) => {
  t.match(asTest(list, 1), { kind: 'smoke-test', targets: list.targets, with: { tests: ['log-on'] } });
  t.ok(asTest(list, 1).timeoutMs < list.timeoutMs);
  const leftOut = lookedAt(list, 1, {
    outcome: 'done',
    text: 'no account',
    evidence: { leftOut: ['log-on'] },
  });
  t.match(leftOut, { outcome: 'unknown', told: 'no account' }, 'what was left out has shown nothing');
  t.end();
});
