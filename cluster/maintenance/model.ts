// The maintenance plan as data: its tasks, what is kept of them, what stands still. No more than words and types.

import type { Pattern } from './rules/calendar.ts';

/** The tasks of F8, in the order in which they go first where several are due. */
export const taskNames = [
  'log-backup',
  'check-database',
  'full-backup',
  'differential-backup',
  'rebuild-indexes',
  'reorganise-indexes',
  'update-statistics',
  'clean-up',
  'shrink',
] as const;

export type TaskName = (typeof taskNames)[number];

/** What becomes of a task whose time passed without it: run as soon as it may, or wait for the next time. */
export type MissedPolicy = 'late' | 'skip';

export type PlannedTask = {
  readonly name: TaskName;
  /** As configured, such as `0 1 * * 0`; null is off. */
  readonly when: string | null;
  readonly pattern: Pattern | undefined;
  readonly missed: MissedPolicy;
};

/** How a run of a task ended. `unknown`: Fairlead was ended while it ran. */
export type Outcome = 'done' | 'failed' | 'cancelled' | 'unknown';

/** What a run left behind that later runs go by. */
export type RunFacts = {
  /** Backup that was written and read back. */
  readonly verified?: string;
  /** Backup that was begun: it may be there although the run did not end well. */
  readonly file?: string;
  /** Backup files that were deleted. */
  readonly deleted?: readonly string[];
};

/** One line of the history. Times are milliseconds since 1970. */
export type HistoryRecord = { readonly atMs: number } & (
  | { readonly type: 'planned'; readonly task: TaskName; readonly when: string | null }
  | {
      readonly type: 'began';
      readonly run: string;
      readonly task: TaskName;
      /** The time of the schedule; null for a run by hand. */
      readonly slotMs: number | null;
      readonly late: boolean;
      /** `plan`, or who asked for it. */
      readonly by: string;
      readonly reason: string | null;
      readonly fence: number;
    }
  | {
      readonly type: 'ended';
      readonly run: string;
      readonly task: TaskName;
      readonly outcome: Outcome;
      readonly durationMs: number;
      readonly text: string;
      readonly mend: string | null;
      readonly facts: RunFacts;
    }
  | {
      /** `missed`: it should have been run. `suppressed`: another task made it needless. */
      readonly type: 'missed' | 'suppressed';
      readonly task: TaskName;
      readonly slotMs: number;
      /** How many times this stands for; `slotMs` is the last of them. */
      readonly count: number;
      readonly because: string;
    }
);

/** `atMs` is added when it is written. */
export type NewRecord = WithoutTime<HistoryRecord>;
type WithoutTime<Record_> = Record_ extends unknown ? Omit<Record_, 'atMs'> : never;

/** A run, put together from its records. */
export type TaskRun = {
  readonly run: string;
  readonly task: TaskName;
  readonly slotMs: number | null;
  readonly late: boolean;
  readonly by: string;
  readonly reason: string | null;
  readonly beganAtMs: number;
  /** Undefined while it runs. */
  readonly ended:
    | {
        readonly atMs: number;
        readonly outcome: Outcome;
        readonly durationMs: number;
        readonly text: string;
        readonly mend: string | null;
        readonly facts: RunFacts;
      }
    | undefined;
};
