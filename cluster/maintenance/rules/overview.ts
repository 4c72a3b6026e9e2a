// The plan as people and monitoring see it: each task with its next time, its last run, and whether it is overdue. Pure.

import type { Notice } from '../../model.ts';
import type { PlannedTask, TaskName, TaskRun } from '../model.ts';
import { nextSlot, slotsBetween, type Zone } from './calendar.ts';
import type { Known, KnownTask } from './known.ts';

export type TaskState = 'off' | 'waiting' | 'running' | 'overdue';

export type TaskView = {
  readonly task: TaskName;
  readonly when: string | null;
  readonly state: TaskState;
  readonly nextMs: number | undefined;
  readonly lastRun: TaskRun | undefined;
  readonly lastSuccess: TaskRun | undefined;
  readonly missed: KnownTask['missed'];
};

export type OverviewInput = {
  readonly tasks: readonly PlannedTask[];
  readonly known: Known;
  readonly running: TaskName | undefined;
  readonly zone: Zone;
  readonly lateMs: number;
  /** Until then another Fairlead led, and what was due was its business. */
  readonly followedMs: number | undefined;
  readonly nowMs: number;
};

/** In the order of the plan. */
export function overviewOf(input: OverviewInput): readonly TaskView[] {
  const { tasks, known, running, zone, nowMs } = input;
  return tasks.map((planned) => {
    const { name, when, pattern } = planned;
    const task = known.tasks.get(name);
    const state = () => {
      if (running === name) return 'running';
      if (pattern === undefined) return 'off';
      return isOverdue(planned, task, input) ? 'overdue' : 'waiting';
    };
    return {
      task: name,
      when,
      state: state(),
      nextMs: pattern === undefined ? undefined : nextSlot(pattern, zone, nowMs),
      lastRun: task?.lastRun,
      lastSuccess: task?.lastSuccess,
      missed: task?.missed,
    };
  });
}

/** A time of it passed longer ago than a task may be late, and nothing went well since. */
function isOverdue(
  { pattern }: PlannedTask,
  task: KnownTask | undefined,
  { zone, lateMs, followedMs, nowMs }: OverviewInput,
): boolean {
  if (pattern === undefined || task?.plannedMs === undefined) return false;
  const sinceMs = Math.max(task.plannedMs, task.goodMs ?? 0, followedMs ?? 0, nowMs - farMs);
  // The slot itself may be the moment of the success.
  return slotsBetween(pattern, zone, sinceMs, nowMs - lateMs).length > 0;
}

/** What an operator should know now: overdue tasks, and last runs that did not go well. */
export function maintenanceNotices(views: readonly TaskView[]): readonly Notice[] {
  return views.flatMap((view) => {
    const { task, state, lastRun, lastSuccess, missed } = view;
    const again = `Look at \`fairlead maintenance history\`, then \`fairlead maintenance run ${task}\`.`;
    const last = lastRun?.ended;
    if (last?.outcome === 'failed' || last?.outcome === 'unknown') {
      const text = `Maintenance: ${task} ${last.outcome === 'failed' ? 'failed' : 'was cut off'}: ${last.text}`;
      return [{ severity: 'warning', code: 'maintenance-failed', text, mend: last.mend ?? again }];
    }
    if (state !== 'overdue') return [];
    const never = lastSuccess === undefined ? 'it has not gone well yet' : 'its time has passed';
    const text = `Maintenance: ${task} is overdue: ${missed?.because ?? never}.`;
    return [{ severity: 'warning', code: 'maintenance-overdue', text, mend: again }];
  });
}

const farMs = 40 * 86_400_000;
