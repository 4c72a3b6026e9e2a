// Whether the backups that a plan names are there, as a table.

import t from 'tap';
import type { KeptRun } from '../../../../cluster/upgrade/rules/kept-run.ts';
import { missingKept, runsNamed } from '../../../../cluster/upgrade/rules/missing-kept.ts';
import { planOf } from '../model-world.ts';

const plan = planOf();
const database = { kind: 'backup-database', server: '', of: 'database', file: 'x.bak' } as const;
const copies = [{ ...database, bytes: 1, hash: '', versions: {} }];
const runs: Readonly<Record<string, KeptRun>> = {
  '1': { run: '1', environment: 'live', copies },
  '2': { run: '2', environment: 'test', copies },
  '3': { run: '3', environment: 'test', copies: [] },
};

const rows: readonly (readonly [Readonly<Record<string, unknown>>, RegExp | undefined])[] = [
  [{}, undefined],
  [{ databaseBackup: 'x.bak' }, undefined],
  [{ databaseBackup: 'x.bak', run: 'none' }, undefined],
  [{ databaseBackup: 'none', run: '2' }, undefined],
  [
    { databaseBackup: 'none', run: 'none' },
    /nothing says which backup.* --set run=NUMBER .*databaseBackup=FILE/,
  ],
  [{ databaseBackup: 'x.bak', run: '2' }, /two backups are named, run 2 and x\.bak/],
  [{ databaseBackup: 'none', run: '9' }, /there is no run 9.*fairlead upgrade runs/],
  [{ databaseBackup: 'none', run: '1' }, /run 1 is of the environment live.*Name a run of test/],
  [{ databaseBackup: 'none', run: '3' }, /run 3 has kept no backup of the database/],
  [{ command: 'restore-kept', run: '3' }, undefined],
  [{ command: 'restore-kept', run: 'none' }, /restore wants the run that has kept the files/],
  [{ what: ['kept'], run: 'none' }, undefined],
];

t.test('a run that is not there, not of here, or has kept nothing is told before anything begins', (t) => {
  const [first] = plan.steps;
  if (first === undefined) throw new Error('too short');
  for (const [inputs, wanted] of rows) {
    const step = { ...first, id: 'restore', with: inputs };
    const missing = missingKept(plan, step, (run) => runs[run]);
    const name = JSON.stringify(inputs);
    if (wanted === undefined) t.equal(missing, undefined, name);
    else t.match(`${missing?.because}. ${missing?.mend}`, wanted, name);
  }
  t.end();
});

t.test('each run that a plan names is told once', (t) => {
  const steps = plan.steps.map((step, index) => ({ ...step, with: { run: ['none', '3', '4'][index % 3] } }));
  t.same(runsNamed({ steps }), ['3', '4']);
  t.end();
});
