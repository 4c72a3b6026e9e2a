// The items of a checklist as lines for a terminal: number and text of each, who said what of it and when. Pure.

import type { RunDocument } from '../run-schema.ts';
import { hanging } from './text-width.ts';

type Item = RunDocument['steps'][number]['items'][number];

const icons: Readonly<Record<Item['state'], string>> = {
  open: '◷',
  passed: '✔',
  confirmed: '✔',
  failed: '✖',
  resolved: '⚠',
};

/** No line is wider than `columns`. */
export function itemLines(items: readonly Item[], columns: number): readonly string[] {
  return items.flatMap((item) => hanging(`${icons[item.state]} `, lineOf(item), columns));
}

function lineOf(item: Item): string {
  const { number, text, note, at } = item;
  const own = `${number}. ${text}`;
  if (at === null) return item.automatic ? `${own} (Fairlead looks)` : own;
  const resolved = item.resolvedBy === null ? '' : `; resolved by ${item.resolvedBy}`;
  return `${own} (${whoOf(item)}, ${at.slice(0, 16).replace('T', ' ')} UTC: ${note}${resolved})`;
}

function whoOf({ state, by }: Item): string {
  if (state === 'open') return 'for a person';
  return by ?? 'Fairlead';
}
