// The client connections that are open: one record each, an error listener from the first tick, requests one after
// another. Knows nothing of what a request is.

import type { Socket } from 'node:net';
import type { ClientPeer } from '../engine.ts';

/** A request whose turn comes when the ones before it on the same connection are answered. */
export interface Turn {
  start(): void;
  /** The client is gone; nothing can be answered any more. */
  gone(): void;
  /** What follows on the connection cannot be read. True if that is in this request's own body. */
  broken(status: number): boolean;
}

export interface ClientConnection {
  readonly socket: Socket;
  readonly peer: ClientPeer;
  /** True once nothing more will be read from it as requests. */
  closing: boolean;
  /** Requests that have come. */
  requests: number;
  /** Has the turn started at once or when its time comes. */
  enqueue(turn: Turn): void;
  /** The turn is answered; the next one starts. */
  finished(turn: Turn): void;
  /** The turn that runs, or that waits last. */
  last(): Turn | undefined;
  /** Called once when no turn is left. */
  whenIdle(action: () => void): void;
  /** The half-close of the client is from now on not its going. */
  keepHalfOpen(): void;
}

/** More pipelined requests than any client in its senses sends. */
const longestQueue = 100;

/** The record of a connection that was just accepted. */
export function createClientConnection(socket: Socket, secure: boolean): ClientConnection {
  const turns: Turn[] = [];
  let idleAction: (() => void) | undefined;
  let halfOpen = false;
  const leave = () => {
    for (const turn of turns.splice(0)) turn.gone();
  };
  // What an error means is told by the close that follows it; without a listener it would end the process.
  socket.on('error', () => undefined);
  socket.on('close', leave);
  socket.on('end', () => {
    if (!halfOpen) leave();
  });
  return {
    socket,
    peer: { address: plainAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0, secure },
    closing: false,
    requests: 0,
    enqueue(turn) {
      if (turns.length >= longestQueue) {
        socket.destroy();
        return;
      }
      turns.push(turn);
      if (turns.length === 1) turn.start();
    },
    finished(turn) {
      if (turns[0] !== turn) return;
      turns.shift();
      if (turns[0] !== undefined) turns[0].start();
      else idleAction?.();
    },
    last: () => turns.at(-1),
    whenIdle(action) {
      if (turns.length === 0) action();
      else idleAction = action;
    },
    keepHalfOpen() {
      halfOpen = true;
    },
  };
}

/** An IPv4 client of a socket that listens on both families. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
