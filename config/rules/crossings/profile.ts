// What is wrong within a CRM profile once the operator's overrides are in it.

import type { Finding, Path } from '../../errors.ts';
import type { CrmProfile } from '../../profile.ts';
import { clash, type Written } from './crossing.ts';

/** One row of the settings table cannot be two things. Told only of rows the operator named. */
export function profileCrossings(profile: CrmProfile, written: Written): Finding[] {
  const at = (key: string): Path => ['crm', 'overrides', 'parameters', key];
  const rows = Object.entries(profile.parameters).flatMap(([key, row]) =>
    typeof row === 'string' ? [{ key, row: row.toLowerCase() }] : [],
  );
  return rows.flatMap(({ key, row }, index) => {
    const twin = rows.find(
      (other, place) => other.row === row && (written(at(other.key)) ? place < index : place !== index),
    );
    if (!twin || !written(at(key))) return [];
    const message = `names the same row as ${twin.key}`;
    const suggestion = 'run `fairlead discover` to see which rows there are';
    return [clash({ path: at(key), message, suggestion, with: [at(twin.key)] })];
  });
}
