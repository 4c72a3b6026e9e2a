// Under which name the licence key of a version goes to a server: the key itself stands in no plan and no journal. Pure.

import { plainVersion } from './hops.ts';

/** Such as `LICENCE_KEY_2020_R1`. */
export function licenceSecretOf(version: string): string {
  return `LICENCE_KEY_${plainVersion(version)
    .replaceAll(/[^a-z0-9]+/g, '_')
    .toUpperCase()}`;
}

/** The key of that name among those of the configuration, by version; undefined where there is none. */
export function licenceKeyOf(keys: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(keys).find(([version]) => licenceSecretOf(version) === name)?.[1];
}
