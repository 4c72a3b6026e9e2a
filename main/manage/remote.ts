// The one runner of remote commands, for every part that manages. Holds no rules.

import type { RemoteRunner } from '../../cluster/remote/command.ts';
import { licenceKeyOf } from '../../cluster/upgrade/rules/licence.ts';
import type { Configuration } from '../../config/schema.ts';
import { createRemote } from '../remote.ts';
import type { ManageContext, ManagedPart } from './part.ts';

export type RemotePart = ManagedPart & { readonly runner: RemoteRunner };

export function createRemotePart({ parts, nowMs }: ManageContext): RemotePart {
  const runner = createRemote({
    configuration: () => parts.current.configuration,
    // What opens the share of the document library, and licence keys for setups.
    secretOf: (name) =>
      name === 'SHARE_PASSWORD'
        ? (parts.current.configuration.files.library.password ?? undefined)
        : licenceKeyOf(licenceKeys(parts.current.configuration), name),
    environment: process.env,
    nowMs,
  });
  return { runner, close: runner.close };
}

/** By version. */
export function licenceKeys({ upgrade }: Configuration): Readonly<Record<string, string>> {
  return Object.fromEntries(upgrade.licenceKeys.map(({ version, key }) => [version, key]));
}
