// How a log-on ended, read from the answer while it streams by. Text is latin1, one character is one byte.
// Keeps only the few last characters of each piece; what follows from an outcome is not known here.
//
// Order of evidence. The "already logged on" page also has the form's fields, so its own marker comes first. A page
// with the log-on form is no success even if it repeats an old SID in a link to go back to. A success page may say
// "locked" anywhere in its text, so that word counts only where nothing else was found.

import type { Patterns } from './patterns.ts';

/** Closed set. `unknown`: none of what F3 knows was seen. */
export type LogOnOutcome = 'success' | 'wrong-password' | 'already-on' | 'locked' | 'unknown';

export const logOnOutcomes: readonly LogOnOutcome[] = [
  'success',
  'wrong-password',
  'already-on',
  'locked',
  'unknown',
];

export interface OutcomeScan {
  /** The next piece of the body. Returns the session id when this piece first shows it. */
  scan(text: string): string | undefined;
  /** The answer is over (or was cut): what it said. */
  finish(): { readonly outcome: LogOnOutcome; readonly sid: string | undefined };
}

/** No page says more after this many characters. */
const scanLimit = 1 << 20;
/** Room for a session id with its element and attributes, and for every marker. */
const tailLength = 256;

/** Reads the answer to a log-on form (`link`) or to a SOAP logon (`element`). */
export function createOutcomeScan(patterns: Patterns, form: 'link' | 'element'): OutcomeScan {
  const expression = form === 'link' ? patterns.sidLink : patterns.sidElement;
  const { formMarker, alreadyOnMarker, lockedMarkers } = patterns.logOn;
  const locks = lockedMarkers.map((marker) => marker.toLowerCase());
  let tail = '';
  let scanned = 0;
  let sid: string | undefined;
  let alreadyOn = false;
  let hasForm = false;
  let locked = false;

  function look(text: string, last: boolean): string | undefined {
    alreadyOn ||= text.includes(alreadyOnMarker);
    hasForm ||= text.includes(formMarker);
    locked ||= containsAny(text, locks);
    if (sid !== undefined) return undefined;
    const match = expression.exec(text);
    // A match that ends with the piece may go on in the next one: more digits make it another id, or none.
    if (match && (last || match.index + match[0].length < text.length)) sid = match[1];
    return sid;
  }

  return {
    scan(text) {
      if (scanned >= scanLimit) return undefined;
      scanned += text.length;
      const whole = tail + text;
      tail = whole.slice(-tailLength);
      return look(whole, false);
    },
    finish() {
      look(tail, true);
      if (form === 'element') return { outcome: sid === undefined ? 'unknown' : 'success', sid };
      if (alreadyOn) return { outcome: 'already-on', sid: undefined };
      if (hasForm) return { outcome: 'wrong-password', sid: undefined };
      if (sid !== undefined) return { outcome: 'success', sid };
      return { outcome: locked ? 'locked' : 'unknown', sid: undefined };
    },
  };
}

/** The session id in a `Location`, if it has one ([U] whether the CRM ever redirects after a log-on, F3). */
export function sidOfLocation(patterns: Patterns, location: string): string | undefined {
  return patterns.sidLink.exec(location)?.[1];
}

function containsAny(text: string, markers: readonly string[]): boolean {
  if (markers.length === 0) return false;
  const lower = text.toLowerCase();
  return markers.some((marker) => lower.includes(marker));
}
