// What every status says of the run under way.

import t from 'tap';
import type { RunView } from '../../../../cluster/upgrade/manager-types.ts';
import type { JournalRecord, Standing } from '../../../../cluster/upgrade/model.ts';
import { foldJournal } from '../../../../cluster/upgrade/rules/fold.ts';
import { runNotices } from '../../../../cluster/upgrade/rules/run-notices.ts';
import { planOf } from '../model-world.ts';

const plan = planOf();
const [first] = plan.steps;
const done: JournalRecord = { type: 'step-ended', step: 'lock', outcome: 'done', text: '', atMs: 2 };
const paused: JournalRecord = { type: 'paused', by: 'anna', reason: 'lunch', atMs: 60_000 };
const waits: Standing = {
  kind: 'wait',
  for: 'person',
  step: first,
  because: 'look at it',
  untilMs: undefined,
};
const halt: Standing = {
  kind: 'halt',
  step: first,
  because: 'lock: it failed',
  mend: 'mend it',
  verbs: ['retry'],
};

const unwritten: Standing = {
  kind: 'unwritten',
  step: first,
  because: 'run-3.jsonl cannot be written: ENOSPC',
  mend: 'fairlead upgrade resume',
};

const view = (records: readonly JournalRecord[], decision?: Standing, environment = 'live'): RunView => ({
  run: '3',
  plan: { ...plan, environment },
  checklists: new Map(),
  state: foldJournal(records),
  decision,
  progress: undefined,
  verbs: [],
  kept: [],
});

t.test('one notice a run, the worst of it', (t) => {
  const rows: readonly (readonly [RunView | undefined, string, RegExp])[] = [
    [undefined, '', /^$/],
    [view([]), 'info run-under-way', /run 3 \(model-upgrade\) is under way, step 1 of \d+/],
    [view([done]), 'info run-under-way', /step 2 of/],
    [view([], undefined, 'test'), 'info run-under-way', /run 3 \(model-upgrade, test\)/],
    [view([done], waits), 'warning run-waits', /waits: look at it/],
    [view([done], halt), 'fault run-halted', /has halted: lock: it failed/],
    [view([done], unwritten), 'fault run-unwritten', /stands still, as its journal run-3\.jsonl cannot/],
    [view([done, paused], unwritten), 'fault run-unwritten', /ENOSPC/],
    [view([done, paused], halt), 'warning run-paused', /paused by anna for 4 min: lunch/],
  ];
  for (const [run, wanted, text] of rows) {
    const notices = runNotices(run, 300_000);
    t.equal(notices.map(({ severity, code }) => `${severity} ${code}`).join(), wanted);
    t.match(notices[0]?.text ?? '', text);
    if (run !== undefined) t.match(notices[0]?.mend, /^fairlead upgrade (show 3|resume)$/);
  }
  t.end();
});
