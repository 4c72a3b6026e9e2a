// Carries out one task at a time and writes down when it began and how it ended. Decides nothing.

import type { TaskName, TaskRun } from './model.ts';
import type { Notebook } from './notebook.ts';
import type { PerformOptions, TaskProgress, TaskResult } from './task.ts';
import { resultOf } from './task-result.ts';

export type ActiveTask = { readonly run: TaskRun; readonly progress: TaskProgress | undefined };

export type BeginWish = Pick<TaskRun, 'task' | 'by' | 'reason' | 'slotMs' | 'late'>;

export type TaskRunner = {
  /** Resolves when it is written that it begins; the task itself goes on. */
  begin(wish: BeginWish): Promise<TaskRun>;
  active(): ActiveTask | undefined;
  /** Ends the task that is under way; false where none is. */
  stop(why: string): boolean;
  /** Resolves when the task that is under way has ended and is written down. */
  ended(): Promise<void>;
};

export type TaskRunnerOptions = {
  readonly notebook: Notebook;
  readonly perform: (task: TaskName, options: PerformOptions) => Promise<TaskResult>;
  readonly fence: () => number;
  readonly nowMs: () => number;
  /** Called when a task has ended: the next one may begin. */
  readonly onEnd: () => Promise<void>;
  readonly onProblem: (problem: Error) => void;
};

type Active = ActiveTask & { readonly stop: AbortController; readonly ended: Promise<void> };

export function createTaskRunner(options: TaskRunnerOptions): TaskRunner {
  const { notebook, nowMs, onProblem } = options;
  let active: Active | undefined;

  async function carryOut(run: TaskRun, { signal }: AbortController): Promise<void> {
    // In the next turn: whoever began it knows it by then.
    await Promise.resolve();
    const result = await resultOf({
      perform: (performing) => options.perform(run.task, performing),
      signal,
      onProgress: (progress) => {
        if (active?.run.run === run.run) active = { ...active, progress };
      },
    });
    const durationMs = Math.max(0, nowMs() - run.beganAtMs);
    try {
      await notebook.write({ type: 'ended', run: run.run, task: run.task, durationMs, ...result });
    } finally {
      active = undefined;
    }
    await options.onEnd();
  }

  return {
    async begin(wish) {
      const beganAtMs = nowMs();
      const run = `${new Date(beganAtMs).toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${wish.task}`;
      await notebook.write({ type: 'began', run, ...wish, fence: options.fence() });
      const begun: TaskRun = { run, ...wish, beganAtMs, ended: undefined };
      const stop = new AbortController();
      active = { run: begun, progress: undefined, stop, ended: carryOut(begun, stop).catch(onProblem) };
      return begun;
    },
    active: () => active,
    stop(why) {
      active?.stop.abort(new Error(why));
      return active !== undefined;
    },
    async ended() {
      await active?.ended;
    },
  };
}
