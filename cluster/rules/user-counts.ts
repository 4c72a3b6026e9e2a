// From rows (server, users) to users per server of the topology. Names are compared as F2 stores them: 20 characters.

import type { Server, ServerId } from '../model.ts';

/** Width of the column with the server of a user's last log-on (F2). */
export const serverNameWidth = 20;

export type CountRow = { readonly server: string | null; readonly users: number };

export type CountReading = {
  /** Every server of the topology, with 0 where no row named it. */
  readonly byServer: ReadonlyMap<ServerId, number>;
  /** Names of rows that no server of the topology answers to, each once. */
  readonly unknown: readonly string[];
};

/**
 * Adds up the rows per server, without regard to case and blanks. A row without a name is a user who is on no known
 * server; it counts for none and is no fault. A name that two servers share in its first 20 characters is unknown.
 */
export function readUserCounts(rows: readonly CountRow[], servers: readonly Server[]): CountReading {
  const byServer = new Map<ServerId, number>(servers.map((server) => [server.id, 0]));
  const byName = new Map<string, ServerId | undefined>();
  for (const server of servers) {
    for (const name of new Set([keyOf(server.name), ...server.hostNames.map(keyOf)])) {
      const other = byName.get(name);
      byName.set(name, byName.has(name) && other !== server.id ? undefined : server.id);
    }
  }
  const unknown = new Set<string>();
  for (const row of rows) {
    const name = keyOf(row.server ?? '');
    const id = byName.get(name);
    if (id !== undefined) byServer.set(id, (byServer.get(id) ?? 0) + row.users);
    else if (name !== '' && row.users > 0) unknown.add((row.server ?? '').trim());
  }
  return { byServer, unknown: [...unknown] };
}

function keyOf(name: string): string {
  return name.trim().slice(0, serverNameWidth).trim().toLowerCase();
}
