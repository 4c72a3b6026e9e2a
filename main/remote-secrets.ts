// The secrets of the configuration that go to servers with a command, by the names commands ask for them. Only looks.

import { licenceKeyOf } from '../cluster/upgrade/rules/licence.ts';
import type { Configuration } from '../config/schema.ts';

/** What opens the share of the document library, and licence keys for setups; undefined where it is not configured. */
export function secretOf(configuration: Configuration, name: string): string | undefined {
  if (name === 'SHARE_PASSWORD') return configuration.files.library.password ?? undefined;
  return licenceKeyOf(licenceKeys(configuration), name);
}

/** By version. */
function licenceKeys({ upgrade }: Configuration): Readonly<Record<string, string>> {
  return Object.fromEntries(upgrade.licenceKeys.map(({ version, key }) => [version, key]));
}
