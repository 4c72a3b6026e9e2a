// The maintenance plan of the database as operations: what is due when, run a task now, cancel it, what was done.

import { type Static, Type } from 'typebox';
import { operation } from '../operation.ts';
import { textOrNull } from '../schema-words.ts';

const time = (description: string) => textOrNull(`${description}; ISO 8601`);

/** The tasks of F8. */
export const maintenanceTasks = [
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
const task = Type.Enum([...maintenanceTasks], { description: 'task of the plan' });

const RunSchema = Type.Object({
  run: Type.String({ description: 'its name in the history' }),
  task,
  by: Type.String({ description: '`plan`, or who asked for it' }),
  reason: textOrNull('why, where a person asked for it'),
  due: time('the time of the schedule; null for a run by hand'),
  late: Type.Boolean({ description: 'its time had passed when it began' }),
  began: Type.String({ description: 'when it began' }),
  ended: time('when it ended; null while it runs'),
  durationMs: Type.Union([Type.Integer(), Type.Null()], { description: 'how long it took' }),
  outcome: Type.Union([Type.Enum(['done', 'failed', 'cancelled', 'unknown']), Type.Null()], {
    description: 'unknown: Fairlead was ended while it ran',
  }),
  text: textOrNull('what came of it'),
  mend: textOrNull('what to do about it'),
});

const PassedSchema = Type.Object({
  type: Type.Enum(['missed', 'suppressed']),
  task,
  due: Type.String({ description: 'the time of the schedule, the last of them' }),
  count: Type.Integer({ description: 'how many times this stands for' }),
  because: Type.String({ description: 'why it was not run' }),
  told: Type.String({ description: 'when that was settled' }),
});

const TaskSchema = Type.Object({
  task,
  when: textOrNull('schedule; null is off'),
  state: Type.Enum(['off', 'waiting', 'running', 'overdue']),
  next: time('when it is due next'),
  lastRun: Type.Union([RunSchema, Type.Null()]),
  lastSuccess: time('when it last ended well'),
  missed: Type.Union([PassedSchema, Type.Null()], { description: 'what was missed since' }),
  note: textOrNull('what is to be known of it, such as why it is off'),
});

const MaintenanceSchema = Type.Object({
  version: Type.Literal(1),
  enabled: Type.Boolean({ description: 'the plan runs by itself' }),
  timeZone: Type.String({ description: 'time zone of the schedules' }),
  held: textOrNull('why nothing begins now, such as an upgrade run; null where nothing stands in the way'),
  active: Type.Union([
    Type.Object({
      run: RunSchema,
      at: textOrNull('what it is at'),
      percent: Type.Union([Type.Number(), Type.Null()], { description: 'how far that is' }),
    }),
    Type.Null(),
  ]),
  tasks: Type.Array(TaskSchema),
});

/** What `fairlead maintenance list -o json` prints. */
export type MaintenanceDocument = Static<typeof MaintenanceSchema>;
export type MaintenanceRun = Static<typeof RunSchema>;

const HistorySchema = Type.Object({
  version: Type.Literal(1),
  runs: Type.Array(RunSchema, { description: 'newest first' }),
  passed: Type.Array(PassedSchema, { description: 'times that were not run, newest first' }),
});

/** What `fairlead maintenance history -o json` prints. */
export type MaintenanceHistory = Static<typeof HistorySchema>;

const reason = Type.String({ description: 'why, for the audit', minLength: 1, maxLength: 500 });

export const listMaintenance = operation({
  name: 'maintenance.list',
  method: 'GET',
  path: '/api/v1/maintenance',
  summary: 'the maintenance plan of the database: what is due when, and what is under way',
  input: Type.Object({}),
  output: MaintenanceSchema,
});

export const maintenanceHistory = operation({
  name: 'maintenance.history',
  method: 'GET',
  path: '/api/v1/maintenance/history',
  summary: 'what was done by the maintenance plan, newest first',
  input: Type.Object({
    task: Type.Optional(task),
    limit: Type.Optional(
      Type.String({
        description: 'most entries of each kind, 1 to 1000',
        pattern: '^[1-9][0-9]{0,2}$|^1000$',
      }),
    ),
  }),
  output: HistorySchema,
});

export const runMaintenance = operation({
  name: 'maintenance.run',
  method: 'POST',
  path: '/api/v1/maintenance/run',
  summary: 'run a task of the plan now; `reason` is wanted for shrink',
  input: Type.Object({ task, reason: Type.Optional(reason) }),
  output: Type.Object({ version: Type.Literal(1), run: RunSchema }),
});

export const cancelMaintenance = operation({
  name: 'maintenance.cancel',
  method: 'POST',
  path: '/api/v1/maintenance/cancel',
  summary: 'cancel the task that is under way; the database server undoes what is not finished',
  input: Type.Object({ reason }),
  output: Type.Object({
    version: Type.Literal(1),
    cancelled: Type.Boolean({ description: 'false where nothing was under way' }),
  }),
});
