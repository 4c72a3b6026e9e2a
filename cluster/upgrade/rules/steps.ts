// Where a step stands in its plan, and whether it is over. Pure.

import type { Plan, PlannedStep } from '../model.ts';

type Steps = Pick<Plan, 'steps'>;
type Named = Pick<PlannedStep, 'id'>;

/** All that come before it, in their order; every step where it is not one of them. */
export function stepsBefore({ steps }: Steps, { id }: Named): readonly PlannedStep[] {
  const place = steps.findIndex((each) => each.id === id);
  return place < 0 ? steps : steps.slice(0, place);
}
