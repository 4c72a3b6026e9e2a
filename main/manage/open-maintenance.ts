// Opens the maintenance plan: its history, its way to the database, its log lines, and who leads. Holds no rules.

import { join } from 'node:path';
import { openHistory } from '../../cluster/maintenance/history.ts';
import { createMaintenance, type Maintenance } from '../../cluster/maintenance/maintenance.ts';
import type { NewRecord } from '../../cluster/maintenance/model.ts';
import { createPerform } from '../../cluster/maintenance/perform.ts';
import type { CleanUpRuns } from '../../cluster/maintenance/task.ts';
import type { LeadershipPart } from './leadership.ts';
import { taskSettings, workOptions } from './maintenance-settings.ts';
import type { ManageContext } from './part.ts';

export type MaintenanceWorld = {
  readonly leadership: Pick<LeadershipPart, 'isLeader' | 'fence' | 'view'>;
  /** What else has the cluster, such as an upgrade run; nothing begins meanwhile. */
  readonly isBusy: () => string | undefined;
  readonly cleanUpRuns: CleanUpRuns;
};

/** Tells first what was cut off by the end of the Fairlead before. */
export async function openPlan(
  { parts, logger, nowMs }: ManageContext,
  { leadership, isBusy, cleanUpRuns }: MaintenanceWorld,
  plan: Parameters<typeof createMaintenance>[0]['plan'],
): Promise<Maintenance> {
  const { dataDirectory } = parts.current.configuration;
  const onProblem = (problem: Error) => logger.warn({ err: problem }, problem.message);
  const history = await openHistory({
    folder: join(dataDirectory, 'maintenance'),
    nowMs,
    keepMonths: () => parts.current.configuration.maintenance.keepMonths,
    onProblem,
  });
  return createMaintenance({
    history,
    plan,
    perform: createPerform({
      settings: () => taskSettings(parts.current.configuration),
      work: () => workOptions(parts.current, onProblem),
      history: history.records,
      cleanUpRuns,
      nowMs,
    }),
    leads: () => leadsOf(leadership, nowMs()),
    fence: leadership.fence,
    isBusy,
    nowMs,
    onRecord: (record) => tell(logger, record),
    onProblem,
  });
}

/** Somebody else is taken for the leader only after a while: at the start nobody leads yet. */
const othersLeadMs = 90_000;

function leadsOf(
  { isLeader, view }: MaintenanceWorld['leadership'],
  nowMs: number,
): 'yes' | 'no' | 'unknown' {
  if (isLeader()) return 'yes';
  const { state, sinceMs } = view();
  return state === 'following' && nowMs - sinceMs > othersLeadMs ? 'no' : 'unknown';
}

function tell(logger: ManageContext['logger'], record: NewRecord): void {
  const line = lineOf(record);
  if (line !== undefined) logger[line.level](record, `maintenance: ${record.task} ${line.text}`);
}

type Line = { readonly level: 'info' | 'warn' | 'error'; readonly text: string };

function lineOf(record: NewRecord): Line | undefined {
  switch (record.type) {
    case 'began':
      return { level: 'info', text: 'begins' };
    case 'ended': {
      const level = record.outcome === 'done' ? 'info' : 'error';
      return { level, text: `${record.outcome}: ${record.text}` };
    }
    case 'missed':
      return { level: 'warn', text: `was missed: ${record.because}` };
    case 'suppressed':
    case 'planned':
      return undefined;
  }
}
