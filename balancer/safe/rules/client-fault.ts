// What a client is told when node:http's own parser or its timers refuse it, by the code of their error.

export type ClientFault = { readonly status: number; readonly why: string };

/** The answer to a `clientError`; `firstBytes` are those of the packet the parser stumbled over. */
export function faultOf(code: string | undefined, firstBytes: string): ClientFault {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return isEndlessTarget(firstBytes)
        ? { status: 414, why: 'target too long' }
        : { status: 431, why: 'head too big' };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, why: 'chunk extensions' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, why: 'head not complete in time' };
    default:
      return { status: 400, why: 'malformed' };
  }
}

/** A whole packet of request line: it is the target that does not end. */
function isEndlessTarget(firstBytes: string): boolean {
  return /^[A-Z-]+ \S+$/.test(firstBytes);
}
