// Notices that a session is lost: its page is answered with the log-on form, status 200 (F3).
// Looks at the beginning of a page only; markers split between pieces are found.

/** What is known of a session's page when its head has come. */
export type PageHead = {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
};

export interface SessionWatch {
  /** The next piece of the body as latin1. Returns true once, with the piece that completes the marker. */
  scan(text: string): boolean;
  /** True when nothing more is to be learnt from the rest. */
  done(): boolean;
  lost(): boolean;
}

/** The form stands at the beginning of its page; a long report is not read through. */
const watchLimit = 64 * 1024;

/** True for a page that can be read: HTML, complete, not compressed. */
export function isReadablePage(head: PageHead): boolean {
  if (head.status !== 200 || !isIdentity(head.contentEncoding)) return false;
  return (head.contentType ?? '').slice(0, 9).toLowerCase() === 'text/html';
}

/** True where the body comes as it is. */
export function isIdentity(contentEncoding: string | undefined): boolean {
  return contentEncoding === undefined || contentEncoding.trim().toLowerCase() === 'identity';
}

/** Watches one page for the profile's form marker. */
export function createSessionWatch(formMarker: string): SessionWatch {
  let tail = '';
  let scanned = 0;
  let found = false;
  return {
    scan(text) {
      if (found || scanned >= watchLimit) return false;
      const whole = tail === '' ? text : tail + text;
      scanned += text.length;
      found = whole.includes(formMarker);
      tail = whole.slice(-(formMarker.length - 1) || whole.length);
      return found;
    },
    done: () => found || scanned >= watchLimit,
    lost: () => found,
  };
}
