// Rollback as the journal computes it: what was done is undone in reverse order, and past the point of no return a
// server alone cannot go back (F7: the database is shared by all). Pure.

import { counted } from '../../rules/counted.ts';
import type { RunState, StepState } from '../model.ts';
import type { Plan, PlannedStep } from '../plan-model.ts';
import { changesOf } from './order.ts';
import { isOver } from './steps.ts';

/** Steps whose effect is or may be there and is not undone, newest first; those without an undo have none. */
export function toUndo(plan: Plan, state: RunState, server = state.rollbackServer): readonly PlannedStep[] {
  return plan.steps
    .filter((step) => step.undo !== undefined && isThere(state, step))
    .filter((step) => server === undefined || isOf(step, server))
    .reverse();
}

export type RollbackVerdict =
  | { readonly allowed: true; readonly loses: readonly string[] }
  | { readonly allowed: false; readonly because: string; readonly mend: string };

/**
 * Whether a rollback may be asked for, and what it would lose. The point of no return is where the database is changed
 * and users are in: from there on `loses` is not empty.
 */
export function rollbackVerdict(plan: Plan, state: RunState, server: string | undefined): RollbackVerdict {
  if (server !== undefined && !plan.servers.some(({ name }) => name === server))
    return {
      allowed: false,
      because: `${server} is no server of this plan`,
      mend: `It has ${plan.servers.map(({ name }) => name).join(', ')}.`,
    };
  const deleted = copyDeleted(plan, state, server);
  if (deleted !== undefined) return deleted;
  const schema = plan.steps.find((step) => losesData(step) && mayBeThere(state.steps.get(step.id)));
  const usersIn = plan.steps.find(
    (step) => step.changes.includes('users-in') && mayBeThere(state.steps.get(step.id)),
  );
  if (schema === undefined) return { allowed: true, loses: [] };
  const lost =
    usersIn === undefined
      ? undefined
      : `everything users have entered since ${usersIn.id}: the database goes back to its backup`;
  if (server !== undefined)
    return {
      allowed: false,
      because: `${schema.id} has changed the database, which all servers share: ${server} alone would meet a newer database`,
      mend:
        lost === undefined
          ? 'Roll back everything (without a server), or go on and mend that server (retry).'
          : `Go on and mend that server (retry). Rolling back everything would lose ${lost} (--accept-loss).`,
    };
  return { allowed: true, loses: lost === undefined ? [] : [lost] };
}

/** What the clean-up has deleted cannot go back. */
function copyDeleted(
  plan: Plan,
  state: RunState,
  server: string | undefined,
): Extract<RollbackVerdict, { allowed: false }> | undefined {
  if (state.deleted.length === 0) return undefined;
  const step = toUndo(plan, state, server).find(({ undo }) => undo?.kind.startsWith('restore-'));
  if (step === undefined) return undefined;
  return {
    allowed: false,
    because: `${counted(state.deleted.length, 'copy that this run has kept was', 'copies that this run has kept were')} deleted by the clean-up, and ${step.id} cannot be undone without them`,
    mend: 'Restore from another backup: the recipes restore and restore-server.',
  };
}

/** A row that is put back as it was takes nothing else of the database with it. */
const losesData = (step: PlannedStep) => changesOf(step).includes('schema') && step.undo?.kind !== 'sql';

/** What was done to several at once, or to what they share, is undone only with everything. */
const isOf = (step: PlannedStep, server: string) => step.targets.length === 1 && step.targets[0] === server;

/** Its effect is or may be there, and is not undone. */
export function isThere(state: RunState, { id }: PlannedStep): boolean {
  return mayBeThere(state.steps.get(id)) && !isOver(state.undos.get(id));
}

function mayBeThere(state: StepState | undefined): boolean {
  return state !== undefined && state.state !== 'waiting' && state.state !== 'skipped';
}
