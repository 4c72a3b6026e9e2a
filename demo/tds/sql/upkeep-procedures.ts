// Procedures that clean up after backups: msdb.dbo.sp_delete_backuphistory and master.dbo.xp_delete_file.

import { SqlError } from './rules/sql-error.ts';
import type { Given, Run } from './run.ts';

/** Forgets backups that finished before a moment; their files stay. Always 0. */
export function deleteBackupHistory({ engine }: Run, [oldest]: readonly Given[]): number {
  const before = String(oldest?.value ?? '').replace('T', ' ');
  engine.database.prepare('DELETE FROM msdb.backupset WHERE finished < ?').run(before);
  return 0;
}

/** `xp_delete_file 0, path`: one backup file, and nothing that is none. A file that is not there is no fault to it. */
export function deleteFile({ engine }: Run, [type, path]: readonly Given[]): number {
  if (engine.upkeep.faults.has('no-rights'))
    throw new SqlError(22049, 'Error executing extended stored procedure: Invalid Parameter', {
      severity: 15,
    });
  if (Number(type?.value) === 0) engine.upkeep.files.delete(String(path?.value ?? ''));
  return 0;
}
