// The methods that are passed on: those llhttp knows, since both readers must agree (any other is 501, RFC 9110 9.1).

const names = `
  GET HEAD POST PUT DELETE OPTIONS PATCH CONNECT TRACE
  ACL BIND CHECKOUT COPY LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY PROPFIND PROPPATCH
  PURGE QUERY REBIND REPORT SEARCH SUBSCRIBE UNBIND UNLINK UNLOCK UNSUBSCRIBE`;

export const knownMethods: ReadonlySet<string> = new Set(names.trim().split(/\s+/));

/** For each length the methods of that length, the usual ones first. */
const byLength: readonly (readonly string[])[] = Array.from({ length: 32 }, (_, length) =>
  [...knownMethods].filter((each) => each.length === length),
);
const none: readonly string[] = [];

/** The method whose name stands in `bytes` from `start` to `end`; undefined where it is none that is known. */
export function methodAt(bytes: Uint8Array, start: number, end: number): string | undefined {
  const candidates = byLength[end - start] ?? none;
  for (let index = 0; index < candidates.length; index++) {
    if (spells(bytes, start, candidates[index] as string)) return candidates[index];
  }
  return undefined;
}

function spells(bytes: Uint8Array, start: number, name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    if (bytes[start + index] !== name.charCodeAt(index)) return false;
  }
  return true;
}

/** Sent again at most once, and only without a body (RFC 9110 9.2.2, design: traffic 6). */
export const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Methods whose meaning includes a body: without one they are sent with a length of 0 (RFC 9110 8.6). */
export const bodyMethods: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** What `Allow` says in answers of our own. */
export const allowedMethods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
