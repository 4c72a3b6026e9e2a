// What a task of the maintenance plan stands on, what it tells while it runs, and what it says when it went well. Types
// only.

import type { HistoryRecord, RunFacts } from './model.ts';
import type { Work } from './work.ts';

/** How far a task is: what it is at, and percent of that where it is known. */
export type TaskProgress = { readonly text: string; readonly percent: number | undefined };

export type PerformOptions = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TaskProgress) => void;
  /** Told as soon as something is there that must not be forgotten should the task not end well. */
  readonly onFact: (facts: RunFacts) => void;
};

/** What a task that went well says of itself. */
export type TaskResult = { readonly text: string; readonly facts: RunFacts };

/** What the configuration says of the tasks. */
export type TaskSettings = {
  /** Name of the CRM's database. */
  readonly database: string;
  /** On the database server; null is where it keeps backups by default. */
  readonly backupFolder: string | null;
  readonly onlineRebuild: boolean;
  readonly reorganiseFromPercent: number;
  readonly rebuildFromPercent: number;
  readonly leastPages: number;
  readonly keepBackupDays: number;
  readonly keepHistoryDays: number;
};

/** Deletes what ordered runs have kept and nobody needs any more; `left` says in sentences what could not go. */
export type CleanUpRuns = (wish: {
  readonly keepMs: number;
  readonly signal: AbortSignal;
  readonly tell: (text: string) => void;
}) => Promise<{ readonly deleted: readonly { readonly file: string }[]; readonly left: readonly string[] }>;

/** What a task stands on. */
export type TaskWorld = PerformOptions & {
  readonly work: Work;
  readonly settings: TaskSettings;
  readonly history: readonly HistoryRecord[];
  readonly cleanUpRuns: CleanUpRuns;
  readonly nowMs: () => number;
};
