// Old backups go, then what msdb remembers of even older ones (F8). Which ones go is decided in rules/old-backups.ts.

import { defaultFolder } from '../backup.ts';
import type { TaskWorld } from '../perform.ts';
import { oldBackups } from '../rules/old-backups.ts';
import { maintenanceSql } from '../sql.ts';
import type { TaskResult } from '../task-result.ts';

export async function cleanUp(world: TaskWorld): Promise<TaskResult> {
  const { work, settings, history, signal, onProgress, onFact } = world;
  const { database, keepBackupDays, keepHistoryDays } = settings;
  const folder = settings.backupFolder ?? (await defaultFolder(work, database));
  const rows = await work.run(maintenanceSql.backups, { database }, { signal });
  const old = oldBackups({
    backups: rows.map((row) => ({ file: String(row.file), ageSeconds: Number(row.ageSeconds) })),
    history,
    keepSeconds: keepBackupDays * 86_400,
    folder,
    database,
  });
  const deleted: string[] = [];
  for (const [position, file] of old.entries()) {
    onProgress({ text: 'deleting old backups', percent: Math.round((position / old.length) * 100) });
    await work.run(maintenanceSql.deleteBackup, { file }, { signal });
    deleted.push(file);
    onFact({ deleted: [...deleted] });
  }
  await work.run(maintenanceSql.cleanUpHistory, { days: keepHistoryDays }, { signal });
  const files = deleted.length === 1 ? '1 old backup' : `${deleted.length} old backups`;
  return { text: `${files} deleted; history of the last ${keepHistoryDays} days kept`, facts: { deleted } };
}
