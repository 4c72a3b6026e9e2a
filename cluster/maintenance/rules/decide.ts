// Which times have come, what becomes of those that passed, and which task begins now. Pure: asked once a minute, and
// whenever a task ends. At most one begins; nothing begins while something else has the cluster.

import type { NewRecord, PlannedTask, TaskName } from '../model.ts';
import { nightOf, slotsBetween, type Zone } from './calendar.ts';
import type { Known } from './known.ts';

/** What is carried from one look to the next. */
export type Memory = {
  /** Up to when the calendar was read. */
  readonly lookedUntilMs: ReadonlyMap<TaskName, number>;
  /** Times that have come and are not settled, oldest first. */
  readonly open: ReadonlyMap<TaskName, readonly number[]>;
  /** The last time of a task that was seen when it came, with the cluster free for maintenance. */
  readonly onTime: ReadonlyMap<TaskName, number>;
};

export const freshMemory: Memory = { lookedUntilMs: new Map(), open: new Map(), onTime: new Map() };

export type Look = {
  readonly tasks: readonly PlannedTask[];
  readonly known: Known;
  readonly zone: Zone;
  readonly nowMs: number;
  /** `no`: another Fairlead leads, and what is due is its business. `unknown`: nobody can say; nothing is begun. */
  readonly leads: 'yes' | 'no' | 'unknown';
  /** What else has the cluster, such as an upgrade run. */
  readonly busy: string | undefined;
  /** A task of the plan is under way. */
  readonly running: boolean;
  /** How long after its time a task may begin. */
  readonly lateMs: number;
  /** Why nothing was begun at a moment; undefined where nothing stood in the way. */
  readonly absent: (atMs: number) => string | undefined;
};

export type Decision = {
  readonly memory: Memory;
  /** To be written, in this order. */
  readonly notes: readonly NewRecord[];
  readonly start: { readonly task: TaskName; readonly slotMs: number; readonly late: boolean } | undefined;
};

/** Two looks are a minute apart; one may come late. */
const graceMs = 150_000;
/** Further back times are not counted one by one. */
const backMs = 40 * 86_400_000;

export function decide(before: Memory, look: Look): Decision {
  const memory = readCalendar(before, look);
  if (look.leads === 'no') return { memory: { ...memory, open: new Map() }, notes: [], start: undefined };
  if (look.leads === 'unknown') return { memory, notes: [], start: undefined };
  const open = new Map(memory.open);
  const notes: NewRecord[] = [];
  const ready: NonNullable<Decision['start']>[] = [];
  for (const task of look.tasks) {
    const settled = settle(task, open.get(task.name) ?? [], { ...look, memory });
    open.set(task.name, settled.open);
    notes.push(...settled.notes);
    if (settled.ready !== undefined) ready.push(settled.ready);
  }
  const [first] = ready.sort((one, other) => one.slotMs - other.slotMs);
  const start = look.running || look.busy !== undefined ? undefined : first;
  if (start !== undefined) open.set(start.task, []);
  return { memory: { ...memory, open }, notes, start };
}

/** Takes in the times that have come since the last look. */
function readCalendar(before: Memory, { tasks, known, zone, nowMs, leads, busy }: Look): Memory {
  const lookedUntilMs = new Map<TaskName, number>();
  const open = new Map<TaskName, readonly number[]>();
  const onTime = new Map(before.onTime);
  for (const { name, pattern } of tasks) {
    const settledMs = known.tasks.get(name)?.settledMs;
    if (pattern === undefined || settledMs === undefined) continue;
    const fromMs = Math.max(settledMs, before.lookedUntilMs.get(name) ?? 0, nowMs - backMs);
    const come = slotsBetween(pattern, zone, fromMs, nowMs);
    const waiting = (before.open.get(name) ?? []).filter((slot) => slot > settledMs);
    lookedUntilMs.set(name, Math.max(fromMs, nowMs));
    open.set(name, [...waiting, ...come]);
    const newest = come.at(-1);
    if (newest !== undefined && leads === 'yes' && busy === undefined && nowMs - newest < graceMs)
      onTime.set(name, newest);
  }
  return { lookedUntilMs, open, onTime };
}

