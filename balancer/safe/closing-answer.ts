// The last answer on a connection: written as bytes, after which the connection is closed in a way that lets the
// client read it. Never used for an answer after which the connection goes on.

import type { Reply } from '../engine.ts';
import { refusalText, replyText } from '../http1/own-answers.ts';
import type { ClientConnection } from './client-connections.ts';

/** A client that goes on sending gets this long to read the answer; then the connection is cut. */
const lingerMs = 1000;

/** Refuses what is not a request anyone serves. */
export function refuse(connection: ClientConnection, status: number, why: string): void {
  answerAndClose(connection, refusalText(status, why, new Date().toUTCString()));
}

/** Sends a reply of the rules as the last thing. */
export function replyAndClose(connection: ClientConnection, reply: Reply, headOnly: boolean): void {
  const plan = { date: new Date().toUTCString(), connection: 'close', headOnly } as const;
  answerAndClose(connection, replyText(reply, plan));
}

function answerAndClose(connection: ClientConnection, text: string): void {
  const { socket } = connection;
  connection.closing = true;
  if (socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(Buffer.from(text, 'latin1'));
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  // What the client still sends is read and forgotten: unread bytes would turn the close into a reset.
  socket.resume();
}
