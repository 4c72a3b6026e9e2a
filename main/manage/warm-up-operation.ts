// The operation that warms a server on demand, bound to what it does. Holds no rules.

import { type BoundOperation, bind, refused } from '../../admin/operation.ts';
import { warmServer } from '../../admin/operations/warm-up.ts';
import type { ServerId } from '../../cluster/model.ts';
import type { WarmUps } from '../../cluster/warm-up/warm-up.ts';
import type { ManageContext } from './part.ts';
import { serverCalled, serversOf } from './wanted-world.ts';

export type Warming = Pick<WarmUps, 'view'> & { readonly begin: (id: ServerId) => void };

export function warmOperation({ parts }: ManageContext, { begin, view }: Warming): BoundOperation {
  return bind(warmServer, ({ server: called }) => {
    const server = serverCalled(parts, called);
    if (server === undefined) {
      const names = serversOf(parts.directory).map(({ name }) => name);
      const mend =
        names.length === 0 ? 'No server is known yet: fairlead status.' : `There are ${names.join(', ')}.`;
      return refused(404, 'unknown-server', { text: `There is no server ${called}.`, mend });
    }
    begin(server.id);
    return { ok: true, value: { server: server.name, warming: view(server.id) !== undefined } };
  });
}
