// What a run has kept: what was read back, with the version it is of.

import t from 'tap';
import type { JournalRecord } from '../../../../cluster/upgrade/model.ts';
import type { Plan } from '../../../../cluster/upgrade/plan-model.ts';
import { foldJournal } from '../../../../cluster/upgrade/rules/fold.ts';
import { keptByRun, keptDatabase, keptOf, runNamed } from '../../../../cluster/upgrade/rules/kept-run.ts';
import { planOf, recipe } from '../model-world.ts';

const look = { step: 'look', kind: 'check', title: 'Look', where: 'all-at-once' } as const;
const lookAgain = { ...look, step: 'look-again' };
const plan = planOf({
  phases: [{ phase: 'before', steps: [look] }, ...recipe.phases, { phase: 'after', steps: [lookAgain] }],
});

const fileOf = (server: string, of: string) => ({
  server,
  of,
  file: `${of} of ${server}`,
  bytes: 1,
  hash: 'a',
});

/** Every backup, and whether it was read back. */
function records(plan: Plan, verified: (check: string) => boolean): readonly JournalRecord[] {
  return plan.steps.flatMap(({ id, kind, targets: [server = ''] }): readonly JournalRecord[] => {
    const done = (evidence: Record<string, unknown>): readonly JournalRecord[] => [
      { type: 'step-ended', step: id, outcome: 'done', text: '', evidence, atMs: 1 },
    ];
    const version = id === 'look' ? '1.0' : '2.0';
    if (kind === 'check') return done({ versions: { CRM1: version, CRM2: version } });
    if (kind.startsWith('backup-')) return done({ files: [fileOf(server, kind)] });
    return kind === 'verify-backup' && verified(id) ? done({ verified: 1 }) : [];
  });
}

t.test('every copy that was read back, with the versions of that time', (t) => {
  const kept = keptByRun('7', plan, foldJournal(records(plan, () => true)));
  t.match(kept, { run: '7', environment: 'test' });
  t.equal(kept.copies.length, 7, 'the database, files and keys of three servers');
  t.match(keptDatabase(kept), { of: 'backup-database', versions: { CRM1: '1.0', CRM2: '1.0' } });
  t.match(keptOf(kept, 'CRM2'), [
    { kind: 'backup-files', file: 'backup-files of CRM2' },
    { kind: 'backup-registry', file: 'backup-registry of CRM2' },
  ]);
  t.same(keptOf(kept, 'CRM9'), []);
  t.end();
});

t.test('what nobody has read back is not kept', (t) => {
  const unread = ['check-database', 'check-files@CRM2'];
  const kept = keptByRun('7', plan, foldJournal(records(plan, (id) => !unread.includes(id))));
  t.equal(keptDatabase(kept), undefined);
  t.same(
    keptOf(kept, 'CRM2').map(({ kind }) => kind),
    ['backup-registry'],
  );
  t.equal(keptOf(kept, 'CRM1').length, 2);
  t.end();
});

t.test('a step names a run, or none', (t) => {
  const rows = [
    [{ run: '3' }, '3'],
    [{ run: 'none' }, undefined],
    [{}, undefined],
  ] as const;
  for (const [inputs, wanted] of rows) t.equal(runNamed({ with: inputs }), wanted);
  t.end();
});
