// The one runner of remote commands, for every part that manages. Holds no rules.

import type { RemoteRunner } from '../../cluster/remote/command.ts';
import { createRemote } from '../remote.ts';
import type { ManageContext, ManagedPart } from './part.ts';

export type RemotePart = ManagedPart & { readonly runner: RemoteRunner };

export function createRemotePart({ parts, nowMs }: ManageContext): RemotePart {
  const runner = createRemote({
    configuration: () => parts.current.configuration,
    environment: process.env,
    nowMs,
  });
  return { runner, close: runner.close };
}
