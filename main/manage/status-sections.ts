// The sections of the status that parts which manage fill in.

import { isoTime } from '../../admin/rules/iso-time.ts';
import { runDocument } from '../../admin/rules/run-document.ts';
import type { StatusInput } from '../../admin/rules/status.ts';
import { countsOf } from '../../cluster/files/rules/counts.ts';
import type { BudgetPart } from './budget.ts';
import type { FilesPart } from './files.ts';
import type { MaintenancePart } from './maintenance.ts';
import type { MetadataPart } from './metadata.ts';
import { metadataDocument } from './metadata-document.ts';
import type { UpgradesPart } from './upgrades.ts';

export function metadataStatus({ keeper }: Pick<MetadataPart, 'keeper'>): StatusInput['metadata'] {
  const { state, because, newest, changedAt, servers } = metadataDocument(keeper.view());
  const named = (wanted: string) =>
    servers.filter((each) => each.state === wanted).map((each) => each.server);
  return { state, because, newest, changedAt, stale: named('stale'), loading: named('loading') };
}

export function budgetStatus({ watch }: Pick<BudgetPart, 'watch'>): StatusInput['budget'] {
  const budget = watch.budget();
  return { limit: budget?.limit ?? null, used: budget?.used ?? null, needed: budget?.needed ?? null };
}

export function filesStatus({ keeper }: Pick<FilesPart, 'keeper'>): StatusInput['files'] {
  const { lookedAtMs, folders, library, sync } = keeper.view();
  const counts = countsOf(folders);
  return {
    lookedAt: lookedAtMs === undefined ? null : isoTime(lookedAtMs),
    differing: counts.filter((each) => (each.differences ?? 0) > 0).map((each) => each.server),
    unknown: counts.filter((each) => each.differences === undefined).map((each) => each.server),
    withoutLibrary: (library?.servers ?? [])
      .filter(({ access }) => access.kind === 'not-reached')
      .map(({ server }) => server.name),
    copying: sync !== undefined && sync.end === undefined,
  };
}

/** The run under way, in the words of the API. */
export function runStatus({ current }: Pick<UpgradesPart, 'current'>, nowMs: number): StatusInput['run'] {
  const view = current();
  if (view === undefined) return null;
  const { run, recipe, environment, status, stepsDone, steps, at } = runDocument(view, nowMs);
  if (status === 'completed' || status === 'rolled-back' || status === 'aborted') return null;
  return { run, recipe, environment, status, stepsDone, steps: steps.length, at };
}

export function maintenanceStatus(
  { views, active }: Pick<MaintenancePart, 'views' | 'active'>,
  nowMs: number,
): StatusInput['maintenance'] {
  const running = active();
  const overdue = views(nowMs).filter(({ state }) => state === 'overdue');
  return {
    running: running?.task ?? null,
    percent: running?.percent ?? null,
    overdue: overdue.map(({ task }) => task),
  };
}
