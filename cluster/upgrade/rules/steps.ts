// Where a step stands in its plan, and whether it is over. Pure.

import type { RunState, StepState } from '../model.ts';
import type { Plan, PlannedStep } from '../plan-model.ts';

type Steps = Pick<Plan, 'steps'>;
type Named = Pick<PlannedStep, 'id'>;

/** All that come before it, in their order; every step where it is not one of them. */
export function stepsBefore({ steps }: Steps, { id }: Named): readonly PlannedStep[] {
  const place = steps.findIndex((each) => each.id === id);
  return place < 0 ? steps : steps.slice(0, place);
}

/** Nothing of it is left to do; also of an undo. */
export function isOver(own: StepState | undefined): boolean {
  return own?.state === 'done' || own?.state === 'skipped';
}

export function isDone({ steps }: Pick<RunState, 'steps'>, { id }: Named): boolean {
  return steps.get(id)?.state === 'done';
}

/** The first step that is not over: what a run that goes forward is at. */
export function firstOpen({ steps }: Steps, state: Pick<RunState, 'steps'>): PlannedStep | undefined {
  return steps.find(({ id }) => !isOver(state.steps.get(id)));
}
