// The rows of the system views about indexes, statistics and backups, read from SQLite each time they are asked for.

import type { DatabaseSync } from 'node:sqlite';
import type { Engine } from './engine.ts';
import { fragmentationOf, indexNames } from './index-names.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** What SQLite has of indexes: those somebody made, and none of its own. */
export function indexRows(database: DatabaseSync): Row[] {
  return indexNames(database).map(({ tableId, name, id }) => ({
    object_id: tableId,
    name,
    index_id: id,
    type: 2,
    type_desc: 'NONCLUSTERED',
    is_disabled: 0,
    is_hypothetical: 0,
  }));
}

/** sys.dm_db_index_physical_stats; every index is told to be this large. */
export function fragmentationRows(engine: Engine): Row[] {
  return indexNames(engine.database).map((index) => ({
    object_id: index.tableId,
    index_id: index.id,
    partition_number: 1,
    alloc_unit_type_desc: 'IN_ROW_DATA',
    avg_fragmentation_in_percent: fragmentationOf(engine, index),
    page_count: pages,
  }));
}

const pages = 4_096;

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
    .prepare(
      'SELECT rowid AS id, database_name, type, started, finished, bytes, copy_only, checksums FROM msdb.backupset',
    )
    .all();
  return rows.map(({ id, database_name, type, started, finished, bytes, copy_only, checksums }) => ({
    backup_set_id: Number(id),
    media_set_id: Number(id),
    database_name: String(database_name),
    type: String(type),
    backup_start_date: String(started),
    backup_finish_date: String(finished),
    backup_size: Number(bytes),
    is_copy_only: Number(copy_only),
    has_backup_checksums: Number(checksums),
    is_damaged: 0,
  }));
}

/** One file a backup; those that were made before the look-alike began have none. */
export function mediaRows(database: DatabaseSync): Row[] {
  const there = database.prepare("SELECT 1 FROM pragma_database_list WHERE name = 'msdb'").get();
  if (!there) return [];
  const rows = database
    .prepare('SELECT rowid AS id, device FROM msdb.backupset WHERE device IS NOT NULL')
    .all();
  return rows.map(({ id, device }) => ({
    media_set_id: Number(id),
    family_sequence_number: 1,
    physical_device_name: String(device),
    device_type: 2,
  }));
}
