// The maintenance plan in a terminal: never wider than it, whatever the texts of a database are.

import t from 'tap';
import type { MaintenanceDocument, MaintenanceRun } from '../../../admin/operations/maintenance.ts';
import { endText, historyText, planText, progressLine } from '../../../admin/rules/maintenance-text.ts';

const nowMs = Date.UTC(2026, 10, 22, 12);
const run: MaintenanceRun = {
  run: '20261122T010000Z-full-backup',
  task: 'full-backup',
  by: 'plan',
  reason: null,
  due: '2026-11-22T01:00:00.000Z',
  late: false,
  began: '2026-11-22T01:00:00.000Z',
  ended: '2026-11-22T01:50:00.000Z',
  durationMs: 3_000_000,
  outcome: 'done',
  text: '700 MB, read back: D:\\Backup\\CRM_full_20261122T010000Z.bak',
  mend: null,
};
const failed: MaintenanceRun = {
  ...run,
  task: 'check-database',
  outcome: 'failed',
  text: `The database is damaged${' and so on'.repeat(20)}\u001b[31m`,
  mend: 'Call whoever keeps the database now.',
};
const task = (change: Partial<MaintenanceDocument['tasks'][number]>) => ({
  task: 'full-backup' as const,
  when: '0 1 * * 0',
  state: 'waiting' as const,
  next: '2026-11-29T01:00:00.000Z',
  lastRun: run,
  lastSuccess: run.ended,
  missed: null,
  note: null,
  ...change,
});
const plan: MaintenanceDocument = {
  version: 1,
  enabled: true,
  timeZone: 'Europe/Berlin',
  held: 'run 12 is under way',
  active: {
    run: { ...run, task: 'clean-up', ended: null, outcome: null },
    at: 'deleting old backups',
    percent: 42.4,
  },
  tasks: [
    task({}),
    task({ task: 'check-database', lastRun: failed }),
    task({ task: 'clean-up', state: 'running', next: null }),
    task({ task: 'rebuild-indexes', state: 'overdue', lastRun: null, lastSuccess: null }),
    task({
      task: 'shrink',
      when: null,
      state: 'off',
      next: null,
      lastRun: null,
      note: 'off: it fragments every index',
    }),
  ],
};
const narrow = (text: string) => text.split('\n').every((line) => [...line].length <= 80);

t.test('the plan tells each task on a line, and below what there is to say', async (t) => {
  const text = planText(plan, 80, nowMs);
  t.ok(narrow(text), text);
  t.match(text, /^✔ full-backup +0 1 \* \* 0 +2026-11-29 01:00 UTC +10h10m ago done$/m);
  t.match(text, /^✖ check-database .*10h10m ago failed$/m);
  t.match(text, /^◌ clean-up +0 1 \* \* 0 +now/m);
  t.match(text, /^⚠ rebuild-indexes .*never, overdue$/m);
  t.match(text, /^• shrink +off +- +-$/m);
  t.match(text, /⏸ Nothing begins: run 12 is under way\./);
  t.match(text, /clean-up \[########\.{12}\] 42 % deleting old backups/);
  t.notMatch(text, '\u001b', 'nothing a terminal would act on');
  t.match(planText({ ...plan, enabled: false }, 80, nowMs), /The plan is off/);
});

t.test('ends, progress and history', async (t) => {
  t.match(endText(run, 80), /^✔ full-backup done after 50m: 700 MB/);
  t.match(endText(failed, 80), /^✖ check-database failed[\s\S]*Call whoever keeps/);
  t.ok(narrow(endText(failed, 80)));
  t.equal(progressLine({ run, at: null, percent: null }), '◌ full-backup');
  const passed = {
    type: 'missed' as const,
    task: 'log-backup' as const,
    due: '2026-11-22T05:00:00.000Z',
    count: 3,
    because: 'Fairlead did not run',
    told: '2026-11-22T08:00:00.000Z',
  };
  const text = historyText({ version: 1, runs: [run, failed], passed: [passed] }, 80, nowMs);
  t.ok(narrow(text));
  t.match(
    text,
    /^⚠ 05:00 UTC log-backup missed \(3 times\): Fairlead did not run\n✔ 01:00 UTC full-backup done 50m: 700/,
  );
  const long = { ...failed, text: Array.from({ length: 40 }, (_, word) => `word${word}`).join(' ') };
  const told = historyText({ version: 1, runs: [long], passed: [] }, 80, nowMs);
  t.ok(narrow(told), told);
  t.match(told, /word39\n$/);
  t.notMatch(told, '…', 'what takes several lines loses nothing');
  t.equal(historyText({ version: 1, runs: [], passed: [] }, 80, nowMs), 'Nothing was done yet.\n');
});
