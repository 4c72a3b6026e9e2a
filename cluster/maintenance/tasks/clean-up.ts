// Old backups go, what runs have kept, and what msdb remembers of even older ones (F8). Which ones of the plan go is
// decided in rules/old-backups.ts; those of runs are known to cluster/upgrade.

import { counted } from '../../rules/counted.ts';
import { defaultFolder, deleteBackup } from '../backup.ts';
import { oldBackups } from '../rules/old-backups.ts';
import { maintenanceSql } from '../sql.ts';
import type { TaskResult, TaskWorld } from '../task.ts';

export async function cleanUp(world: TaskWorld): Promise<TaskResult> {
  const { work, settings, history, cleanUpRuns, signal, onProgress, onFact } = world;
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
    await deleteBackup(work, file, { signal });
    deleted.push(file);
    onFact({ deleted: [...deleted] });
  }
  await work.run(maintenanceSql.cleanUpHistory, { days: keepHistoryDays }, { signal });
  const ofRuns = await cleanUpRuns({
    keepMs: keepBackupDays * dayMs,
    signal,
    tell: (text) => onProgress({ text, percent: undefined }),
  });
  const told = [
    `${counted(deleted.length, 'old backup')} deleted`,
    ...(ofRuns.deleted.length > 0
      ? [`${counted(ofRuns.deleted.length, 'file')} that runs had kept deleted`]
      : []),
    `history of the last ${keepHistoryDays} days kept`,
    ...(ofRuns.left.length > 0 ? [`not deleted: ${ofRuns.left.join('; ')}`] : []),
  ];
  return { text: told.join('; '), facts: { deleted } };
}

const dayMs = 86_400_000;
