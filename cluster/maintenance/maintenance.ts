// The maintenance plan at work: looks once a minute what is due, has one task run at a time, writes down what became of
// it. What is due is decided in rules/decide.ts; what a task does is handed in.

import { createInTurn } from '../in-turn.ts';
import { createAbsences } from './absences.ts';
import type { History } from './history.ts';
import type { HistoryRecord, NewRecord, PlannedTask, TaskName, TaskRun } from './model.ts';
import { createNotebook, type Notebook } from './notebook.ts';
import type { Zone } from './rules/calendar.ts';
import { cutOff } from './rules/cut-off.ts';
import { decide, freshMemory, type Memory } from './rules/decide.ts';
import type { Known } from './rules/known.ts';
import type { PerformOptions, TaskResult } from './task.ts';
import { type ActiveTask, createTaskRunner, type TaskRunner } from './task-runner.ts';

export type MaintenanceOptions = {
  readonly history: History;
  readonly plan: () => {
    readonly tasks: readonly PlannedTask[];
    readonly zone: Zone;
    readonly lateMs: number;
  };
  /** Rejects where the task failed. */
  readonly perform: (task: TaskName, options: PerformOptions) => Promise<TaskResult>;
  readonly leads: () => 'yes' | 'no' | 'unknown';
  readonly fence: () => number;
  /** What else has the cluster, such as `run 12 (sage-crm-version)`; nothing is begun meanwhile. */
  readonly isBusy: () => string | undefined;
  readonly nowMs: () => number;
  readonly onRecord: (record: NewRecord) => void;
  readonly onProblem: (problem: Error) => void;
};

export type RunWish = { readonly task: TaskName; readonly by: string; readonly reason: string | null };
export type RunAnswer =
  | { readonly ok: true; readonly run: TaskRun }
  | { readonly ok: false; readonly code: 'not-leader' | 'busy' | 'running'; readonly text: string };

export type Maintenance = {
  /** Looks what is due, and begins it. Called once a minute. */
  look(): Promise<void>;
  runNow(wish: RunWish): Promise<RunAnswer>;
  /** Ends the task that is under way; false where none is. */
  cancel(by: string): boolean;
  active(): ActiveTask | undefined;
  known(): Known;
  /** When it last looked while another Fairlead led: what was due until then was that one's. */
  followedMs(): number | undefined;
  records(): readonly HistoryRecord[];
  close(): Promise<void>;
};

/** Tells first what a Fairlead before this one left open. */
export async function createMaintenance(options: MaintenanceOptions): Promise<Maintenance> {
  const { nowMs } = options;
  const notebook = createNotebook(options.history, options.onRecord);
  for (const open of notebook.known().open) await notebook.write(cutOff(open, nowMs()));
  const runner = createTaskRunner({
    ...options,
    notebook,
    onEnd: async () => {
      if (!closed) await look();
    },
  });
  const lookOnce = createLook(options, notebook, runner);
  const turns = createInTurn();
  let closed = false;
  const look = () =>
    turns.run(async () => {
      if (!closed) await lookOnce.look();
    });
  const runNow = async (wish: RunWish): Promise<RunAnswer> => {
    if (options.leads() !== 'yes') return { ok: false, code: 'not-leader', text: 'Another Fairlead leads.' };
    const busy = options.isBusy();
    if (busy !== undefined) return { ok: false, code: 'busy', text: `${busy} is under way.` };
    const running = runner.active()?.run.task;
    if (running !== undefined)
      return { ok: false, code: 'running', text: `${running} is running; one task runs at a time.` };
    return { ok: true, run: await runner.begin({ ...wish, slotMs: null, late: false }) };
  };
  return {
    look,
    runNow: (wish) => turns.run(() => runNow(wish)),
    cancel: (by) => runner.stop(`cancelled by ${by}`),
    active: runner.active,
    known: notebook.known,
    followedMs: lookOnce.followedMs,
    records: notebook.records,
    async close() {
      closed = true;
      await turns.settled();
      runner.stop('Fairlead ends');
      await runner.ended();
      await notebook.close();
    },
  };
}

/** One look: takes up changed schedules, writes down what passed, begins what is due. */
function createLook(
  options: MaintenanceOptions,
  notebook: Notebook,
  runner: TaskRunner,
): { look(): Promise<void>; followedMs(): number | undefined } {
  const { nowMs } = options;
  const absences = createAbsences(nowMs());
  let memory: Memory = freshMemory;
  let followedMs: number | undefined;
  const look = async () => {
    const plan = options.plan();
    const busy = options.isBusy();
    const leads = options.leads();
    if (leads === 'no') followedMs = nowMs();
    for (const { name, when } of plan.tasks) {
      const known = notebook.known().tasks.get(name);
      // A task whose schedule is another one is counted from now on; who follows another leader begins anew each day.
      const passed = leads === 'no' && nowMs() - (known?.settledMs ?? 0) > dayMs;
      if (known?.when !== when || passed) await notebook.write({ type: 'planned', task: name, when });
    }
    absences.see(nowMs(), leads === 'yes' ? busy : 'nobody could say which Fairlead leads');
    const decision = decide(memory, {
      ...plan,
      known: notebook.known(),
      nowMs: nowMs(),
      leads,
      busy,
      running: runner.active() !== undefined,
      absent: absences.at,
    });
    memory = decision.memory;
    for (const note of decision.notes) await notebook.write(note);
    const { start } = decision;
    if (start !== undefined) await runner.begin({ ...start, by: 'plan', reason: null });
  };
  return { look, followedMs: () => followedMs };
}

const dayMs = 86_400_000;
