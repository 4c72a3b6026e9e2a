// Gives one row of the CRM's settings another value (F1), and reads it back. The statement stands in cluster/sql/.

import type { Directory } from '../directory/contract.ts';
import { readChange, type SettingChange, type WantedChange } from './rules/read-change.ts';

/** Throws `DatabaseError` where the database does not answer as it should. `statement` is `change-setting.sql`, filled. */
export async function changeSetting(
  query: Directory['query'],
  statement: string,
  wanted: WantedChange,
): Promise<SettingChange> {
  const rows = await query(statement, { name: wanted.name, before: wanted.before, value: wanted.value });
  const readBack = rows.map(({ name, value }) => ({
    name: String(name),
    value: value === null || value === undefined ? null : String(value),
  }));
  return readChange(wanted, readBack, Number(rows[0]?.changed ?? 0));
}
