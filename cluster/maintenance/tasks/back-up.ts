// Backups of the plan: written, then read back; only what was read back counts.

import { backupDatabase, verifyBackup } from '../backup.ts';
import { bytesText } from '../rules/texts.ts';
import { maintenanceSql } from '../sql.ts';
import type { TaskResult, TaskWorld } from '../task.ts';

export async function runBackup(
  world: TaskWorld,
  kind: 'full' | 'differential' | 'log',
): Promise<TaskResult> {
  const { work, settings, signal, onProgress, onFact, nowMs } = world;
  const { database, backupFolder } = settings;
  if (kind === 'log' && (await isSimple(world)))
    return { text: 'nothing to do: with the recovery model SIMPLE the log needs no backup', facts: {} };
  const backup = await backupDatabase(work, {
    database,
    kind,
    folder: backupFolder,
    nowMs: nowMs(),
    signal,
    onProgress: ({ percent }) => onProgress({ text: 'writing', percent }),
  });
  onFact({ file: backup.file });
  onProgress({ text: 'reading back', percent: 0 });
  await verifyBackup(work, backup.file, {
    signal,
    onProgress: ({ percent }) => onProgress({ text: 'reading back', percent }),
  });
  const size = backup.sizeBytes === undefined ? '' : `${bytesText(backup.sizeBytes)}, `;
  return { text: `${size}read back: ${backup.file}`, facts: { verified: backup.file } };
}

async function isSimple({ work, settings, signal }: TaskWorld): Promise<boolean> {
  const [row] = await work.run(maintenanceSql.about, { database: settings.database }, { signal });
  return String(row?.recovery).toUpperCase() === 'SIMPLE';
}
