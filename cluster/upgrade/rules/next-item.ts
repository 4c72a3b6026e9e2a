// What comes next in a checklist: an item that Fairlead looks at itself, a halt where one has failed, its end where
// every item is settled; else it waits for a person. Pure.

import { counted } from '../../rules/counted.ts';
import type { Decision, RunState } from '../model.ts';
import type { PlannedStep } from '../plan-model.ts';
import { itemFinding, type ShownItem, shownItems } from './checklist.ts';

/** Undefined: it is no checklist, or a person has to go on. */
export function nextOfChecklist(step: PlannedStep, state: RunState): Decision | undefined {
  const items = shownItems(step, state);
  if (items.length === 0) return undefined;
  const automatic = items.find((item) => item.look !== undefined && item.state.state === 'open');
  if (automatic !== undefined) {
    const { number, text } = automatic;
    return { kind: 'look', step, item: number, because: `item ${number}: ${text}` };
  }
  const failed = items.filter((item) => item.state.state === 'failed' && !item.settled);
  const [first] = failed;
  if (first !== undefined) return failedHalt(step, first, failed.length);
  if (!items.every(({ settled }) => settled)) return undefined;
  // What the items have found stays with the step.
  const findings = state.findings.filter((each) => each.step === step.id);
  const text = endText(items);
  const because = `${step.id}: every item is settled`;
  return {
    kind: 'record',
    body: { type: 'step-ended', step: step.id, outcome: 'done', text, findings },
    because,
  };
}

function failedHalt(step: PlannedStep, { number, text, state }: ShownItem, count: number): Decision {
  const note = state.state === 'failed' ? state.note : '';
  const more = count === 1 ? '' : `; ${count} items have failed in all`;
  const finding = itemFinding(step.id, number);
  return {
    kind: 'halt',
    step,
    because: `${step.id}: item ${number}, ${text}, has failed: ${note}${more}`,
    mend: `Mend it, then: confirm ${step.id} --item ${number}, or resolve ${finding} with what was done about it. To have what failed tested again: retry ${step.id}.`,
    verbs: [
      'confirm',
      'resolve',
      'retry',
      ...(step.skippable ? (['skip'] as const) : []),
      'abort',
      'rollback',
    ],
  };
}

/** Such as `7 items: 2 looked at, 4 confirmed by anna, 1 failed and resolved by tom`. */
function endText(items: readonly ShownItem[]): string {
  const by = (names: readonly string[]) => [...new Set(names)].join(', ');
  const passed = items.filter(({ state }) => state.state === 'passed');
  const confirmed = items.flatMap(({ state }) => (state.state === 'confirmed' ? [state.by] : []));
  const resolved = items.flatMap(({ state, resolvedBy }) =>
    state.state === 'failed' && resolvedBy !== undefined ? [resolvedBy] : [],
  );
  const parts = [
    ...(passed.length > 0 ? [`${passed.length} looked at`] : []),
    ...(confirmed.length > 0 ? [`${confirmed.length} confirmed by ${by(confirmed)}`] : []),
    ...(resolved.length > 0 ? [`${resolved.length} failed and resolved by ${by(resolved)}`] : []),
  ];
  return `${counted(items.length, 'item')}: ${parts.join(', ')}`;
}
