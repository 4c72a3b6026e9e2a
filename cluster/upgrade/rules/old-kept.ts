// Which copies that runs have kept may be deleted. Pure. A copy goes when its run has ended longer ago than the limit,
// unless the run can still be rolled back to good purpose, or no newer verified copy of the same thing is there.

import type { RunState } from '../model.ts';
import type { Plan } from '../plan-model.ts';
import { type KeptFile, keptFiles } from './kept.ts';
import { keptByRun } from './kept-run.ts';
import { changesOf } from './order.ts';
import { isThere, rollbackVerdict } from './rollback.ts';

export type RunWithPlan = { readonly run: string; readonly plan: Plan; readonly state: RunState };

export type OldKept = {
  readonly run: string;
  readonly environment: string;
  readonly copies: readonly KeptFile[];
};

/** `runs`: oldest first. Runs of which nothing may go are left out. */
export function oldKept(runs: readonly RunWithPlan[], nowMs: number, keepMs: number): readonly OldKept[] {
  const newest = newestVerified(runs);
  return runs.flatMap((each, index) => {
    const { run, plan, state } = each;
    if (state.end === undefined || nowMs - (state.endedAtMs ?? nowMs) <= keepMs) return [];
    if (isWithinReach(each, runs.slice(index + 1))) return [];
    const copies = plan.steps
      .flatMap((step) => keptFiles(state, step))
      .filter((copy) => isOurs(copy) && newest.get(placeOf(plan, copy)) !== run);
    return copies.length === 0 ? [] : [{ run, environment: plan.environment, copies }];
  });
}

/** A rollback may be asked for, and it would not undo what a later run of the same environment has done. */
function isWithinReach({ plan, state }: RunWithPlan, later: readonly RunWithPlan[]): boolean {
  if (state.end?.state === 'rolled-back' || !rollbackVerdict(plan, state, undefined).allowed) return false;
  return !later.some((each) => each.plan.environment === plan.environment && hasChanged(each));
}

/** Something that a run before it has kept a copy of is another now. */
function hasChanged({ plan, state }: RunWithPlan): boolean {
  return plan.steps.some((step) => {
    const changes = changesOf(step);
    // A row of the settings is put back by itself.
    const schema = changes.includes('schema') && step.undo?.kind !== 'sql';
    return isThere(state, step) && (schema || changes.includes('files') || changes.includes('registry'));
  });
}

/** By what it is a copy of: the last run that has read one back. */
function newestVerified(runs: readonly RunWithPlan[]): ReadonlyMap<string, string> {
  return new Map(
    runs.flatMap(({ run, plan, state }) =>
      keptByRun(run, plan, state).copies.map((copy) => [placeOf(plan, copy), run] as const),
    ),
  );
}

const placeOf = ({ environment }: Plan, { server, of }: KeptFile) =>
  [environment, server, of].join('\n').toLowerCase();

/** By its name, so that no file of somebody else is ever taken for one of a run. */
function isOurs({ server, file }: KeptFile): boolean {
  return server === ''
    ? /_copy_\d{8}T\d{6}Z\.bak$/.test(file)
    : /\\fairlead-run-\d+-[0-9a-f]{8}\\[^\\/]+\.(?:zip|reg)$/.test(file);
}
