// The rows of the system views about indexes, statistics and backups, read from SQLite each time they are asked for.

import type { DatabaseSync } from 'node:sqlite';
import { tablesOf } from './catalogue.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** What SQLite has of indexes: those somebody made, and none of its own. */
export function indexRows(database: DatabaseSync): Row[] {
  return tablesOf(database).flatMap(({ name, id }) =>
    namesIn(database, name).map((index, position) => ({
      object_id: id,
      name: index,
      index_id: position + 2,
      type: 2,
      type_desc: 'NONCLUSTERED',
    })),
  );
}

/** Each index has statistics of its own name, as in SQL Server; there are no others here. */
export function statisticsRows(database: DatabaseSync): Row[] {
  return indexRows(database).map(({ object_id = 0, name = '', index_id = 0 }) => ({
    object_id,
    name,
    stats_id: index_id,
    auto_created: 0,
  }));
}

/** A database without an msdb beside it was never backed up. */
export function backupRows(database: DatabaseSync): Row[] {
  const there = database.prepare("SELECT 1 FROM pragma_database_list WHERE name = 'msdb'").get();
  if (!there) return [];
  const rows = database
    .prepare('SELECT rowid AS id, database_name, type, started, finished FROM msdb.backupset')
    .all();
  return rows.map(({ id, database_name, type, started, finished }) => ({
    backup_set_id: Number(id),
    database_name: String(database_name),
    type: String(type),
    backup_start_date: String(started),
    backup_finish_date: String(finished),
    is_copy_only: 0,
  }));
}

function namesIn(database: DatabaseSync, table: string): string[] {
  const rows = database
    .prepare(
      "SELECT name FROM main.sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY rowid",
    )
    .all(table);
  return rows.map(({ name }) => String(name));
}
