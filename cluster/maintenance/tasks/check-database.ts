// The consistency check: no row is good news, each row is a damage.

import { maintenanceSql } from '../sql.ts';
import type { TaskResult, TaskWorld } from '../task.ts';
import { TaskFailure } from '../task-result.ts';

export async function checkDatabase({ work, signal, onProgress }: TaskWorld): Promise<TaskResult> {
  const rows = await work.run(
    maintenanceSql.checkDatabase,
    {},
    {
      signal,
      onProgress: ({ percent }) => onProgress({ text: 'checking', percent }),
    },
  );
  const [first] = rows;
  if (first === undefined) return { text: 'no damage found', facts: {} };
  const more = rows.length === 1 ? '' : ` and ${rows.length - 1} more`;
  throw new TaskFailure(
    `The database is damaged (error ${Number(first.Error)}${more}): ${String(first.MessageText)}`,
    'Call whoever keeps the database now, keep every backup, and do not repair without a restore tried elsewhere first.',
  );
}
