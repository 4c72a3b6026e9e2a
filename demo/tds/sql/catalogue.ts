// Which tables and system views there are, read from SQLite each time they are asked for.

import type { DatabaseSync } from 'node:sqlite';
import { type Catalogue, type Column, type Relation, sameName } from './rules/scope.ts';
import { nvarchar, parseDeclaredType } from './rules/sql-type.ts';
import { systemViews } from './rules/system-views.ts';

/** A table of the database with what INFORMATION_SCHEMA tells of its columns. */
export type Table = Relation & { readonly nullable: readonly boolean[] };

/** Below these ids live the objects of the system itself. */
const firstTableId = 581_577_110;
const firstViewId = -400;

export function createCatalogue(database: DatabaseSync, name: string): Catalogue {
  return {
    database: name,
    find(schema, relation) {
      if (sameName(schema, 'dbo'))
        return (
          tablesOf(database).find((each) => sameName(each.name, relation)) ?? ownView(database, relation)
        );
      const index = systemViews.findIndex(
        (each) => sameName(each.schema, schema) && sameName(each.name, relation),
      );
      const view = systemViews[index];
      return view && { kind: 'view', name: view.key, id: firstViewId - index, columns: view.columns };
    },
  };
}

/** A view that somebody made, as it is written; undefined where there is none. */
export function viewNamed(database: DatabaseSync, name: string): string | undefined {
  const statement = database.prepare("SELECT name FROM main.sqlite_master WHERE type = 'view'");
  return statement
    .all()
    .map((row) => String(row.name))
    .find((each) => sameName(each, name));
}

function ownView(database: DatabaseSync, wanted: string): Table | undefined {
  const name = viewNamed(database, wanted);
  return name === undefined ? undefined : describeTable(database, name, firstTableId - 16);
}

/** All tables of the database in the order they were made. */
export function tablesOf(database: DatabaseSync): readonly Table[] {
  const names = database
    .prepare(
      "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
    )
    .all();
  return names.map((row, index) => describeTable(database, String(row.name), firstTableId + index * 16));
}

function describeTable(database: DatabaseSync, name: string, id: number): Table {
  const rows = database
    .prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY cid')
    .all(name);
  const columns = rows.map((row): Column => {
    return { name: String(row.name), type: parseDeclaredType(String(row.type)) ?? nvarchar('max') };
  });
  return { kind: 'table', name, id, columns, nullable: rows.map((row) => row.notnull === 0 && row.pk === 0) };
}
