// OPTIONS with Max-Forwards (RFC 9110 7.6.2): answered here when it says 0, else passed on with one less.

import type { FieldEdits } from '../../engine.ts';
import { fieldKind } from './field-kinds.ts';
import type { ParsedRequest } from './parsed-request.ts';

/** What the field leaves: 0 answers here, undefined where it does not apply. */
export function forwardsLeft(head: ParsedRequest): number | undefined {
  if (head.method !== 'OPTIONS') return undefined;
  const index = head.section.indexOfKind(fieldKind.maxForwards);
  if (index < 0) return undefined;
  const value = head.section.value(index);
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** The same edits, and one forward less. */
export function withOneForwardLess(edits: FieldEdits, left: number): FieldEdits {
  return { ...edits, replace: new Map([...edits.replace, ['max-forwards', String(left - 1)]]) };
}
