// Accepted connections, plain and TLS, that are read into one buffer for all. Node offers that (`onread`) for sockets
// that connect, not for those it accepts: what it sets in a socket for it is set here. Knows nothing of HTTP.

import type { Socket } from 'node:net';

/** What Node keeps in a socket, in 24 as for years; looked at before it is used. */
type Handle = { readonly useUserBuffer?: unknown };
type Inside = { readonly _handle?: Handle | null } & Record<symbol, unknown>;

/** Under these Node looks for the buffer of a socket, and for whom it tells how much has come. */
type Places = { readonly buffer: symbol; readonly callback: symbol };

const sharedBytes = 65_536;
const sharedBuffer = Buffer.allocUnsafeSlow(sharedBytes);

/**
 * From now on what comes for `socket` does not come as `data`: `receive` takes bytes `0` to `end` of a buffer that is
 * overwritten after the call, and must not throw. False where Node's inside is not as it is known, and nothing was done
 * then.
 */
export function shareReads(socket: Socket, receive: (buffer: Buffer, end: number) => void): boolean {
  const inside = socket as unknown as Inside;
  const handle = inside._handle;
  const places = placesIn(inside);
  if (places === undefined || typeof handle?.useUserBuffer !== 'function') return false;
  inside[places.buffer] = sharedBuffer;
  inside[places.callback] = (end: number) => {
    receive(sharedBuffer, end);
    return true;
  };
  handle.useUserBuffer(sharedBuffer);
  return true;
}

let known: Places | undefined;

function placesIn(socket: Inside): Places | undefined {
  if (known !== undefined && socket[known.buffer] === null) return known;
  const symbols = Object.getOwnPropertySymbols(socket);
  const named = (name: string) => symbols.find((each) => each.description === name);
  const buffer = named('kBuffer');
  const callback = named('kBufferCb');
  if (buffer === undefined || callback === undefined || socket[buffer] !== null) return undefined;
  known = { buffer, callback };
  return known;
}
