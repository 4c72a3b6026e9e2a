// What a person says of items of a checklist that waits for them: each wish becomes one record for all items that it
// names, or is refused as a whole. Pure.

import type { NamedItems, RunState } from '../model.ts';
import type { PlannedStep } from '../plan-model.ts';
import type { Wish, WishAnswer } from '../wish.ts';
import { type ShownItem, shownItems } from './checklist.ts';

type ItemWish = Extract<Wish, { verb: 'confirm' | 'fail' }>;

/** The step has items and is the one that is waited for. */
export function answerItems(step: PlannedStep, state: RunState, wish: ItemWish): WishAnswer {
  const items = shownItems(step, state);
  const { items: wanted } = wish;
  if (wanted === undefined || wanted.length === 0)
    return no(
      `${step.id} is a checklist of ${items.length} and nothing says which item is meant`,
      `Say --item with each number, or --all for all that are open: ${numbers(items.filter(isForPerson))}.`,
    );
  const named = wanted === 'all' ? items.filter(isForPerson) : namedOf(items, wanted);
  if (typeof named === 'number')
    return no(`${step.id} has no item ${named}`, `Its items are 1 to ${items.length}.`);
  if (named.length === 0) return no(`no item of ${step.id} is open for a person`, 'Nothing to confirm.');
  for (const item of named) {
    const refused = refusalOf(step, item, wish.verb);
    if (refused !== undefined) return refused;
  }
  return { ok: true, record: recordOf(step, named, wish) };
}

/** A number is one that is not there. */
function namedOf(items: readonly ShownItem[], wanted: readonly number[]): readonly ShownItem[] | number {
  const stranger = wanted.find((number) => items[number - 1] === undefined);
  return stranger ?? items.filter(({ number }) => wanted.includes(number));
}

/** What was not looked at yet is not for a person, and neither is what failed: that is named, not swept along. */
const isForPerson = ({ look, state }: ShownItem) =>
  state.state === 'left' || (state.state === 'open' && look === undefined);

function refusalOf(step: PlannedStep, item: ShownItem, verb: ItemWish['verb']): WishAnswer | undefined {
  const { number, state, look } = item;
  const name = `item ${number} of ${step.id}`;
  switch (state.state) {
    case 'open':
      if (look === undefined || verb === 'fail') return undefined;
      return no(`Fairlead looks at ${name} itself, and has not yet`, 'Wait for it: fairlead upgrade show.');
    case 'left':
      return undefined;
    case 'passed':
      if (verb === 'fail') return undefined;
      return no(`${name} has passed already, Fairlead has looked at it`, 'Nothing to confirm.');
    case 'confirmed':
      if (verb === 'fail') return undefined;
      return no(`${name} is confirmed already by ${state.by}`, 'Nothing to confirm.');
    case 'failed':
      if (verb === 'confirm') return undefined;
      return no(`${name} is told as failed already`, 'Mend it, then confirm it or resolve its finding.');
  }
}

function recordOf(step: PlannedStep, named: readonly ShownItem[], wish: ItemWish) {
  const items: NamedItems = named.map(({ number: item, text }) => ({ item, text }));
  const { by } = wish;
  switch (wish.verb) {
    case 'confirm':
      return { type: 'items-confirmed' as const, step: step.id, items, by, evidence: wish.evidence };
    case 'fail':
      return { type: 'items-failed' as const, step: step.id, items, by, note: wish.note };
  }
}

const numbers = (items: readonly ShownItem[]) => items.map(({ number }) => number).join(', ') || 'none';

function no(because: string, mend: string): WishAnswer {
  return { ok: false, because, mend };
}
