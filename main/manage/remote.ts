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
    secretOf: (name) => secretOf(parts.current.configuration, name),
    environment: process.env,
    nowMs,
  });
  return { runner, close: runner.close };
}

/** What opens the share of the document library, and licence keys for setups; undefined where it is not configured. */
export function secretOf(configuration: Configuration, name: string): string | undefined {
  if (name === 'SHARE_PASSWORD') return configuration.files.library.password ?? undefined;
  return licenceKeyOf(licenceKeys(configuration), name);
}

/** By version. */
function licenceKeys({ upgrade }: Configuration): Readonly<Record<string, string>> {
  return Object.fromEntries(upgrade.licenceKeys.map(({ version, key }) => [version, key]));
}
