// What the journal says of items of checklists, folded. One that failed is a blocking finding until somebody resolves
// it, confirms the item, or asks for it again. Pure.

import type { ItemState, JournalRecord, RunState } from '../model.ts';
import { itemFinding } from './checklist.ts';

type ItemRecord = Extract<JournalRecord, { type: 'items-confirmed' | 'items-failed' | 'item-looked' }>;
type Failed = Extract<ItemState, { state: 'failed' }>;

export function foldItems(state: RunState, record: ItemRecord): RunState {
  const own = new Map(state.items.get(record.step));
  // A person has said it while Fairlead looked: what they say stands.
  if (record.type === 'item-looked' && own.has(record.item)) return state;
  const named = record.type === 'item-looked' ? [record] : record.items;
  const next = stateOf(record);
  let { findings } = state;
  for (const { item, text } of named) {
    own.set(item, next);
    findings = findingsAfter(findings, record.step, { item, text, next });
  }
  return { ...state, items: new Map(state.items).set(record.step, own), findings };
}

/** The step is asked for again: what failed and nobody has resolved is open again. */
export function withoutFailed(state: RunState, step: string): RunState {
  const before = state.items.get(step);
  if (before === undefined) return state;
  const open = state.findings.filter((each) => each.step === step && each.resolvedBy === undefined);
  const again = open.map(({ id }) => id);
  const kept = new Map([...before].filter(([item]) => !again.includes(itemFinding(step, item))));
  const findings = state.findings.filter((each) => !open.includes(each));
  return { ...state, items: new Map(state.items).set(step, kept), findings };
}

function stateOf(record: ItemRecord): ItemState {
  const { atMs } = record;
  switch (record.type) {
    case 'items-confirmed':
      return { state: 'confirmed', atMs, by: record.by, evidence: record.evidence };
    case 'items-failed':
      return { state: 'failed', atMs, by: record.by, note: record.note };
    case 'item-looked':
      switch (record.outcome) {
        case 'done':
          return { state: 'passed', atMs, text: record.told };
        case 'failed':
          return { state: 'failed', atMs, by: undefined, note: record.told };
        case 'unknown':
          return { state: 'left', atMs, text: record.told };
      }
  }
}

type Change = { readonly item: number; readonly text: string; readonly next: ItemState };

function findingsAfter(findings: RunState['findings'], step: string, { item, text, next }: Change) {
  const id = itemFinding(step, item);
  switch (next.state) {
    case 'failed':
      return [...findings.filter((each) => each.id !== id), failedFinding(step, { item, text, next })];
    case 'confirmed':
      return findings.map((each) => (each.id === id ? { ...each, resolvedBy: next.by } : each));
    case 'open':
    case 'left':
    case 'passed':
      return findings;
  }
}

function failedFinding(
  step: string,
  { item, text, next }: { readonly item: number; readonly text: string; readonly next: Failed },
): RunState['findings'][number] {
  return {
    id: itemFinding(step, item),
    step,
    severity: 'blocking',
    text: `item ${item}, ${text}: ${next.note}`,
    resolvedBy: undefined,
  };
}
