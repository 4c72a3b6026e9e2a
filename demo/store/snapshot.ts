// All rows of the simulated database at one moment, and the way back to them: what is in a backup file.

import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

type Table = {
  readonly name: string;
  readonly sql: string;
  readonly rows: readonly (readonly SQLInputValue[])[];
};

export type Snapshot = { readonly tables: readonly Table[]; readonly indexes: readonly string[] };

/** Takes everything that is in the main database. */
export function takeSnapshot(database: DatabaseSync): Snapshot {
  const tables = namesOf(database, 'table').map(({ name, sql }) => {
    const statement = database.prepare(`SELECT * FROM main.${quoted(name)}`);
    statement.setReturnArrays(true);
    statement.setReadBigInts(true);
    return { name, sql, rows: statement.all() as unknown as SQLInputValue[][] };
  });
  return { tables, indexes: namesOf(database, 'index').map(({ sql }) => sql) };
}

/** Puts everything back as it was; whatever came since is gone. */
export function putBack(database: DatabaseSync, { tables, indexes }: Snapshot): void {
  database.exec('BEGIN');
  for (const { name } of namesOf(database, 'table')) database.exec(`DROP TABLE main.${quoted(name)}`);
  for (const { name, sql, rows } of tables) {
    database.exec(sql);
    const [first] = rows;
    if (first === undefined) continue;
    const places = first.map(() => '?').join(', ');
    const insert = database.prepare(`INSERT INTO main.${quoted(name)} VALUES (${places})`);
    for (const row of rows) insert.run(...row);
  }
  for (const sql of indexes) database.exec(sql);
  database.exec('COMMIT');
}

function namesOf(database: DatabaseSync, type: 'table' | 'index') {
  const rows = database
    .prepare(
      "SELECT name, sql FROM main.sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%' AND sql IS NOT NULL ORDER BY rowid",
    )
    .all(type);
  return rows.map(({ name, sql }) => ({ name: String(name), sql: String(sql) }));
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
