// Where a step stands in its plan.

import t from 'tap';
import { stepsBefore } from '../../../../cluster/upgrade/rules/steps.ts';
import { planOf } from '../model-world.ts';

const plan = planOf();
const ids = (steps: readonly { readonly id: string }[]) => steps.map(({ id }) => id);

t.test('what comes before a step is told by its id, whatever else was made of it', (t) => {
  const [first, second, third] = plan.steps;
  if (first === undefined || second === undefined || third === undefined) throw new Error('too short');
  t.same(ids(stepsBefore(plan, first)), []);
  t.same(ids(stepsBefore(plan, { ...third, with: {} })), [first.id, second.id]);
  t.same(ids(stepsBefore(plan, { id: 'none of them' })), ids(plan.steps));
  t.end();
});
