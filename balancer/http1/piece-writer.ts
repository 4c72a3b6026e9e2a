// Writes a piece of a body behind a head in as few writes as can be. Small pieces become one string with the head,
// because a string is a copy: the buffer they stand in is shared and read into again.

import type { Socket } from 'node:net';
import { freeMemory } from './memory.ts';
import type { OutgoingFraming } from './rules/forward-plan.ts';
import { writeSoon } from './write-turn.ts';

export type Piece = {
  /** Head or rest of a head to go before, one character a byte; mostly empty. */
  readonly head: string;
  /** See `bodyPiece`. */
  readonly body: string | Buffer;
  readonly framing: OutgoingFraming;
  /** True if the body ends with this piece. */
  readonly last: boolean;
  /** Lines of trailers for the end of a chunked body. */
  readonly trailers: string;
  /** True if the bytes stay as they are until the socket has written them. */
  readonly lasting: boolean;
  /** Memory to be freed when the socket has written the bytes. */
  readonly freed: Buffer | undefined;
};

/** Up to here a copy as a string costs less than a second buffer in the write. */
const stringBytes = 16_384;

/** Bytes `start` to `end`: a small piece as text, one character a byte, a large one where it stands. */
export function bodyPiece(buffer: Buffer, start: number, end: number): string | Buffer {
  if (start === end) return '';
  return end - start <= stringBytes ? buffer.toString('latin1', start, end) : buffer.subarray(start, end);
}

/** Writes the piece. Backpressure is for the caller to see at the socket. */
export function writePiece(socket: Socket, piece: Piece): void {
  const { body, head, freed } = piece;
  const chunked = piece.framing === 'chunked';
  const before = chunked && body.length > 0 ? `${head}${body.length.toString(16)}\r\n` : head;
  const after = chunked
    ? (body.length > 0 ? '\r\n' : '') + (piece.last ? `0\r\n${piece.trailers}\r\n` : '')
    : '';
  if (typeof body === 'string') {
    const text = before + body + after;
    if (text !== '') writeSoon(socket, text);
    if (freed !== undefined) freeMemory(freed);
    return;
  }
  socket.cork();
  if (before !== '') socket.write(before, 'latin1');
  socket.write(piece.lasting ? body : Buffer.from(body), freed && (() => freeMemory(freed)));
  if (after !== '') socket.write(after, 'latin1');
  socket.uncork();
}

/** Writes bytes that are about to be overwritten. */
export function writeCopy(socket: Socket, bytes: Buffer): void {
  if (bytes.length <= stringBytes) socket.write(bytes.toString('latin1'), 'latin1');
  else socket.write(Buffer.from(bytes));
}

/** True if the socket takes no more for now; `drain` will come. */
export function isBlocked(socket: Socket): boolean {
  return socket.writableNeedDrain && socket.writableLength > 0;
}
