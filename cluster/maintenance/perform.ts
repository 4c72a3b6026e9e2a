// Which code carries which task out. Each gets its own connection and closes it.

import type { HistoryRecord, TaskName } from './model.ts';
import type { CleanUpRuns, PerformOptions, TaskResult, TaskSettings, TaskWorld } from './task.ts';
import { runBackup } from './tasks/back-up.ts';
import { checkDatabase } from './tasks/check-database.ts';
import { cleanUp } from './tasks/clean-up.ts';
import { rebuildIndexes, reorganiseIndexes } from './tasks/indexes.ts';
import { shrinkDatabase } from './tasks/shrink.ts';
import { updateStatistics } from './tasks/statistics.ts';
import { openWork, type WorkOptions } from './work.ts';

export type PerformWorld = {
  readonly settings: () => TaskSettings;
  readonly work: () => WorkOptions;
  readonly history: () => readonly HistoryRecord[];
  readonly cleanUpRuns: CleanUpRuns;
  readonly nowMs: () => number;
};

const tasks: Readonly<Record<TaskName, (world: TaskWorld) => Promise<TaskResult>>> = {
  'log-backup': (world) => runBackup(world, 'log'),
  'check-database': checkDatabase,
  'full-backup': (world) => runBackup(world, 'full'),
  'differential-backup': (world) => runBackup(world, 'differential'),
  'rebuild-indexes': rebuildIndexes,
  'reorganise-indexes': reorganiseIndexes,
  'update-statistics': updateStatistics,
  'clean-up': cleanUp,
  shrink: shrinkDatabase,
};

/** Carries tasks out on the database; rejects where one fails. */
export function createPerform({ settings, work, history, cleanUpRuns, nowMs }: PerformWorld) {
  return async (task: TaskName, options: PerformOptions): Promise<TaskResult> => {
    const opened = openWork(work());
    try {
      const world = { ...options, settings: settings(), history: history(), cleanUpRuns, nowMs };
      return await tasks[task]({ ...world, work: opened });
    } finally {
      await opened.close();
    }
  };
}
