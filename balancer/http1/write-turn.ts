// When small writes go out. Many in one turn of the event loop go out together at its end: whoever is woken by the
// first of them finds the others waiting, while writes spread over the turn wake it anew each time, which costs more
// than the write. Few go out at once: the other side works on while we do our books.

import type { Socket } from 'node:net';

/** So many writes of a turn are few. */
const few = 2;
/** While they are few, a turn is counted after so many writes: to be told of the end of each one costs a tenth of the CPU. */
const unseenAtOnce = 8;

let held: Socket[] = [];
/** In this turn so far. */
let writes = 0;
/** In the last turn that was counted; the next one will be much like it. */
let lately = 0;
/** Writes that go out before a turn is counted again. */
let unseen = 0;

/**
 * Writes text, one character a byte, at once or at the end of this turn. Order and backpressure are those of the
 * socket.
 */
export function writeSoon(socket: Socket, text: string): void {
  if (unseen > 0) {
    unseen--;
    socket.write(text, 'latin1');
    return;
  }
  if (writes === 0) setImmediate(endTurn);
  writes++;
  if (lately > few && socket.writableCorked === 0) {
    held.push(socket);
    socket.cork();
  }
  socket.write(text, 'latin1');
}

/** Lets go at once what is held for this socket: it is about to be destroyed. */
export function writeNow(socket: Socket): void {
  if (socket.writableCorked > 0) socket.uncork();
}

function endTurn(): void {
  lately = writes;
  writes = 0;
  if (lately <= few) unseen = unseenAtOnce;
  if (held.length === 0) return;
  const sockets = held;
  held = [];
  for (const socket of sockets) writeNow(socket);
}
