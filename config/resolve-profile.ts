// The CRM profile a configuration asks for.

import type { CrmProfile } from './profile.ts';
import { profiles } from './profiles.ts';
import { mergeProfile } from './rules/merge-profile.ts';
import type { Configuration } from './schema.ts';

/** With the operator's overrides in it; `{install}` stays in its paths (`expandPaths` replaces it). */
export function resolveProfile({ crm }: Pick<Configuration, 'crm'>): CrmProfile {
  return mergeProfile(profiles[crm.profile], crm.overrides);
}
