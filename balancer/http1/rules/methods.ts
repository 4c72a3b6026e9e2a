// The methods that are passed on: those llhttp knows, since both readers must agree (any other is 501, RFC 9110 9.1).

const names = `
  GET HEAD POST PUT DELETE OPTIONS PATCH CONNECT TRACE
  ACL BIND CHECKOUT COPY LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY PROPFIND PROPPATCH
  PURGE QUERY REBIND REPORT SEARCH SUBSCRIBE UNBIND UNLINK UNLOCK UNSUBSCRIBE`;

export const knownMethods: ReadonlySet<string> = new Set(names.trim().split(/\s+/));

/** Sent again at most once, and only without a body (RFC 9110 9.2.2, design: traffic 6). */
export const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Methods whose meaning includes a body: without one they are sent with a length of 0 (RFC 9110 8.6). */
export const bodyMethods: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** What `Allow` says in answers of our own. */
export const allowedMethods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
