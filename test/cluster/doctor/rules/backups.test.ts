import t from 'tap';
import type { BackupsSeen } from '../../../../cluster/doctor/model.ts';
import { examineBackups } from '../../../../cluster/doctor/rules/backups.ts';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { away, type Change, dayMs, examined, hourMs } from '../facts.ts';

const inOrder: BackupsSeen = {
  database: 'CRM',
  recovery: 'FULL',
  fullAgeMs: 2 * dayMs,
  differentialAgeMs: 6 * hourMs,
  logAgeMs: hourMs,
};
const backups = (change: Partial<BackupsSeen>): Change => ({
  database: { backups: seen({ ...inOrder, ...change }) },
});
const nothing = { fullAgeMs: undefined, differentialAgeMs: undefined, logAgeMs: undefined };

t.test('full, differential and log backups are there and young enough', (t) =>
  examined(t, examineBackups, [
    ['in order', {}, ['database', 'ok', /6 h/]],
    ['none at all', backups(nothing), ['database', 'fault', /No full backup/]],
    ['the full one is old', backups({ fullAgeMs: 9 * dayMs }), ['database', 'warning', /9 d/]],
    [
      'no differential in two days',
      backups({ differentialAgeMs: undefined }),
      ['database', 'warning', /2 d 0 h|48 h/],
    ],
    [
      'a young full one is enough',
      backups({ fullAgeMs: hourMs, differentialAgeMs: undefined }),
      ['database', 'ok'],
    ],
    ['the log never', backups({ logAgeMs: undefined }), ['database', 'warning', /never backed up/]],
    ['the log long ago', backups({ logAgeMs: 5 * hourMs }), ['database', 'warning', /5 h/]],
    ['a simple log needs none', backups({ recovery: 'SIMPLE', logAgeMs: undefined }), ['database', 'ok']],
    ['no right to look', { database: { backups: away } }, ['database', 'unknown', /away/]],
  ]),
);
