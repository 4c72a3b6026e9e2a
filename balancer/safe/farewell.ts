// Ends a listener: nobody new is taken, what runs may finish, and a connection without a request is left open for a
// moment, since its client may be sending one and was not told that it should not.

import { once } from 'node:events';
import type { ClientConnection } from './client-connections.ts';
import type { Listener } from './listener.ts';

/** A client that has been silent for so long while we close is not about to say something. */
const silentMs = 1000;
const lookMs = 50;

/** Resolves when no connection is left; after `graceMs` whatever is left is cut. */
export async function closeListener(
  { server, sockets, connections }: Listener,
  graceMs: number,
): Promise<void> {
  // A second close has less patience than the first.
  if (!server.listening) {
    if (graceMs === 0) for (const socket of sockets) socket.destroy();
    return;
  }
  // node would cut them at once, request on its way or not.
  server.closeIdleConnections = () => undefined;
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  const endSilent = createSilenceWatch(Math.min(silentMs, graceMs));
  const looks = setInterval(() => {
    endSilent(connections.values());
    // A handshake that has not begun is nobody's request.
    for (const socket of sockets) if (socket.bytesRead === 0 && connections.size === 0) socket.destroy();
  }, lookMs);
  const limit = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, graceMs);
  await closed;
  clearTimeout(limit);
  clearInterval(looks);
  // node counts handles; the events of the last sockets may be still to come.
  await Promise.all([...sockets].map((socket) => once(socket, 'close')));
}

/** Ends connections on which for `limitMs` no request ran and no byte came. */
function createSilenceWatch(limitMs: number): (connections: Iterable<ClientConnection>) => void {
  const seen = new WeakMap<ClientConnection, { readonly bytes: number; readonly looks: number }>();
  const most = Math.ceil(limitMs / lookMs);
  return (connections) => {
    for (const connection of connections) {
      const bytes = connection.socket.bytesRead;
      const before = seen.get(connection);
      const silent = connection.last() === undefined && before?.bytes === bytes;
      const looks = silent ? before.looks + 1 : 0;
      seen.set(connection, { bytes, looks });
      if (looks >= most && connection.last() === undefined) connection.socket.destroySoon();
    }
  };
}
