// In which form a client can read an answer of our own: a page for people, a SOAP fault for SOAP clients, JSON for
// programs.

import { prefersHtml, prefersJson } from './accept.ts';
import type { RequestKind } from './classify.ts';

/** `soap` 1.1 and 1.2 differ in their types and elements. */
export type AnswerForm = 'html' | 'json' | 'soap-1.1' | 'soap-1.2';

export type AskedBy = {
  readonly kind: RequestKind;
  readonly method: string;
  readonly accept: string | undefined;
  readonly contentType: string | undefined;
};

/** A SOAP call says its version by its content type (SOAP 1.2 part 2, section 7); anything but 1.2's is 1.1. */
export function answerFormOf({ kind, method, accept, contentType }: AskedBy): AnswerForm {
  const calls = (kind === 'soap' || kind === 'soap-log-on') && method === 'POST';
  if (calls) return /^\s*application\/soap\+xml\b/i.test(contentType ?? '') ? 'soap-1.2' : 'soap-1.1';
  if (kind === 'sdata') return prefersHtml(accept) ? 'html' : 'json';
  return prefersJson(accept) ? 'json' : 'html';
}
