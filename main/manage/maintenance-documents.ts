// The maintenance plan as the API tells it; every key is there, what is not known is null. Renames only.

import type {
  MaintenanceDocument,
  MaintenanceHistory,
  MaintenanceRun,
} from '../../admin/operations/maintenance.ts';
import { isoTime } from '../../admin/rules/iso-time.ts';
import type { HistoryRecord, TaskName, TaskRun } from '../../cluster/maintenance/model.ts';
import { learn, nothingKnown } from '../../cluster/maintenance/rules/known.ts';
import type { TaskView } from '../../cluster/maintenance/rules/overview.ts';
import type { ActiveTask } from '../../cluster/maintenance/task-runner.ts';
import type { Configuration } from '../../config/schema.ts';

type Passed = MaintenanceHistory['passed'][number];

const isoOrNull = (atMs: number | null | undefined) =>
  atMs === null || atMs === undefined ? null : isoTime(atMs);

export function runDocument(run: TaskRun): MaintenanceRun {
  const { ended } = run;
  return {
    run: run.run,
    task: run.task,
    by: run.by,
    reason: run.reason,
    due: isoOrNull(run.slotMs),
    late: run.late,
    began: isoTime(run.beganAtMs),
    ended: isoOrNull(ended?.atMs),
    durationMs: ended === undefined ? null : Math.round(ended.durationMs),
    outcome: ended?.outcome ?? null,
    text: ended?.text ?? null,
    mend: ended?.mend ?? null,
  };
}

export type Listed = {
  readonly maintenance: Configuration['maintenance'];
  readonly timeZone: string;
  readonly held: string | undefined;
  readonly views: readonly TaskView[];
  readonly active: ActiveTask | undefined;
};

export function maintenanceDocument(listed: Listed): MaintenanceDocument {
  const { maintenance, timeZone, held, views, active } = listed;
  return {
    version: 1,
    enabled: maintenance.enabled,
    timeZone,
    held: held ?? null,
    active:
      active === undefined
        ? null
        : {
            run: runDocument(active.run),
            at: active.progress?.text ?? null,
            percent: active.progress?.percent ?? null,
          },
    tasks: views.map((view) => ({
      task: view.task,
      when: view.when,
      state: view.state,
      next: isoOrNull(view.nextMs),
      lastRun: view.lastRun === undefined ? null : runDocument(view.lastRun),
      lastSuccess: isoOrNull(view.lastSuccess?.ended?.atMs),
      missed: view.missed === undefined ? null : passedDocument(view.missed),
      note: view.task === 'shrink' && view.when === null ? shrinkNote : null,
    })),
  };
}

const shrinkNote =
  'off: shrinking fragments every index, and the files grow again (F8); ask for it with maintenance.tasks.shrink.when';

/** `limit` holds for runs and for what was not run, each. */
export function historyDocument(
  records: readonly HistoryRecord[],
  { task, limit }: { readonly task: TaskName | undefined; readonly limit: number },
): MaintenanceHistory {
  const wanted = records.filter((record) => task === undefined || record.task === task);
  const passed = wanted.flatMap((record) =>
    record.type === 'missed' || record.type === 'suppressed' ? [record] : [],
  );
  return {
    version: 1,
    runs: runsOf(wanted).slice(-limit).reverse().map(runDocument),
    passed: passed.slice(-limit).reverse().map(passedDocument),
  };
}

/** Each run once, as its records leave it. */
function runsOf(records: readonly HistoryRecord[]): TaskRun[] {
  const runs = new Map<string, TaskRun>();
  let known = nothingKnown;
  for (const record of records) {
    if (record.type !== 'began' && record.type !== 'ended') continue;
    known = learn(known, record);
    const last = known.tasks.get(record.task)?.lastRun;
    if (last !== undefined) runs.set(last.run, last);
  }
  return [...runs.values()];
}

function passedDocument(record: Extract<HistoryRecord, { type: 'missed' | 'suppressed' }>): Passed {
  const { type, task, slotMs, count, because, atMs } = record;
  return { type, task, due: isoTime(slotMs), count, because, told: isoTime(atMs) };
}