type Settled = {
  readonly open: readonly number[];
  readonly notes: readonly NewRecord[];
  readonly ready: Decision['start'];
};

/** Only the newest time of a task is run; what is older is told as missed. */
function settle(
  task: PlannedTask,
  slots: readonly number[],
  look: Look & { readonly memory: Memory },
): Settled {
  const { nowMs, lateMs, absent, memory } = look;
  const full = withoutFullNights(task, slots, look);
  const notes: NewRecord[] = [...full.notes];
  const older = full.slots.slice(0, -1);
  const newest = full.slots.at(-1);
  if (newest === undefined) return { open: [], notes, ready: undefined };
  const lastOlder = older.at(-1);
  if (lastOlder !== undefined)
    notes.push(
      missed(
        task.name,
        lastOlder,
        older.length,
        absent(lastOlder) ?? 'its next time came before it could begin',
      ),
    );
  if (full.waits) return { open: [newest], notes, ready: undefined };
  const onTime = memory.onTime.get(task.name) === newest;
  const tooLate = nowMs - newest > lateMs;
  if (tooLate || (!onTime && task.missed === 'skip')) {
    const because = absent(newest) ?? (onTime ? 'other tasks took too long' : 'it could not begin in time');
    return { open: [], notes: [...notes, missed(task.name, newest, 1, because)], ready: undefined };
  }
  return { open: [newest], notes, ready: { task: task.name, slotMs: newest, late: !onTime } };
}

const missed = (task: TaskName, slotMs: number, count: number, because: string): NewRecord => ({
  type: 'missed',
  task,
  slotMs,
  count,
  because,
});

/**
 * The night of the full backup needs no differential (F8): its times are suppressed when the full one is done. Until it
 * has ended the differential waits, and should it fail, the differential is run after all.
 */
function withoutFullNights(
  { name }: PlannedTask,
  slots: readonly number[],
  look: Look,
): { readonly slots: readonly number[]; readonly notes: readonly NewRecord[]; readonly waits: boolean } {
  const full = look.tasks.find((each) => each.name === 'full-backup');
  if (name !== 'differential-backup' || full?.pattern === undefined || slots.length === 0)
    return { slots, notes: [], waits: false };
  const states = slots.map((slot) => fullOfNight(full, slot, look));
  const left = slots.filter((_slot, index) => states[index] !== 'done');
  const suppressed = slots.filter((_slot, index) => states[index] === 'done');
  const last = suppressed.at(-1);
  const because = 'the full backup of the same night holds everything';
  const notes: NewRecord[] =
    last === undefined
      ? []
      : [{ type: 'suppressed', task: name, slotMs: last, count: suppressed.length, because }];
  const waits = left.length > 0 && fullOfNight(full, left.at(-1) ?? 0, look) === 'ahead';
  return { slots: left, notes, waits };
}

type FullState = 'none' | 'ahead' | 'done' | 'failed';

function fullOfNight({ pattern }: PlannedTask, slotMs: number, { zone, known }: Look): FullState {
  if (pattern === undefined) return 'none';
  const night = nightOf(slotMs, zone);
  const around = slotsBetween(pattern, zone, slotMs - 86_400_000, slotMs + 86_400_000);
  const planned = around.filter((slot) => nightOf(slot, zone) === night).at(-1);
  if (planned === undefined) return 'none';
  const task = known.tasks.get('full-backup');
  const success = task?.lastSuccess;
  if (success !== undefined && nightOf(success.slotMs ?? success.beganAtMs, zone) === night) return 'done';
  if (task?.lastRun?.slotMs === planned) return task.lastRun.ended === undefined ? 'ahead' : 'failed';
  // Before the plan was there, or passed by: that night has no full backup.
  return (task?.settledMs ?? 0) >= planned ? 'failed' : 'ahead';
}
