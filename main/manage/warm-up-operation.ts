// The operation that warms a server on demand, bound to what it does. Holds no rules.

import { type BoundOperation, bind } from '../../admin/operation.ts';
import { warmServer } from '../../admin/operations/warm-up.ts';
import type { ServerId } from '../../cluster/model.ts';
import type { WarmUps } from '../../cluster/warm-up/warm-up.ts';
import type { ManageContext } from './part.ts';
import { unknownServer } from './unknown-server.ts';
import { serverCalled, serversOf } from './wanted-world.ts';

export type Warming = Pick<WarmUps, 'view'> & { readonly begin: (id: ServerId) => void };

export function warmOperation({ parts }: ManageContext, { begin, view }: Warming): BoundOperation {
  return bind(warmServer, ({ server: called }) => {
    const server = serverCalled(parts, called);
    if (server === undefined) return unknownServer(called, serversOf(parts.directory));
    begin(server.id);
    return { ok: true, value: { server: server.name, warming: view(server.id) !== undefined } };
  });
}
