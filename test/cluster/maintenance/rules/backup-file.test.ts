import t from 'tap';
import { backupKindOf, backupPath } from '../../../../cluster/maintenance/rules/backup-file.ts';

const stamp = '2026-11-22T01:00:00.250Z';

t.test('a backup file is named for its database, kind and moment', async (t) => {
  const cases = [
    ['D:\\Backup', 'full', 'D:\\Backup\\CRM_full_20261122T010000Z.bak'],
    ['D:\\Backup\\', 'log', 'D:\\Backup\\CRM_log_20261122T010000Z.trn'],
    ['\\\\files\\crm', 'copy', '\\\\files\\crm\\CRM_copy_20261122T010000Z.bak'],
    ['/var/opt/mssql/backup', 'differential', '/var/opt/mssql/backup/CRM_differential_20261122T010000Z.bak'],
  ] as const;
  for (const [folder, kind, path] of cases) {
    t.equal(backupPath(folder, 'CRM', kind, stamp), path);
    t.equal(backupKindOf(path, folder, 'CRM'), kind);
  }
  t.equal(backupPath('D:\\B', 'my: CRM/2', 'full', stamp), 'D:\\B\\my__CRM_2_full_20261122T010000Z.bak');
});

t.test('a file of another name, folder or database is none of ours', async (t) => {
  const folder = 'D:\\Backup';
  for (const path of [
    'D:\\Backup\\CRM.bak',
    'D:\\Backup\\CRM_full_20261122T010000Z.bak.old',
    'D:\\Backup\\CRM_log_20261122T010000Z.bak',
    'D:\\Backup\\Other_full_20261122T010000Z.bak',
    'D:\\Other\\CRM_full_20261122T010000Z.bak',
    'D:\\Backup\\old\\CRM_full_20261122T010000Z.bak',
  ])
    t.equal(backupKindOf(path, folder, 'CRM'), undefined, path);
  t.equal(
    backupKindOf('d:\\backup\\crm_full_20261122T010000Z.bak', folder, 'CRM'),
    'full',
    'without regard to case',
  );
});
