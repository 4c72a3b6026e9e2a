// Where a step stands in its plan.

import t from 'tap';
import type { StepState } from '../../../../cluster/upgrade/model.ts';
import { firstOpen, isDone, isOver, stepsBefore } from '../../../../cluster/upgrade/rules/steps.ts';
import { planOf } from '../model-world.ts';

const plan = planOf();
const ids = (steps: readonly { readonly id: string }[]) => steps.map(({ id }) => id);

t.test('what comes before a step is told by its id, whatever else was made of it', (t) => {
  const [first, second, third] = plan.steps;
  if (first === undefined || second === undefined || third === undefined) throw new Error('too short');
  t.same(ids(stepsBefore(plan, first)), []);
  const changed = { ...third, with: {} };
  t.same(ids(stepsBefore(plan, changed)), [first.id, second.id]);
  t.same(ids(stepsBefore(plan, { id: 'none of them' })), ids(plan.steps));
  t.end();
});

t.test('a step is over when it is done or skipped, and the first that is not is next', (t) => {
  const [first, second] = plan.steps;
  if (first === undefined || second === undefined) throw new Error('too short');
  const own: readonly (readonly [StepState | undefined, boolean])[] = [
    [undefined, false],
    [{ state: 'waiting' }, false],
    [{ state: 'begun', try: 1, sinceMs: 1 }, false],
    [{ state: 'failed', try: 1, atMs: 1, text: '' }, false],
    [{ state: 'unknown', try: 1, atMs: 1, text: '' }, false],
    [{ state: 'done', atMs: 1, tookMs: 1, text: '' }, true],
    [{ state: 'skipped', atMs: 1, by: 'anna', reason: '' }, true],
  ];
  for (const [state, over] of own) {
    const name = state?.state ?? 'never begun';
    const steps = new Map(state === undefined ? [] : [[first.id, state]]);
    t.equal(isOver(state), over, name);
    t.equal(isDone({ steps }, first), state?.state === 'done', name);
    t.equal(firstOpen(plan, { steps })?.id, over ? second.id : first.id, name);
  }
  const over: StepState = { state: 'done', atMs: 1, tookMs: 1, text: '' };
  t.equal(firstOpen(plan, { steps: new Map(plan.steps.map(({ id }) => [id, over])) }), undefined);
  t.end();
});
