// What leads people to one of two Fairleads: a TCP balancer that gives each new connection to the next one that takes
// it, as a cluster's network balancer does. Knows no HTTP; a connection lives and dies with its Fairlead.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Front = {
  readonly url: string;
  close(): Promise<void>;
};

/** Listens; `ports` are asked at each connection, so that they may be known later. */
export async function openSpreadingFront(ports: () => readonly number[]): Promise<Front> {
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer({ noDelay: true }, (client) => {
    open.add(client);
    client.on('close', () => open.delete(client));
    client.on('error', () => client.destroy());
    turn += 1;
    const all = ports();
    const inTurn = all.map((_, index) => all[(index + turn) % all.length] as number);
    join(client, inTurn);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** To the first that takes it; where none does, the client is cut. */
function join(client: Socket, [port, ...others]: readonly number[]): void {
  if (port === undefined) {
    client.resetAndDestroy();
    return;
  }
  const fairlead = connect({ port, host: '127.0.0.1', noDelay: true });
  const refused = () => join(client, others);
  fairlead.once('error', refused);
  fairlead.once('connect', () => {
    fairlead.off('error', refused);
    fairlead.on('error', () => fairlead.destroy());
    // Cut on one side is cut on the other, at once.
    fairlead.on('close', () => client.destroy());
    client.on('close', () => fairlead.destroy());
    client.pipe(fairlead).pipe(client);
    if (client.destroyed) fairlead.destroy();
  });
}
