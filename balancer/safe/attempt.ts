// One try at one server: when it is connected, what comes back, and how it failed. Never tries again by itself.

import type { ClientRequest, IncomingMessage, InformationEvent } from 'node:http';
import type { Socket } from 'node:net';
import type { UpstreamOrder, UpstreamPools } from './upstream-pools.ts';

/**
 * `unsent`: not a byte of the request left. `stale`: a kept connection that was closed before a byte of an answer.
 * `broken`: the server may have seen the request.
 */
export type Failure = 'unsent' | 'stale' | 'broken';

export type AttemptEvents = {
  connected(): void;
  interim(information: InformationEvent): void;
  answered(response: IncomingMessage): void;
  upgraded(response: IncomingMessage, socket: Socket, early: Buffer): void;
  failed(failure: Failure, cause: Error): void;
};

export interface Attempt {
  readonly request: ClientRequest;
  socket(): Socket | undefined;
  /** Bytes that moved on its connection so far, either way. */
  progress(): number;
  /** Gives it up: its connection is closed and nothing more is told. */
  abandon(): void;
}

/** Starts a try; the first event comes in a later tick. */
export function startAttempt(pools: UpstreamPools, order: UpstreamOrder, events: AttemptEvents): Attempt {
  const request = pools.open(order);
  let socket: Socket | undefined;
  let reused = false;
  let byteCame = false;
  let settled = false;
  // 0 is "all of them": the default drops what is beyond 2,000 without a word.
  request.maxHeadersCount = 0;
  request.on('socket', (assigned) => {
    socket = assigned;
    reused = pools.hasServed(assigned);
    assigned.prependOnceListener('data', () => {
      byteCame = true;
    });
    pools.sockets.whenReady(assigned, () => settled || events.connected());
  });
  request.on('information', (information) => settled || events.interim(information));
  // Who takes an answer or a tunnel sees that it breaks off; without a listener the error would end the process.
  request.on('response', (response) => {
    response.on('error', () => undefined);
    if (settled) return;
    settled = true;
    pools.noteAnswer(response.socket, response.rawHeaders);
    events.answered(response);
  });
  request.on('upgrade', (response, upgraded, early) => {
    upgraded.on('error', () => undefined);
    if (settled) {
      upgraded.destroy();
      return;
    }
    settled = true;
    events.upgraded(response, upgraded as Socket, early);
  });
  request.on('error', (cause) => {
    if (settled) return;
    settled = true;
    const sent = socket !== undefined && pools.sockets.isReady(socket);
    events.failed(!sent ? 'unsent' : reused && !byteCame ? 'stale' : 'broken', cause);
  });
  return {
    request,
    socket: () => socket,
    progress: () =>
      socket === undefined ? 0 : socket.bytesRead + socket.bytesWritten - socket.writableLength,
    abandon() {
      settled = true;
      request.destroy();
    },
  };
}
