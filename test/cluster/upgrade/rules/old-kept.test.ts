// Which copies that runs have kept may be deleted, as a table: what a rollback wants stays, and the newest verified one
// of each thing however old it is.

import t from 'tap';
import type { EndState, JournalRecord } from '../../../../cluster/upgrade/model.ts';
import type { PlannedStep } from '../../../../cluster/upgrade/plan-model.ts';
import { foldJournal } from '../../../../cluster/upgrade/rules/fold.ts';
import { oldKept, type RunWithPlan } from '../../../../cluster/upgrade/rules/old-kept.ts';
import { rollbackVerdict } from '../../../../cluster/upgrade/rules/rollback.ts';
import { legalVerbs } from '../../../../cluster/upgrade/rules/verbs.ts';
import { planOf } from '../model-world.ts';

const plan = planOf({}, ['CRM1', 'CRM2']);
const dayMs = 86_400_000;
const keepMs = 28 * dayMs;
const nowMs = 1_000 * dayMs;

type Told = {
  readonly run: string;
  readonly daysAgo: number;
  /** Undefined: it goes on. */
  readonly end?: EndState['state'];
  readonly environment?: string;
  /** `looked`: it changed nothing; `kept`: it made its backups and changed nothing. */
  readonly did?: 'all' | 'kept' | 'looked';
  readonly verified?: boolean;
  readonly deleted?: boolean;
  readonly name?: string;
};

function copyOf(run: string, { key, kind, targets: [server = ''] }: PlannedStep, folder: string) {
  const file =
    kind === 'backup-database'
      ? `D:\\Backup\\CRM_copy_2026112${run}T010000Z.bak`
      : `C:\\Backups\\${folder}-${run}-0123abcd\\${key}.${kind === 'backup-files' ? 'zip' : 'reg'}`;
  return { server, of: kind, file, bytes: 1, hash: 'a' };
}

function runOf(told: Told): RunWithPlan {
  const { run, daysAgo, end, environment = 'live', did = 'all', verified = true, deleted } = told;
  const atMs = nowMs - daysAgo * dayMs;
  const copies = plan.steps.flatMap((step) =>
    step.kind.startsWith('backup-') ? [copyOf(run, step, told.name ?? 'fairlead-run')] : [],
  );
  const records: JournalRecord[] = [
    { type: 'run-started', run, planHash: 'x', by: 'a', reason: '', notBeforeMs: undefined, atMs },
    ...plan.steps.flatMap((step): readonly JournalRecord[] => {
      const keeps = step.kind.startsWith('backup-');
      const checks = step.kind === 'verify-backup';
      if (did === 'looked' || (did === 'kept' && !keeps && !checks) || (checks && !verified)) return [];
      const evidence = keeps ? { files: [copyOf(run, step, told.name ?? 'fairlead-run')] } : {};
      return [{ type: 'step-ended', step: step.id, outcome: 'done', text: '', evidence, atMs }];
    }),
    ...(end === 'rolled-back'
      ? plan.steps.flatMap((step): readonly JournalRecord[] =>
          step.undo === undefined
            ? []
            : [{ type: 'undo-ended', step: step.id, outcome: 'done', text: '', atMs }],
        )
      : []),
    ...(end === undefined ? [] : [{ type: 'run-ended', end: endOf(end), atMs } as const]),
    ...(deleted === true ? [{ type: 'kept-deleted', files: copies, atMs } as const] : []),
  ];
  return { run, plan: { ...plan, environment }, state: foldJournal(records) };
}

function endOf(state: EndState['state']): EndState {
  switch (state) {
    case 'completed':
      return { state };
    case 'rolled-back':
      return { state, server: undefined };
    case 'aborted':
      return { state, upgraded: 1, of: 2 };
  }
}

const completed = 'completed';
/** All that one run keeps: the database, files and keys of two servers. */
const whole = 5;

const rows: readonly (readonly [string, readonly Told[], Readonly<Record<string, number>>])[] = [
  [
    'the last one can be rolled back, the one before cannot to good purpose',
    [
      { run: '1', daysAgo: 400, end: completed },
      { run: '2', daysAgo: 300, end: completed },
    ],
    { 1: whole },
  ],
  [
    'what is younger than the limit stays',
    [
      { run: '1', daysAgo: 27, end: completed },
      { run: '2', daysAgo: 1, end: completed },
    ],
    {},
  ],
  [
    'an aborted run stays until a later one has changed what it would undo',
    [
      { run: '1', daysAgo: 400, end: 'aborted' },
      { run: '2', daysAgo: 300, end: completed, did: 'looked' },
    ],
    {},
  ],
  [
    'a run of another environment changes nothing here',
    [
      { run: '1', daysAgo: 400, end: completed },
      { run: '2', daysAgo: 300, end: completed, environment: 'test' },
    ],
    {},
  ],
  [
    'what went back needs nothing any more, but for the newest verified copies',
    [
      { run: '1', daysAgo: 400, end: 'rolled-back' },
      { run: '2', daysAgo: 300, end: 'rolled-back' },
    ],
    { 1: whole },
  ],
  [
    'a newer one that nobody has read back is no ground',
    [
      { run: '1', daysAgo: 400, end: 'rolled-back' },
      { run: '2', daysAgo: 300, end: 'rolled-back', verified: false },
    ],
    { 2: whole },
  ],
  ['the only one stays, however old it is', [{ run: '1', daysAgo: 900, end: 'rolled-back' }], {}],
  [
    'a run that went back is no change for the one before',
    [
      { run: '1', daysAgo: 400, end: completed },
      { run: '2', daysAgo: 300, end: 'rolled-back' },
    ],
    {},
  ],
  [
    'one that goes on keeps its own and makes the one before needless',
    [
      { run: '1', daysAgo: 400, end: completed },
      { run: '2', daysAgo: 300 },
    ],
    { 1: whole },
  ],
  [
    'what was deleted is not deleted again',
    [
      { run: '1', daysAgo: 400, end: completed, deleted: true },
      { run: '2', daysAgo: 300, end: completed },
    ],
    {},
  ],
  [
    'a folder that no run has named is nobody’s here: only the database goes',
    [
      { run: '1', daysAgo: 400, end: completed, name: 'somebody' },
      { run: '2', daysAgo: 300, end: completed },
    ],
    { 1: 1 },
  ],
];

for (const [name, runs, wanted] of rows)
  t.test(name, (t) => {
    const old = oldKept(runs.map(runOf), nowMs, keepMs);
    t.same(Object.fromEntries(old.map(({ run, copies }) => [run, copies.length])), wanted);
    t.end();
  });

t.test('a run whose copies are deleted can neither be rolled back nor says that it can', (t) => {
  const { plan: own, state } = runOf({ run: '1', daysAgo: 400, end: completed, deleted: true });
  t.match(rollbackVerdict(own, state, undefined), {
    allowed: false,
    because: /5 copies that this run has kept were deleted by the clean-up, and setup@CRM2 cannot be undone/,
    mend: /recipes restore and restore-server/,
  });
  t.same(legalVerbs(own, state), []);
  t.end();
});
