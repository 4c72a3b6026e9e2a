// Tokens -> INSERT, UPDATE and DELETE.

import { type Cursor, commaList } from './cursor.ts';
import { parseCondition } from './parse-condition.ts';
import { parseExpression } from './parse-expression.ts';
import { parseColumnList, parseQuery } from './parse-query.ts';
import { parseSources, parseTableName } from './parse-source.ts';
import { notSupported } from './sql-error.ts';
import type { Assignment, Expression, Statement } from './syntax.ts';

/** The change that begins here, or undefined and nothing taken. */
export function parseChange(cursor: Cursor): Statement | undefined {
  if (cursor.takes('INSERT')) return parseInsert(cursor);
  if (cursor.takes('UPDATE')) return parseUpdate(cursor);
  if (cursor.takes('DELETE')) return parseDelete(cursor);
  return undefined;
}

function parseInsert(cursor: Cursor): Statement {
  const { line } = cursor.peek();
  cursor.takes('INTO');
  const parts = [cursor.name()];
  while (cursor.takes('.')) parts.push(cursor.name());
  const table = { kind: 'table', parts, alias: undefined, dirty: false, line } as const;
  const columns = cursor.sees('(') ? parseColumnList(cursor) : [];
  refuseOutput(cursor);
  if (cursor.takes('DEFAULT', 'VALUES')) return { kind: 'insert', table, columns, rows: [[]], line };
  if (!cursor.takes('VALUES')) return { kind: 'insert', table, columns, rows: parseQuery(cursor), line };
  return { kind: 'insert', table, columns, rows: commaList(cursor, () => parseRow(cursor)), line };
}

function parseRow(cursor: Cursor): Expression[] {
  cursor.expect('(');
  const values = commaList(cursor, () => parseExpression(cursor));
  cursor.expect(')');
  return values;
}

function parseUpdate(cursor: Cursor): Statement {
  const { line } = cursor.peek();
  if (cursor.sees('TOP')) throw notSupported('UPDATE TOP', line);
  const table = parseTableName(cursor);
  cursor.expect('SET');
  const set = commaList(cursor, () => parseAssignment(cursor));
  refuseOutput(cursor);
  const from = cursor.takes('FROM') ? parseSources(cursor) : [];
  const where = cursor.takes('WHERE') ? parseCondition(cursor) : undefined;
  return { kind: 'update', table, set, from, where, line };
}

function parseAssignment(cursor: Cursor): Assignment {
  const { line } = cursor.peek();
  let column = cursor.name();
  while (cursor.takes('.')) column = cursor.name();
  cursor.expect('=');
  return { column, value: parseExpression(cursor), line };
}

function parseDelete(cursor: Cursor): Statement {
  const { line } = cursor.peek();
  if (cursor.sees('TOP')) throw notSupported('DELETE TOP', line);
  cursor.takes('FROM');
  const table = parseTableName(cursor);
  refuseOutput(cursor);
  if (cursor.sees('FROM')) throw notSupported('DELETE ... FROM ... FROM', line);
  const where = cursor.takes('WHERE') ? parseCondition(cursor) : undefined;
  return { kind: 'delete', table, where, line };
}

function refuseOutput(cursor: Cursor): void {
  if (cursor.sees('OUTPUT')) throw notSupported('OUTPUT', cursor.peek().line);
}
