// T-SQL text -> statements. The whole batch is read before any of it runs, as a SQL Server does.

import { type Cursor, commaList, createCursor } from './cursor.ts';
import { tokenize } from './lexer.ts';
import { parseChange } from './parse-change.ts';
import { parseCondition } from './parse-condition.ts';
import { parseControl } from './parse-control.ts';
import { parseExpression, parseType } from './parse-expression.ts';
import { parseMaintenance } from './parse-maintenance.ts';
import { parseQuery } from './parse-query.ts';
import { notSupported } from './sql-error.ts';
import type { Declaration, Statement } from './syntax.ts';

/** Statements of T-SQL that the look-alike does not have: refused by name instead of as bad syntax. */
const unsupported = new Set([
  'ALTER',
  'BACKUP',
  'BULK',
  'CLOSE',
  'CREATE',
  'DBCC',
  'DEALLOCATE',
  'DENY',
  'DROP',
  'FETCH',
  'GOTO',
  'GRANT',
  'MERGE',
  'OPEN',
  'RECONFIGURE',
  'RESTORE',
  'REVOKE',
  'SHUTDOWN',
  'THROW',
  'TRUNCATE',
  'WHILE',
]);
/** How deep IF and BEGIN may nest. */
const deepest = 32;

/** All statements of a batch; throws the SqlError a SQL Server gives for text it cannot read. */
export function parseBatch(text: string): readonly Statement[] {
  const cursor = createCursor(tokenize(text));
  const statements: Statement[] = [];
  while (cursor.peek().kind !== 'end') statements.push(...parseStatement(cursor, 0));
  return statements;
}

/** The parameter list of sp_executesql: `@a int, @b nvarchar(20) OUTPUT`. */
export function parseDeclarations(text: string): readonly Declaration[] {
  const cursor = createCursor(tokenize(text));
  if (cursor.peek().kind === 'end') return [];
  const declarations = commaList(cursor, () => parseDeclaration(cursor));
  if (cursor.peek().kind !== 'end') cursor.fail();
  return declarations;
}

/** One statement; a BEGIN ... END block gives all of its own. */
function parseStatement(cursor: Cursor, depth: number): Statement[] {
  const { line, keyword } = cursor.peek();
  if (cursor.takes(';')) return [];
  if (depth > deepest) throw notSupported('nesting this deep', line);
  const maintenance = parseMaintenance(cursor);
  if (maintenance !== undefined) return [maintenance];
  if (unsupported.has(keyword)) throw notSupported(describe(cursor), line);
  if (cursor.sees('SELECT') || cursor.sees('WITH') || cursor.sees('(')) {
    return [{ kind: 'query', query: parseQuery(cursor), line }];
  }
  if (cursor.takes('IF')) return [parseIf(cursor, depth, line)];
  if (cursor.sees('BEGIN') && !['TRAN', 'TRANSACTION'].includes(cursor.peek(1).keyword)) {
    return parseBlock(cursor, depth);
  }
  if (cursor.takes('DECLARE')) {
    return [{ kind: 'declare', variables: commaList(cursor, () => parseDeclaration(cursor)), line }];
  }
  const statement = parseChange(cursor) ?? parseControl(cursor) ?? cursor.fail();
  return [statement];
}

function describe(cursor: Cursor): string {
  const second = cursor.peek(1).kind === 'word' ? ` ${cursor.peek(1).keyword}` : '';
  return `${cursor.peek().keyword}${second}`;
}

function parseBlock(cursor: Cursor, depth: number): Statement[] {
  const { line } = cursor.peek();
  cursor.expect('BEGIN');
  if (cursor.sees('TRY') || cursor.sees('CATCH')) throw notSupported('BEGIN TRY', line);
  const statements: Statement[] = [];
  while (!cursor.takes('END')) {
    if (cursor.peek().kind === 'end') cursor.fail();
    statements.push(...parseStatement(cursor, depth + 1));
  }
  return statements;
}

function parseIf(cursor: Cursor, depth: number, line: number): Statement {
  const condition = parseCondition(cursor);
  const statements = parseStatement(cursor, depth + 1);
  cursor.takes(';');
  const otherwise = cursor.takes('ELSE') ? parseStatement(cursor, depth + 1) : [];
  return { kind: 'if', condition, statements, otherwise, line };
}

function parseDeclaration(cursor: Cursor): Declaration {
  if (cursor.peek().kind !== 'variable') cursor.fail();
  const name = cursor.next().value;
  cursor.takes('AS');
  const type = parseType(cursor);
  const value = cursor.takes('=') ? parseExpression(cursor) : undefined;
  const output = cursor.takes('OUTPUT') || cursor.takes('OUT');
  return { name, type, value, output };
}
