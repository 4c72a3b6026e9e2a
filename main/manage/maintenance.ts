// The maintenance plan joined: the clock of node-cron, the database, who leads, what an operator asks. Holds no rules.

import { type ScheduledTask, schedule } from 'node-cron';
import {
  type BoundOperation,
  bind,
  type Caller,
  type OperationAnswer,
  type OperationRefusal,
  refused,
} from '../../admin/operation.ts';
import {
  cancelMaintenance,
  listMaintenance,
  type MaintenanceDocument,
  type MaintenanceRun,
  maintenanceHistory,
  runMaintenance,
} from '../../admin/operations/maintenance.ts';
import type { Maintenance, RunWish } from '../../cluster/maintenance/maintenance.ts';
import type { TaskName } from '../../cluster/maintenance/model.ts';
import type { Zone } from '../../cluster/maintenance/rules/calendar.ts';
import { maintenanceNotices, overviewOf, type TaskView } from '../../cluster/maintenance/rules/overview.ts';
import { openZone, ownZone } from '../../cluster/maintenance/schedules.ts';
import type { Configuration } from '../../config/schema.ts';
import { historyDocument, maintenanceDocument, runDocument } from './maintenance-documents.ts';
import { plannedTasks } from './maintenance-settings.ts';
import { notLeader } from './not-leader.ts';
import type { MaintenanceWorld } from './open-maintenance.ts';
import type { ManageContext, ManagedPart } from './part.ts';

export type MaintenancePart = ManagedPart & {
  /** For status and metrics; empty where there is no database. */
  views(nowMs: number): readonly TaskView[];
  /** The task that is under way; others that need the cluster for themselves ask. */
  active(): { readonly task: TaskName; readonly percent: number | undefined } | undefined;
};

/** Without a database there is no plan, and every wish is refused. */
export function createMaintenancePart(context: ManageContext, world: MaintenanceWorld): MaintenancePart {
  const { parts, logger, nowMs } = context;
  const hasDatabase = parts.current.configuration.database !== null;
  const plan = () => planOf(parts.current.configuration.maintenance);
  let opening: Promise<Maintenance> | undefined;
  let opened: Maintenance | undefined;
  let ticking: ScheduledTask | undefined;
  let beginning: NodeJS.Timeout | undefined;
  /** The history is read when it is first wanted. */
  const open = async () => {
    opening ??= import('./open-maintenance.ts').then(({ openPlan }) => openPlan(context, world, plan));
    opened = await opening;
    return opened;
  };
  const viewsOf = (made: Maintenance, atMs: number) =>
    overviewOf({
      ...plan(),
      known: made.known(),
      running: made.active()?.run.task,
      followedMs: made.followedMs(),
      nowMs: atMs,
    });
  const views = (atMs: number) => (opened === undefined ? [] : viewsOf(opened, atMs));
  const list = (made: Maintenance) => {
    const { maintenance } = parts.current.configuration;
    const timeZone = maintenance.timeZone ?? ownZone();
    const held = heldBy(world);
    return maintenanceDocument({
      maintenance,
      timeZone,
      held,
      views: viewsOf(made, nowMs()),
      active: made.active(),
    });
  };
  const look = async () => {
    try {
      await (await open()).look();
    } catch (error) {
      logger.error({ err: error }, (error as Error).message);
    }
  };
  return {
    views,
    active() {
      const active = opened?.active();
      return active && { task: active.run.task, percent: active.progress?.percent };
    },
    operations: operationsOf(async () => (hasDatabase ? open() : undefined), list),
    notices: (atMs) => maintenanceNotices(views(atMs)),
    start() {
      if (!hasDatabase) return;
      beginning = setTimeout(() => {
        void look();
        ticking = everyMinute(look);
      }, beginAfterMs);
    },
    async close() {
      clearTimeout(beginning);
      await ticking?.destroy();
      await (await opening)?.close();
    },
  };
}

function planOf(maintenance: Configuration['maintenance']) {
  const { timeZone, lateMs } = maintenance;
  return { tasks: plannedTasks(maintenance), zone: zoneOf(timeZone), lateMs };
}

/** `open` gives nothing where there is no database. */
function operationsOf(
  open: () => Promise<Maintenance | undefined>,
  list: (made: Maintenance) => MaintenanceDocument,
): readonly BoundOperation[] {
  const over =
    <Input, Value>(
      work: (
        made: Maintenance,
        input: Input,
        caller: Caller,
      ) => Promise<OperationAnswer<Value>> | OperationAnswer<Value>,
    ) =>
    async (input: Input, caller: Caller): Promise<OperationAnswer<Value>> => {
      const made = await open();
      return made === undefined ? noDatabase() : work(made, input, caller);
    };
  return [
    bind(
      listMaintenance,
      over((made) => ({ ok: true, value: list(made) })),
    ),
    bind(
      maintenanceHistory,
      over((made, { task, limit }) => ({
        ok: true,
        value: historyDocument(made.records(), { task, limit: Number(limit ?? usualLimit) }),
      })),
    ),
    bind(
      runMaintenance,
      over((made, { task, reason }, { by }) => run(made, { task, by, reason: reason ?? null })),
    ),
    bind(
      cancelMaintenance,
      over((made, { reason }, { by }) => {
        const cancelled = made.cancel(`${by}: ${reason}`);
        return { ok: true, value: { version: 1, cancelled } };
      }),
    ),
  ];
}

async function run(made: Maintenance, wish: RunWish): Promise<OperationAnswer<RunStarted>> {
  if (wish.task === 'shrink' && wish.reason === null) return shrinkNeedsReason();
  const answer = await made.runNow(wish);
  if (answer.ok) return { ok: true, value: { version: 1, run: runDocument(answer.run) } };
  if (answer.code === 'not-leader') return notLeader();
  return refused(409, answer.code, { text: answer.text, mend: mends[answer.code] });
}

type RunStarted = { readonly version: 1; readonly run: MaintenanceRun };

const usualLimit = 20;
/** What is due may wait so long: to read the history and to make a clock holds those who come first. */
const beginAfterMs = 1000;

/** node-cron wakes it; what is due then is asked of the rules, so that a minute that was slept through is not lost. */
function everyMinute(look: () => Promise<void>): ScheduledTask {
  return schedule('* * * * *', look, {
    name: 'maintenance',
    timezone: 'UTC',
    noOverlap: true,
    suppressMissedWarning: true,
    unref: true,
  });
}

function heldBy({ leadership, isBusy }: MaintenanceWorld): string | undefined {
  const busy = isBusy();
  if (busy !== undefined) return `${busy} is under way`;
  return leadership.isLeader() ? undefined : 'this Fairlead does not lead';
}

/** Kept: what is known of an offset is asked for again and again. */
const zones = new Map<string | null, Zone>();

function zoneOf(name: string | null): Zone {
  const zone = zones.get(name) ?? openZone(name);
  zones.set(name, zone);
  return zone;
}

const mends = {
  busy: 'Wait until it has ended; what is missed meanwhile is told.',
  running: 'Wait until it has ended, or cancel it: fairlead maintenance cancel.',
} as const;

function shrinkNeedsReason(): OperationRefusal {
  return refused(422, 'shrink-needs-reason', {
    text: 'Shrinking fragments every index, and the files grow again (F8).',
    mend: 'Where much was deleted and the disk is short it may be right: say why with -m, and run rebuild-indexes afterwards.',
  });
}

function noDatabase(): OperationRefusal {
  return refused(409, 'no-database', {
    text: 'The configuration gives no database, so there is nothing to maintain.',
    mend: 'Fill in database.',
  });
}
