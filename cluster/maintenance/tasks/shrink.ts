// Gives free space of the files back to the disk. Never by itself: it fragments every index (F8).

import { maintenanceSql } from '../sql.ts';
import type { TaskResult, TaskWorld } from '../task.ts';

export async function shrinkDatabase({ work, signal, onProgress }: TaskWorld): Promise<TaskResult> {
  await work.run(
    maintenanceSql.shrink,
    {},
    {
      signal,
      onProgress: ({ percent }) => onProgress({ text: 'moving pages', percent }),
    },
  );
  return { text: 'shrunk; its indexes are fragmented now, so run rebuild-indexes next', facts: {} };
}
