// What is said of a run that was cut off by the end of Fairlead: nobody knows how it ended, so it says how to find out.
// Pure.

import type { NewRecord, TaskName, TaskRun } from '../model.ts';

const backup =
  'Look into msdb.dbo.backupset: a row with this start says that the file was written; it was not read back. Then run it again.';

const findOut: Readonly<Record<TaskName, string>> = {
  'log-backup': backup,
  'check-database': 'Run it again: a check that was cut off leaves nothing behind.',
  'full-backup': backup,
  'differential-backup': backup,
  'rebuild-indexes':
    'Run it again: an index is rebuilt whole or stays as it was, and only fragmented ones are taken.',
  'reorganise-indexes': 'Run it again: what was reorganised stays so.',
  'update-statistics': 'Run it again: each table is done by itself.',
  'clean-up': 'Run it again: what was deleted is deleted, and the rest is looked at anew.',
  shrink: 'Nothing is lost: pages were moved one by one. See the size of the files before it is run again.',
};

/** The end of a run that has none. */
export function cutOff({ run, task, beganAtMs }: TaskRun, nowMs: number): NewRecord {
  return {
    type: 'ended',
    run,
    task,
    outcome: 'unknown',
    durationMs: Math.max(0, nowMs - beganAtMs),
    text: 'Fairlead was ended while it ran; the database server undid the statement that was under way.',
    mend: findOut[task],
    facts: {},
  };
}
