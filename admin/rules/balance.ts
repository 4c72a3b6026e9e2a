// How evenly users stand over the servers, for the status. Pure.

import type { ServerStatus, Status } from '../status-schema.ts';
import { serves } from './server-state.ts';

/** The lightest is told with the vendor's rule (F2): fewest users for the weight, ties in the order of the list. */
export function balance(servers: readonly ServerStatus[], doubted: boolean): Status['balance'] {
  const serving = servers.filter(({ state }) => serves(state) || (doubted && state === 'down'));
  const users = serving.map((server) => server.users.effective);
  const share = (server: ServerStatus) => (server.users.effective + 1) / server.weight;
  const lightest = serving
    .filter((server) => server.state !== 'full' && server.admin.state === 'in-service')
    .filter((server) => server.maxUsers === null || server.users.effective < server.maxUsers)
    .reduce<ServerStatus | undefined>(
      (best, server) => (best === undefined || share(server) < share(best) ? server : best),
      undefined,
    );
  return {
    users: servers.reduce((sum, server) => sum + server.users.effective, 0),
    skew: users.length === 0 ? null : Math.max(...users) - Math.min(...users),
    lightest: lightest?.name ?? null,
  };
}
