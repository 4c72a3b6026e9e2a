// A WebSocket after its 101: bytes both ways with backpressure, each half closed on its own, until both are.
// Never reads what passes.

import type { Socket } from 'node:net';

export interface Tunnel {
  bytes(): { readonly fromClient: number; readonly fromServer: number };
  /** Closes both sides at once. */
  close(): void;
}

export type TunnelEnds = {
  readonly client: Socket;
  readonly server: Socket;
  readonly earlyFromClient: Buffer;
  readonly earlyFromServer: Buffer;
  /** Both sides are closed. */
  readonly onClosed: () => void;
};

/** Joins two sockets that nobody else reads. */
export function openTunnel(ends: TunnelEnds): Tunnel {
  const { client, server } = ends;
  let fromClient = 0;
  let fromServer = 0;
  let closed = 0;
  carry(client, server, ends.earlyFromClient, (count) => {
    fromClient += count;
  });
  carry(server, client, ends.earlyFromServer, (count) => {
    fromServer += count;
  });
  const close = () => {
    client.destroy();
    server.destroy();
  };
  for (const socket of [client, server]) {
    socket.once('close', () => {
      closed++;
      close();
      if (closed === 2) ends.onClosed();
    });
  }
  if (client.destroyed || server.destroyed) close();
  return { bytes: () => ({ fromClient, fromServer }), close };
}

function carry(from: Socket, to: Socket, early: Buffer, count: (bytes: number) => void): void {
  const pass = (chunk: Buffer) => {
    count(chunk.length);
    if (!to.write(chunk)) from.pause();
  };
  if (early.length > 0) pass(early);
  from.on('data', pass);
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
  from.resume();
}

export interface EarlyBytes {
  /** What has come since the handshake; from now on the socket is somebody else's. */
  take(): Buffer;
}

/** More than a client sends before it knows whether it may. */
const mostEarlyBytes = 65_536;

/** Keeps what a client sends before its handshake is answered, and so notices when it leaves. */
export function keepEarlyBytes(socket: Socket, first: Buffer): EarlyBytes {
  const kept = [first];
  let count = first.length;
  const keep = (chunk: Buffer) => {
    kept.push(chunk);
    count += chunk.length;
    if (count >= mostEarlyBytes) socket.pause();
  };
  socket.on('data', keep);
  return {
    take() {
      socket.pause();
      socket.off('data', keep);
      return Buffer.concat(kept);
    },
  };
}
