// One connection a server, used again while anything runs on it or shortly after, closed when idle.

import type { Connection } from './connect.ts';
import type { Environment } from './credentials.ts';
import type { RemoteAccess } from './settings.ts';

export type Connections = {
  /** Rejects with a `RemoteError`. Whoever uses a connection gives it back when done. */
  use(server: string, access: RemoteAccess): Promise<UsedConnection>;
  /** Of the last key that was shown by a server and trusted. */
  hostKeyOf(server: string): string | undefined;
  /** Breaks off what is being connected and closes the rest. */
  close(): Promise<void>;
};

export type UsedConnection = { readonly connection: Connection; release(): void };

type Kept = {
  readonly connecting: Promise<Connection>;
  users: number;
  idle: NodeJS.Timeout | undefined;
};

export function createConnections(environment: Environment): Connections {
  const kept = new Map<string, Kept>();
  const hostKeys = new Map<string, string>();
  const closing = new AbortController();

  function open(key: string, server: string, access: RemoteAccess): Kept {
    const options = { environment, signal: closing.signal };
    // The SSH library takes its time to load, and a start shall not wait for what may never be used.
    const connecting = import('./connect.ts').then(({ connect }) => connect(server, access, options));
    const entry: Kept = { connecting, users: 0, idle: undefined };
    const forget = () => {
      clearTimeout(entry.idle);
      if (kept.get(key) === entry) kept.delete(key);
    };
    connecting.then(({ hostKey, gone }) => {
      hostKeys.set(server, hostKey);
      gone.then(forget);
    }, forget);
    kept.set(key, entry);
    return entry;
  }

  function release(entry: Kept, connection: Connection, idleTimeoutMs: number): void {
    entry.users -= 1;
    if (entry.users === 0) entry.idle = setTimeout(() => connection.close(), idleTimeoutMs).unref();
  }

  return {
    async use(server, access) {
      // Everything that decides who answers and who asks: a changed configuration gets a connection of its own.
      const key = JSON.stringify([server, access]);
      const entry = kept.get(key) ?? open(key, server, access);
      entry.users += 1;
      clearTimeout(entry.idle);
      const connection = await entry.connecting;
      let held = true;
      return {
        connection,
        release() {
          if (held) release(entry, connection, access.idleTimeoutMs);
          held = false;
        },
      };
    },
    hostKeyOf: (server) => hostKeys.get(server),
    async close() {
      closing.abort();
      const ends = [...kept.values()].map(async ({ connecting }) => {
        // Whoever asked for it was told why there is none.
        const connection = await connecting.catch(() => undefined);
        connection?.close();
        await connection?.gone;
      });
      await Promise.all(ends);
    },
  };
}
