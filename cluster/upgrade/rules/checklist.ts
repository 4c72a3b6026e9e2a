// The items of a checklist: each is a test of its own, done by a person, or by Fairlead with the tests of `smoke-test`
// where the recipe names them. Pure.

import { counted } from '../../rules/counted.ts';
import type { ItemState, RecordBody, RunState } from '../model.ts';
import type { Plan, PlannedStep } from '../plan-model.ts';
import { kinds } from './kinds.ts';

export type ChecklistItem = {
  /** From 1, in the order of the recipe. */
  readonly number: number;
  readonly text: string;
  /** Inputs of a `smoke-test` that settles it; undefined: a person does. */
  readonly look: Readonly<Record<string, unknown>> | undefined;
};

export type ShownItem = ChecklistItem & {
  readonly state: ItemState;
  /** Who has resolved that it failed; undefined where nobody has, or it has not. */
  readonly resolvedBy: string | undefined;
  /** Nothing is left to do about it. */
  readonly settled: boolean;
};

export type Checklist = {
  readonly items: readonly ShownItem[];
  readonly settled: number;
  /** Such as `3 of 7 items`. */
  readonly count: string;
  /** False where every item is settled, or one has failed: the next look ends the step or halts. */
  readonly waits: boolean;
};

/** By the id of their step; steps without items are not there. */
export type Checklists = ReadonlyMap<string, Checklist>;

type Known = Pick<RunState, 'items' | 'confirmed' | 'findings'>;

/** As the plan says; nothing where the step is no checklist. */
export function itemsOf({
  kind,
  with: { items },
}: Pick<PlannedStep, 'kind' | 'with'>): readonly ChecklistItem[] {
  if (kind !== 'checklist' || !Array.isArray(items)) return [];
  return items.map((each: unknown, place) => {
    const number = place + 1;
    if (typeof each !== 'object' || each === null) return { number, text: String(each), look: undefined };
    const { text, ...look } = each as { readonly text?: unknown };
    return { number, text: String(text), look };
  });
}

/** With what is known of each. A checklist that an older Fairlead let somebody confirm as a whole was confirmed so. */
export function shownItems(step: PlannedStep, { items, confirmed, findings }: Known): readonly ShownItem[] {
  const own = items.get(step.id);
  return itemsOf(step).map((item) => {
    const state = own?.get(item.number) ?? confirmed.get(step.id) ?? { state: 'open' as const };
    const resolvedBy = findings.find(({ id }) => id === itemFinding(step.id, item.number))?.resolvedBy;
    return { ...item, state, resolvedBy, settled: isSettled(state, resolvedBy) };
  });
}

/** Of every step that has items; without a state as in a plan that nobody has begun. */
export function checklistsOf({ steps }: Pick<Plan, 'steps'>, state: Known = nothingKnown): Checklists {
  const found = new Map<string, Checklist>();
  for (const step of steps) {
    const checklist = checklistOf(step, state);
    if (checklist !== undefined) found.set(step.id, checklist);
  }
  return found;
}

/** Undefined where the step has no items. */
export function checklistOf(step: PlannedStep, state: Known): Checklist | undefined {
  const items = shownItems(step, state);
  if (items.length === 0) return undefined;
  const settled = items.filter((item) => item.settled).length;
  const failed = items.some((item) => item.state.state === 'failed' && !item.settled);
  return {
    items,
    settled,
    count: `${settled} of ${counted(items.length, 'item')}`,
    waits: !failed && settled < items.length,
  };
}

const nothingKnown: Known = { items: new Map(), confirmed: new Map(), findings: [] };

function isSettled({ state }: ItemState, resolvedBy: string | undefined): boolean {
  switch (state) {
    case 'open':
    case 'left':
      return false;
    case 'passed':
    case 'confirmed':
      return true;
    case 'failed':
      return resolvedBy !== undefined;
  }
}

/** Name of the finding of an item that failed. */
export const itemFinding = (step: string, item: number) => `${step}/${item}`;

/** The item as the test that settles it. */
export function asTest(step: PlannedStep, item: number): PlannedStep {
  const kind = 'smoke-test';
  const inputs = itemsOf(step)[item - 1]?.look ?? {};
  const { effect, timeoutMinutes } = kinds[kind];
  return { ...step, kind, effect, timeoutMs: timeoutMinutes * 60_000, with: inputs };
}

type Looked = {
  readonly outcome: 'done' | 'failed' | 'unknown';
  readonly text: string;
  readonly evidence?: Readonly<Record<string, unknown>> | undefined;
};

/** What is written down of a look. A test that was left out (`leftOut`) has shown nothing: the item is a person's. */
export function lookedAt(
  step: PlannedStep,
  item: number,
  { outcome, text: told, evidence }: Looked,
): RecordBody {
  const { text } = itemsOf(step)[item - 1] ?? { text: '' };
  const leftOut = Array.isArray(evidence?.leftOut) && evidence.leftOut.length > 0;
  const known = outcome === 'done' && leftOut ? 'unknown' : outcome;
  return { type: 'item-looked', step: step.id, item, text, outcome: known, told };
}
