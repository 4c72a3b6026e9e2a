// What the history says of each task: up to when its times are settled, its last run, its last success. Pure.

import type { HistoryRecord, TaskName, TaskRun } from '../model.ts';

export type KnownTask = {
  /** Schedule that was last taken up; undefined before the first. */
  readonly when: string | null | undefined;
  /** Since when that schedule is. */
  readonly plannedMs: number | undefined;
  /** Up to here all is well: the last success, or the last time that needed none. */
  readonly goodMs: number | undefined;
  /** All times up to here are settled: run, missed or suppressed. Undefined where the task was never planned. */
  readonly settledMs: number | undefined;
  readonly lastRun: TaskRun | undefined;
  readonly lastSuccess: TaskRun | undefined;
  /** The last time that was missed and not made up since. */
  readonly missed: Extract<HistoryRecord, { type: 'missed' | 'suppressed' }> | undefined;
};

export type Known = {
  readonly tasks: ReadonlyMap<TaskName, KnownTask>;
  /** Runs that began and did not end: one is under way, or Fairlead was ended. Oldest first. */
  readonly open: readonly TaskRun[];
};

const nothing: KnownTask = {
  when: undefined,
  plannedMs: undefined,
  goodMs: undefined,
  settledMs: undefined,
  lastRun: undefined,
  lastSuccess: undefined,
  missed: undefined,
};

export const nothingKnown: Known = { tasks: new Map(), open: [] };

/** Adds one record; nothing is changed in place. */
export function learn(known: Known, record: HistoryRecord): Known {
  const before = known.tasks.get(record.task) ?? nothing;
  const withTask = (task: KnownTask, open = known.open): Known => ({
    tasks: new Map([...known.tasks, [record.task, task]]),
    open,
  });
  switch (record.type) {
    case 'planned':
      return withTask({
        ...before,
        when: record.when,
        plannedMs: record.atMs,
        settledMs: later(before.settledMs, record.atMs),
      });
    case 'missed':
      return withTask({ ...before, settledMs: later(before.settledMs, record.slotMs), missed: record });
    case 'suppressed':
      return withTask({
        ...before,
        settledMs: later(before.settledMs, record.slotMs),
        goodMs: later(before.goodMs, record.slotMs),
      });
    case 'began': {
      const { run, task, slotMs, late, by, reason, atMs } = record;
      const begun: TaskRun = { run, task, slotMs, late, by, reason, beganAtMs: atMs, ended: undefined };
      const settledMs = slotMs === null ? before.settledMs : later(before.settledMs, slotMs);
      return withTask({ ...before, settledMs, lastRun: begun }, [...known.open, begun]);
    }
    case 'ended':
      return withTask(ended(before, known.open, record), without(known.open, record.run));
  }
}

function ended(
  before: KnownTask,
  open: readonly TaskRun[],
  record: Extract<HistoryRecord, { type: 'ended' }>,
): KnownTask {
  const begun = open.find(({ run }) => run === record.run);
  if (begun === undefined) return before;
  const { outcome, durationMs, text, mend, facts, atMs } = record;
  const run: TaskRun = { ...begun, ended: { atMs, outcome, durationMs, text, mend, facts } };
  if (outcome !== 'done') return { ...before, lastRun: run };
  const goodMs = later(before.goodMs, atMs);
  return { ...before, lastRun: run, lastSuccess: run, missed: undefined, goodMs };
}

const without = (open: readonly TaskRun[], name: string) => open.filter(({ run }) => run !== name);

const later = (before: number | undefined, atMs: number) => Math.max(before ?? 0, atMs);
