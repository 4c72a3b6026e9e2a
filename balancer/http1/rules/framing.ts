// Where the body of a message ends (RFC 9112 6): by one length, by chunks, with the connection, or there is none.

import { fieldKind } from './field-kinds.ts';
import type { FieldSection } from './field-section.ts';

export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' };

export type Refusal = { readonly kind: 'refused'; readonly status: number; readonly why: string };

const none: Framing = { kind: 'none' };
const chunked: Framing = { kind: 'chunked' };
const untilClose: Framing = { kind: 'close' };
/** 15 digits: below 2^53, and more than a petabyte's worth of nines is nobody's body. */
const lengthDigits = /^\d{1,15}$/;

/**
 * Framing of a request. `none` where neither field is there; a length of 0 is a length.
 * Stricter than RFC 9112 6.3: a second Content-Length is refused even if it says the same.
 */
export function requestFraming(section: FieldSection, version: '1.0' | '1.1'): Framing | Refusal {
  const named = namedFraming(section, version);
  return named ?? none;
}

/** Framing of the answer `status` to a request of `method`: even where there is no body the fields must be right. */
export function responseFraming(
  section: FieldSection,
  head: { readonly version: '1.0' | '1.1'; readonly status: number },
  method: string,
): Framing | Refusal {
  const named = namedFraming(section, head.version);
  if (named?.kind === 'refused') return named;
  if (method === 'HEAD' || head.status < 200 || head.status === 204 || head.status === 304) return none;
  return named ?? untilClose;
}

/** What the fields say; undefined if they say nothing. */
function namedFraming(section: FieldSection, version: '1.0' | '1.1'): Framing | Refusal | undefined {
  const { kinds } = section;
  const length = kinds.indexOf(fieldKind.contentLength);
  const coding = kinds.indexOf(fieldKind.transferEncoding);
  if (length >= 0) {
    if (coding >= 0) return refused(400, 'both Content-Length and Transfer-Encoding');
    if (kinds.indexOf(fieldKind.contentLength, length + 1) >= 0) return refused(400, 'second Content-Length');
    const value = section.value(length);
    if (!lengthDigits.test(value)) return refused(400, 'Content-Length');
    return { kind: 'length', bytes: Number(value) };
  }
  if (coding < 0) return undefined;
  if (kinds.indexOf(fieldKind.transferEncoding, coding + 1) >= 0)
    return refused(400, 'second Transfer-Encoding');
  const value = section.value(coding).toLowerCase();
  // RFC 9112 6.1: a coding of HTTP/1.0 is faulty framing; one not understood is 501.
  if (version === '1.0') return refused(400, 'Transfer-Encoding in HTTP/1.0');
  // A tab behind the word hides it from other readers, llhttp among them.
  if (value === 'chunked' && section.text[section.valueEnd(coding)] === '\r') return chunked;
  return refused(/^[a-z-]+$/.test(value) ? 501 : 400, 'Transfer-Encoding');
}

function refused(status: number, why: string): Refusal {
  return { kind: 'refused', status, why };
}
