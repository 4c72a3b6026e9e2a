// Parses the rows of our statements: the driver gives unknown, the rest of the product gets types. SQL stands in sql/.

import type { SettingRow } from '../crm.ts';
import type { CountRow } from '../rules/user-counts.ts';
import type { Row } from './pool.ts';

export type ColumnRow = { readonly table: string; readonly column: string; readonly type: string };

/** A setting as `discover` shows it; a secret has a length and no value. */
export type ShownSetting = SettingRow & { readonly secret: boolean };

export function parseSettings(rows: readonly Row[]): SettingRow[] {
  return rows.flatMap((row) => {
    const name = columnText(row.name);
    return name === null ? [] : [{ name, value: columnText(row.value) }];
  });
}

export function parseShownSettings(rows: readonly Row[]): ShownSetting[] {
  return rows.flatMap((row) => {
    const name = columnText(row.name);
    const value = columnText(row.value);
    return name === null ? [] : [{ name, value, secret: value === null && Number(row.bytes) > 0 }];
  });
}

/** How far the database server's clock is from UTC; every row tells it, 0 where none does. */
export function parseUtcOffset(rows: readonly Row[]): number {
  const minutes = Number(rows[0]?.utcOffsetMinutes);
  return Number.isFinite(minutes) && Math.abs(minutes) <= 15 * 60 ? minutes : 0;
}

/** Counts, or undefined where the statement (the operator's own, perhaps) gives other columns or no whole numbers. */
export function parseCounts(rows: readonly Row[]): CountRow[] | undefined {
  const counts = rows.map((row) => ({ server: columnText(row.server), users: Number(row.users), row }));
  const right = counts.every(
    ({ users, row }) => 'server' in row && row.users !== null && Number.isSafeInteger(users) && users >= 0,
  );
  return right ? counts.map(({ server, users }) => ({ server, users })) : undefined;
}

export function parseColumns(rows: readonly Row[]): ColumnRow[] {
  return rows.map((row) => ({
    table: columnText(row.tableName) ?? '',
    column: columnText(row.columnName) ?? '',
    type: columnText(row.dataType) ?? '',
  }));
}

/** A value of a column as text, whatever its type there. */
export function columnText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.toISOString() : String(value);
}
