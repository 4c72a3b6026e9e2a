// Reads the field lines of a head, byte by byte and in order, so that the first fault is the same
// however the bytes arrive. Knows the grammar of RFC 9112 5, strictly; what fields mean is not known here.

import { COLON, CR, LF, SPACE, TAB, tokenCharacter, valueCharacter } from './characters.ts';
import { fieldKind, kindOfField } from './field-kinds.ts';
import type { FieldSection } from './field-section.ts';

/** How far the reading of a head has come. `status` is not 0 once the head is refused. */
export type HeadCursor = {
  readonly buffer: Buffer;
  readonly start: number;
  /** Never reads past this: end of what is there, or of what a head may take. */
  readonly end: number;
  at: number;
  status: number;
  why: string;
};

/** What has become of the bytes of a head. `next` is the place after it. */
export type HeadRead<Head> =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'refused'; readonly status: number; readonly why: string }
  | { readonly kind: 'read'; readonly head: Head; readonly next: number };

export const incomplete = { kind: 'incomplete' } as const;

/** A cursor over `buffer` from `start`, which reads no more than `headBytes`. */
export function createCursor(buffer: Buffer, start: number, end: number, headBytes: number): HeadCursor {
  return { buffer, start, end: Math.min(end, start + headBytes), at: start, status: 0, why: '' };
}

/** Notes the first fault and stops the reading. */
export function refuse(cursor: HeadCursor, status: number, why: string): false {
  cursor.status = status;
  cursor.why = why;
  return false;
}

/** What to answer when reading stopped before the end of the head: refused, too long, or more has to come. */
export function stopped(cursor: HeadCursor, headBytes: number): HeadRead<never> {
  if (cursor.status !== 0) return { kind: 'refused', status: cursor.status, why: cursor.why };
  if (cursor.end - cursor.start >= headBytes) return { kind: 'refused', status: 431, why: 'head too long' };
  return incomplete;
}

/**
 * Reads field lines up to and with the empty line. True when the section is complete; false when
 * it is refused (`cursor.status`) or bytes are missing.
 */
export function readFields(cursor: HeadCursor, section: FieldSection, fieldCount: number): boolean {
  const { buffer, end } = cursor;
  section.start = cursor.at - cursor.start;
  while (cursor.at < end) {
    if (buffer[cursor.at] === CR) {
      section.end = cursor.at - cursor.start;
      return readLineEnd(cursor, cursor.at);
    }
    if (section.count >= fieldCount) return refuse(cursor, 431, 'too many fields');
    if (!readFieldLine(cursor, section)) return false;
  }
  return false;
}

/** Reads CR LF at `at` and stands behind it. */
export function readLineEnd(cursor: HeadCursor, at: number): boolean {
  const { buffer, end } = cursor;
  if (at >= end) return false;
  if (buffer[at] !== CR) return refuse(cursor, 400, 'line end or control character');
  if (at + 1 >= end) return false;
  if (buffer[at + 1] !== LF) return refuse(cursor, 400, 'bare CR');
  cursor.at = at + 2;
  return true;
}

function readFieldLine(cursor: HeadCursor, section: FieldSection): boolean {
  const { buffer, end, start, at: nameStart } = cursor;
  let at = nameStart;
  while (at < end && tokenCharacter[buffer[at] as number] === 1) at++;
  if (at >= end) return false;
  if (at === nameStart || buffer[at] !== COLON) return refuse(cursor, 400, 'field name');
  const nameEnd = at;
  const kind = kindOfField(buffer, nameStart, nameEnd);
  if (kind === fieldKind.framingTwin) return refuse(cursor, 400, 'ambiguous field name');
  at++;
  while (at < end && (buffer[at] === SPACE || buffer[at] === TAB)) at++;
  const valueStart = at;
  while (at < end && valueCharacter[buffer[at] as number] === 1) at++;
  if (!readLineEnd(cursor, at)) return false;
  while (at > valueStart && (buffer[at - 1] === SPACE || buffer[at - 1] === TAB)) at--;
  section.kinds.push(kind);
  section.marks.push(nameStart - start, nameEnd - start, valueStart - start, at - start);
  return true;
}
