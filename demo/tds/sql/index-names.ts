// Which indexes and statistics the look-alike has, by the names a client says, and how fragmented they are.

import type { DatabaseSync } from 'node:sqlite';
import { tablesOf } from './catalogue.ts';
import type { Engine } from './engine.ts';
import { sameName } from './rules/scope.ts';

export type IndexName = {
  readonly table: string;
  readonly tableId: number;
  readonly name: string;
  readonly id: number;
};

/** Those somebody made, and none of SQLite's own. */
export function indexNames(database: DatabaseSync): IndexName[] {
  const made = database.prepare(
    "SELECT name FROM main.sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY rowid",
  );
  return tablesOf(database).flatMap(({ name: table, id: tableId }) =>
    made.all(table).map(({ name }, position) => ({ table, tableId, name: String(name), id: position + 2 })),
  );
}

export function usedIndex(
  { database }: Engine,
  table: readonly string[],
  name: string,
): IndexName | undefined {
  return indexNames(database).find(
    (each) => sameName(each.name, name) && sameName(each.table, table.at(-1) ?? ''),
  );
}

/** Is there a table of that name? Its statistics go with it. */
export function statisticsNames({ database }: Engine, table: readonly string[]): boolean {
  return tablesOf(database).some(({ name }) => sameName(name, table.at(-1) ?? ''));
}

/** An index that nobody touched is a third in pieces; `SIM_` ones at even places a little only. */
export function fragmentationOf({ upkeep }: Engine, index: IndexName): number {
  const known = upkeep.fragmentation.get(index.name);
  if (known !== undefined) return known;
  const percent = index.id % 2 === 0 ? 38.5 : 14.25;
  upkeep.fragmentation.set(index.name, percent);
  return percent;
}
