// What an operation answers where it is asked for a server that is not there.

import { type OperationRefusal, refused } from '../../admin/operation.ts';
import type { Server } from '../../cluster/model.ts';

/** `servers` are those there are. */
export function unknownServer(called: string, servers: readonly Pick<Server, 'name'>[]): OperationRefusal {
  const names = servers.map(({ name }) => name);
  const mend =
    names.length === 0 ? 'No server is known yet: fairlead status.' : `There are ${names.join(', ')}.`;
  return refused(404, 'unknown-server', { text: `There is no server ${called}.`, mend });
}
