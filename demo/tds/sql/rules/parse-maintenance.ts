// Tokens -> the statements by which a database is kept: BACKUP, RESTORE, DBCC, ALTER INDEX, ALTER DATABASE, UPDATE
// STATISTICS, DROP VIEW. Only the forms that the look-alike plays; any other is refused by name.

import { type Cursor, commaList } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { notSupported } from './sql-error.ts';
import { nvarchar } from './sql-type.ts';
import type { Expression, MaintenanceStatement } from './syntax.ts';

type Reader = (cursor: Cursor, line: number) => MaintenanceStatement;

const readers: Readonly<Record<string, Reader>> = {
  'BACKUP DATABASE': (cursor, line) => parseBackup(cursor, 'DATABASE', line),
  'BACKUP LOG': (cursor, line) => parseBackup(cursor, 'LOG', line),
  'RESTORE DATABASE': (cursor, line) => {
    const database = nameOrVariable(cursor);
    cursor.expect('FROM');
    return { kind: 'restore', what: 'DATABASE', database, ...parseFile(cursor), line };
  },
  'RESTORE VERIFYONLY': (cursor, line) => parseLook(cursor, 'VERIFYONLY', line),
  'RESTORE LABELONLY': (cursor, line) => parseLook(cursor, 'LABELONLY', line),
  'DBCC CHECKDB': (cursor, line) => parseDbcc(cursor, 'CHECKDB', line),
  'DBCC SHRINKDATABASE': (cursor, line) => parseDbcc(cursor, 'SHRINKDATABASE', line),
  'ALTER INDEX': parseAlterIndex,
  'ALTER DATABASE': parseAlterDatabase,
  'DROP VIEW': (cursor, line) => ({ kind: 'drop-view', view: parseParts(cursor), line }),
  'UPDATE STATISTICS': (cursor, line) => {
    const table = parseParts(cursor);
    return { kind: 'update-statistics', table, options: parseOptions(cursor), line };
  },
};

/** The statement that begins here, or undefined and nothing taken. */
export function parseMaintenance(cursor: Cursor): MaintenanceStatement | undefined {
  const { line, keyword } = cursor.peek();
  const reader = readers[`${keyword} ${cursor.peek(1).keyword}`];
  if (reader === undefined) return undefined;
  cursor.next();
  cursor.next();
  return reader(cursor, line);
}

function parseBackup(cursor: Cursor, what: 'DATABASE' | 'LOG', line: number): MaintenanceStatement {
  const database = nameOrVariable(cursor);
  cursor.expect('TO');
  return { kind: 'backup', what, database, ...parseFile(cursor), line };
}

/** Of a backup file, with no database named. */
function parseLook(cursor: Cursor, what: 'VERIFYONLY' | 'LABELONLY', line: number): MaintenanceStatement {
  cursor.expect('FROM');
  return { kind: 'restore', what, database: undefined, ...parseFile(cursor), line };
}

/** `DISK = file [WITH ...]` */
function parseFile(cursor: Cursor): { readonly file: Expression; readonly options: readonly string[] } {
  cursor.expect('DISK', '=');
  return { file: parseExpression(cursor), options: parseOptions(cursor) };
}

function parseDbcc(cursor: Cursor, what: 'CHECKDB' | 'SHRINKDATABASE', line: number): MaintenanceStatement {
  if (cursor.takes('(')) {
    commaList(cursor, () => cursor.next());
    cursor.expect(')');
  }
  return { kind: 'dbcc', what, options: parseOptions(cursor), line };
}

function parseAlterIndex(cursor: Cursor, line: number): MaintenanceStatement {
  const index = cursor.name();
  cursor.expect('ON');
  const table = parseParts(cursor);
  const action = cursor.next().keyword;
  if (action !== 'REBUILD' && action !== 'REORGANIZE') throw notSupported(`ALTER INDEX ${action}`, line);
  return { kind: 'alter-index', index, table, action, options: parseOptions(cursor), line };
}

function parseAlterDatabase(cursor: Cursor, line: number): MaintenanceStatement {
  const database = cursor.name();
  cursor.expect('SET');
  const state = cursor.next().keyword;
  if (state !== 'OFFLINE' && state !== 'ONLINE') throw notSupported(`ALTER DATABASE SET ${state}`, line);
  if (cursor.takes('WITH')) cursor.expect('ROLLBACK', 'IMMEDIATE');
  return { kind: 'alter-database', database, state, line };
}

/** `WITH a, b = 5` or `WITH (a = ON, b)`: the names in upper case, with their values where they have some. */
function parseOptions(cursor: Cursor): string[] {
  if (!cursor.takes('WITH')) return [];
  const brackets = cursor.takes('(');
  const options = commaList(cursor, () => {
    const name = cursor.next().value.toUpperCase();
    return cursor.takes('=') ? `${name}=${cursor.next().value.toUpperCase()}` : name;
  });
  if (brackets) cursor.expect(')');
  return options;
}

function parseParts(cursor: Cursor): string[] {
  const parts = [cursor.name()];
  while (cursor.takes('.')) parts.push(cursor.name());
  return parts;
}

function nameOrVariable(cursor: Cursor): Expression {
  if (cursor.peek().kind === 'variable') return parseExpression(cursor);
  const value = cursor.name();
  return { kind: 'literal', value, type: nvarchar(value.length) };
}
