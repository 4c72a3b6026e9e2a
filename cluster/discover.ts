// Looks into a site's database for the names that nobody documented: all live settings, and proposals which is which.
// Asks no person and writes no configuration; that is the CLI's work.

import type { ClusterProfile } from './crm.ts';
import type { Reader } from './directory/reader.ts';
import type { ShownSetting } from './directory/rows.ts';
import { discoverColumns } from './rules/discover-columns.ts';
import { discoverParameters } from './rules/discover-parameters.ts';
import type { Proposal } from './rules/proposal.ts';

export type Discovery = {
  /** Every live row; a secret has no value. */
  readonly settings: readonly ShownSetting[];
  /** Four rows of the settings table, then two columns of the activity table. */
  readonly proposals: readonly Proposal[];
};

/** Runs two statements. Throws `DatabaseError` where the database does not answer. */
export async function discover(
  reader: Pick<Reader, 'allSettings' | 'columns'>,
  profile: Pick<ClusterProfile, 'parameters' | 'sql'>,
): Promise<Discovery> {
  const settings = await reader.allSettings();
  const columns = await reader.columns();
  return {
    settings,
    proposals: [
      ...discoverParameters(settings, profile.parameters),
      ...discoverColumns(columns, profile.sql),
    ],
  };
}
