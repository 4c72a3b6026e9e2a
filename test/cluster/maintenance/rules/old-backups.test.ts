// Which backup files may go, as a table: days of age, what was read back, what stays.

import t from 'tap';
import type { HistoryRecord } from '../../../../cluster/maintenance/model.ts';
import { type BackupKind, backupPath } from '../../../../cluster/maintenance/rules/backup-file.ts';
import { oldBackups } from '../../../../cluster/maintenance/rules/old-backups.ts';

const folder = 'D:\\Backup';
const nowMs = Date.UTC(2026, 10, 22);
const dayMs = 86_400_000;

/** `full 20 verified`: kind, days of age, and whether it was read back. */
function fileOf(text: string): string {
  const [kind = '', days = '0'] = text.split(' ');
  const stamp = new Date(nowMs - Number(days) * dayMs).toISOString();
  return backupPath(folder, 'CRM', kind as BackupKind, stamp);
}

function decide(backups: readonly string[], extra: readonly HistoryRecord[] = []) {
  const history = backups
    .filter((each) => each.endsWith(' verified'))
    .map((each) => ended({ verified: fileOf(each) }));
  return oldBackups({
    backups: backups.map((each) => ({ file: fileOf(each), ageSeconds: Number(each.split(' ')[1]) * 86_400 })),
    history: [...history, ...extra],
    keepSeconds: 14 * 86_400,
    folder,
    database: 'CRM',
  });
}

const ended = (facts: object): HistoryRecord => ({
  atMs: 0,
  type: 'ended',
  run: 'r',
  task: 'full-backup',
  outcome: 'done',
  durationMs: 0,
  text: '',
  mend: null,
  facts,
});

const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['nothing is old', ['full 3 verified', 'full 10 verified'], []],
  [
    'what lies before the full one that a restore to the limit begins with',
    ['full 3 verified', 'log 3 verified', 'full 17 verified', 'log 18 verified', 'full 24 verified'],
    ['full 24 verified', 'log 18 verified'],
  ],
  [
    'the newest verified one stays however old it is',
    ['full 400 verified', 'full 500 verified'],
    ['full 500 verified'],
  ],
  ['the only one stays', ['full 400 verified'], []],
  ['nothing is known to be good', ['full 40', 'full 50', 'log 60'], []],
  [
    'newer ones that were not read back are no ground',
    ['full 3', 'full 10', 'full 30 verified', 'full 40 verified', 'log 41'],
    ['log 41', 'full 40 verified'],
  ],
  [
    'no verified one is older than the limit, so the eldest verified is the ground',
    ['full 5 verified', 'full 12 verified', 'full 40', 'log 41'],
    ['log 41', 'full 40'],
  ],
  [
    'the newest verified differential and log stay too',
    ['full 20 verified', 'differential 30 verified', 'log 31 verified', 'log 32 verified'],
    ['log 32 verified'],
  ],
  ['copies are of upgrades', ['full 3 verified', 'full 20 verified', 'copy 90 verified'], []],
];

t.test('old backups go, what a restore wants stays', async (t) => {
  for (const [name, backups, gone] of cases) t.same(decide(backups), gone.map(fileOf), name);
});

t.test('what was deleted is not deleted again', async (t) => {
  const backups = ['full 3 verified', 'full 17 verified', 'full 24 verified', 'full 31 verified'];
  t.same(decide(backups, [ended({ deleted: [fileOf('full 31')] })]), [fileOf('full 24')]);
});
