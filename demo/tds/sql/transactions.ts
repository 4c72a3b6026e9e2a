// Transactions of several sessions on one SQLite connection: a rollback undoes row by row, and while one session has
// written inside a transaction the others wait, as they would for its locks. Writes of the simulated CRM itself go
// past this, so a rollback here never takes a log-on with it.

import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { quoted } from './rules/scope.ts';
import { SqlError } from './rules/sql-error.ts';
import type { TranslatedChange } from './rules/translate-change.ts';
import type { Session } from './session.ts';
import { waitUntil } from './wait.ts';

export type Transactions = {
  /** BEGIN TRANSACTION; true where this one is the outermost. */
  begin(session: Session, name: string): boolean;
  /** COMMIT; true where the transaction ended. Throws 3902. */
  commit(session: Session): boolean;
  /** ROLLBACK of all, or to a savepoint; true where the transaction ended. Throws 3903 or 6401. */
  rollback(session: Session, name: string): boolean;
  save(session: Session, name: string): void;
  /** Waits while another session's transaction has unfinished writes; throws 1222. */
  passes(session: Session, signal: AbortSignal): Promise<void>;
  /** Runs a change and keeps what a rollback needs; returns the ids of the rows it touched. */
  change(session: Session, change: TranslatedChange, bound: Record<string, SQLInputValue>): readonly number[];
};

type Row = readonly SQLInputValue[];

export function createTransactions(database: DatabaseSync): Transactions {
  let writer: Session | undefined;
  let nextDescriptor = 1n;
  const waiting = new Set<() => void>();

  function end(session: Session): void {
    session.transaction = undefined;
    if (writer !== session) return;
    writer = undefined;
    for (const free of [...waiting]) free();
  }

  return {
    begin(session, name) {
      if (session.transaction) {
        session.transaction.depth++;
        return false;
      }
      session.transaction = { depth: 1, name, descriptor: nextDescriptor++, undo: [], savepoints: new Map() };
      return true;
    },
    commit(session) {
      const open = session.transaction;
      if (!open)
        throw new SqlError(3902, 'The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.');
      open.depth--;
      if (open.depth === 0) end(session);
      return open.depth === 0;
    },
    rollback(session, name) {
      const open = session.transaction;
      if (!open)
        throw new SqlError(3903, 'The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.');
      const mark = name && name !== open.name ? open.savepoints.get(name.toLowerCase()) : 0;
      if (mark === undefined) {
        throw new SqlError(
          6401,
          `Cannot roll back ${name}. No transaction or savepoint of that name was found.`,
        );
      }
      for (const undo of open.undo.splice(mark).reverse()) undo();
      const whole = !name || name === open.name;
      if (whole) end(session);
      return whole;
    },
    save(session, name) {
      const open = session.transaction;
      if (!open)
        throw new SqlError(628, 'Cannot issue SAVE TRANSACTION when there is no active transaction.');
      open.savepoints.set(name.toLowerCase(), open.undo.length);
    },
    async passes(session, signal) {
      const { lockTimeoutMs } = session.options;
      while (writer && writer !== session) {
        const free = await waitUntil((done) => enter(waiting, done), lockTimeoutMs, signal);
        if (!free) throw new SqlError(1222, 'Lock request time out period exceeded.', { state: 45 });
      }
    },
    change(session, change, bound) {
      const open = session.transaction;
      const before = open && change.touched ? rowsBefore(database, change, bound) : [];
      const after = database
        .prepare(change.sql)
        .all(bound)
        .map((row) => Number(row.id));
      if (open && after.length > 0) {
        writer = session;
        open.undo.push(() => putBack(database, change, before, change.sql.startsWith('DELETE') ? [] : after));
      }
      return after;
    },
  };
}

function enter(waiting: Set<() => void>, done: () => void): () => void {
  waiting.add(done);
  return () => waiting.delete(done);
}

function rowsBefore(
  database: DatabaseSync,
  change: TranslatedChange,
  bound: Record<string, SQLInputValue>,
): Row[] {
  const columns = ['rowid', ...change.columns.map(quoted)].join(', ');
  const statement = database.prepare(
    `SELECT ${columns} FROM main.${quoted(change.table)} WHERE rowid IN (${change.touched})`,
  );
  statement.setReturnArrays(true);
  // Parameters of the SET clause do not stand in this query.
  statement.setAllowUnknownNamedParameters(true);
  return statement.all(bound) as unknown as Row[];
}

/** Whatever the change did: the rows it left go, the rows it found come back. */
function putBack(
  database: DatabaseSync,
  change: TranslatedChange,
  before: readonly Row[],
  after: readonly number[],
): void {
  const table = `main.${quoted(change.table)}`;
  const remove = database.prepare(`DELETE FROM ${table} WHERE rowid = ?`);
  for (const rowid of after) remove.run(rowid);
  const columns = ['rowid', ...change.columns.map(quoted)];
  const insert = database.prepare(
    `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  for (const row of before) insert.run(...row);
}
