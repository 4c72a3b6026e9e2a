// Statistics, table by table (F8).

import { counted } from '../../rules/counted.ts';
import { maintenanceSql } from '../sql.ts';
import type { TaskResult, TaskWorld } from '../task.ts';

export async function updateStatistics({ work, signal, onProgress }: TaskWorld): Promise<TaskResult> {
  const rows = await work.run(maintenanceSql.tables, {}, { signal });
  for (const [position, { schemaName, tableName }] of rows.entries()) {
    const percent = Math.round((position / rows.length) * 100);
    const [schema, table] = [String(schemaName), String(tableName)];
    onProgress({ text: `${table} (${position + 1} of ${rows.length})`, percent });
    await work.run(maintenanceSql.updateStatistics, { schema, table }, { signal });
  }
  return { text: `statistics of ${counted(rows.length, 'table')} made anew`, facts: {} };
}
