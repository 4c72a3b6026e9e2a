// An item of a checklist as the API tells it. Pure.

import type { ShownItem } from '../../cluster/upgrade/rules/checklist.ts';
import type { RunDocument } from '../run-schema.ts';
import { isoTime } from './iso-time.ts';

type Item = RunDocument['steps'][number]['items'][number];

export function itemDocument(item: ShownItem): Item {
  const { number, text, look, state, resolvedBy } = item;
  const known = { number, text, automatic: look !== undefined, resolvedBy: resolvedBy ?? null };
  switch (state.state) {
    case 'open':
      return { ...known, state: 'open', by: null, at: null, note: '' };
    case 'left':
      return { ...known, state: 'open', by: null, at: isoTime(state.atMs), note: state.text };
    case 'passed':
      return { ...known, state: 'passed', by: null, at: isoTime(state.atMs), note: state.text };
    case 'confirmed':
      return { ...known, state: 'confirmed', by: state.by, at: isoTime(state.atMs), note: state.evidence };
    case 'failed': {
      const word = item.settled ? 'resolved' : 'failed';
      return { ...known, state: word, by: state.by ?? null, at: isoTime(state.atMs), note: state.note };
    }
  }
}
