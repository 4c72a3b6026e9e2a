// Small writes of one turn of the event loop go out together at its end: whoever is woken by the first of them finds
// the others waiting, while writes spread over the turn wake it anew each time, which costs more than the write.

import type { Socket } from 'node:net';

let held: Socket[] = [];

/** Writes text, one character a byte, at the end of this turn. Order and backpressure are those of the socket. */
export function writeSoon(socket: Socket, text: string): void {
  if (socket.writableCorked === 0) {
    if (held.length === 0) setImmediate(release);
    held.push(socket);
    socket.cork();
  }
  socket.write(text, 'latin1');
}

/** Lets go at once what is held for this socket: it is about to be destroyed. */
export function writeNow(socket: Socket): void {
  if (socket.writableCorked > 0) socket.uncork();
}

function release(): void {
  const sockets = held;
  held = [];
  for (const socket of sockets) writeNow(socket);
}
