// When a task is overdue, and what is told of it.

import t from 'tap';
import type { HistoryRecord, NewRecord, PlannedTask } from '../../../../cluster/maintenance/model.ts';
import { learn, nothingKnown } from '../../../../cluster/maintenance/rules/known.ts';
import { maintenanceNotices, overviewOf } from '../../../../cluster/maintenance/rules/overview.ts';
import { openZone, readPattern } from '../../../../cluster/maintenance/schedules.ts';

const at = (text: string) => Date.parse(`2026-11-${text}Z`);
const when = '0 1 * * *';
const task: PlannedTask = { name: 'full-backup', when, pattern: readPattern(when), missed: 'late' };
const planned: HistoryRecord = { atMs: at('01T12:00'), type: 'planned', task: 'full-backup', when };

function run(day: string, outcome: 'done' | 'failed' | 'unknown'): HistoryRecord[] {
  const head = { task: 'full-backup' as const, run: day };
  const began: NewRecord = {
    type: 'began',
    ...head,
    slotMs: at(`${day}T01:00`),
    late: false,
    by: 'plan',
    reason: null,
    fence: 1,
  };
  const ended: NewRecord = {
    type: 'ended',
    ...head,
    outcome,
    durationMs: 1,
    text: 'said so',
    mend: null,
    facts: {},
  };
  return [
    { atMs: at(`${day}T01:00`), ...began },
    { atMs: at(`${day}T01:20`), ...ended },
  ];
}

const view = (records: readonly HistoryRecord[], now: string, followed?: string) =>
  overviewOf({
    tasks: [task],
    known: [planned, ...records].reduce(learn, nothingKnown),
    running: undefined,
    zone: openZone('UTC'),
    lateMs: 4 * 3_600_000,
    followedMs: followed === undefined ? undefined : at(followed),
    nowMs: at(now),
  });

t.test('a task is overdue when a time of it passed without success for too long', async (t) => {
  const cases = [
    ['before its first time', [], '02T00:30', undefined, 'waiting'],
    ['it may still begin', [], '02T04:30', undefined, 'waiting'],
    ['it may not any more', [], '02T05:30', undefined, 'overdue'],
    ['it went well', run('02', 'done'), '02T05:30', undefined, 'waiting'],
    ['it failed', run('02', 'failed'), '02T05:30', undefined, 'overdue'],
    ['a day later nothing was done', run('02', 'done'), '03T05:30', undefined, 'overdue'],
    ['another Fairlead led', [], '02T05:30', '02T05:29', 'waiting'],
    ['another Fairlead led until a day ago', [], '04T05:30', '02T12:00', 'overdue'],
  ] as const;
  for (const [name, records, now, followed, state] of cases)
    t.equal(view(records, now, followed)[0]?.state, state, name);
});

t.test('what failed, was cut off or is overdue is a notice', async (t) => {
  const codes = (records: readonly HistoryRecord[], now: string) =>
    maintenanceNotices(view(records, now)).map(({ code, text }) => `${code}: ${text}`);
  t.same(codes(run('02', 'done'), '02T02:00'), []);
  t.same(codes(run('02', 'failed'), '02T02:00'), [
    'maintenance-failed: Maintenance: full-backup failed: said so',
  ]);
  t.same(codes(run('02', 'unknown'), '02T02:00'), [
    'maintenance-failed: Maintenance: full-backup was cut off: said so',
  ]);
  t.match(codes([], '02T06:00')[0], /^maintenance-overdue: Maintenance: full-backup is overdue/);
});
