// Accepted connections that are read into one buffer for all. Node offers that (`onread`) for sockets that connect,
// not for those it accepts, so the handle of an accepted one is given to a socket made for it. Knows nothing of HTTP.

import type { SocketConstructorOpts } from 'node:net';
import { Socket } from 'node:net';

/** A socket whose bytes do not come as `data`, but by `receive`. */
export class SharedSocket extends Socket {
  /** Takes bytes `0` to `end` of a buffer that is overwritten after the call. Must not throw. */
  receive: ((buffer: Buffer, end: number) => void) | undefined;
}

/** What Node keeps in a socket, in 24 as for ten years; looked at before it is used. */
type Handle = { readonly useUserBuffer?: unknown };
type Inside = { _handle?: Handle | null };

const sharedBytes = 65_536;
const sharedBuffer = Buffer.allocUnsafeSlow(sharedBytes);

/**
 * Takes a plain connection over that was accepted just now; nothing was done with it yet. Gives back `accepted`
 * itself where Node's inside is not as it is known: its bytes come as `data` then, and cost more.
 */
export function takeOver(accepted: Socket, highWaterMark: number): Socket {
  const inside = accepted as Inside;
  const handle = inside._handle;
  if (typeof handle?.useUserBuffer !== 'function') return accepted;
  inside._handle = null;
  const onread = {
    buffer: sharedBuffer,
    callback: (end: number) => {
      socket.receive?.(sharedBuffer, end);
      return true;
    },
  };
  const options: object = { handle, allowHalfOpen: true, highWaterMark, onread };
  const socket = new SharedSocket(options as SocketConstructorOpts);
  return socket;
}
