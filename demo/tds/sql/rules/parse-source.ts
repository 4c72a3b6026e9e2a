// Tokens -> what stands after FROM: tables with hints, derived tables, joins.

import { type Cursor, commaList } from './cursor.ts';
import { parseCondition } from './parse-condition.ts';
import { parseExpression } from './parse-expression.ts';
import { parseColumnList, parseQuery } from './parse-query.ts';
import { notSupported } from './sql-error.ts';
import type { Source, TableName } from './syntax.ts';

type Join = Extract<Source, { kind: 'join' }>;

/** Table hints the look-alike accepts; only the first two change what a reader may see. */
const dirtyHints = ['NOLOCK', 'READUNCOMMITTED'];
const otherHints = [
  'HOLDLOCK',
  'NOWAIT',
  'PAGLOCK',
  'READCOMMITTED',
  'READPAST',
  'REPEATABLEREAD',
  'ROWLOCK',
  'SERIALIZABLE',
  'TABLOCK',
  'TABLOCKX',
  'UPDLOCK',
  'XLOCK',
  'FORCESEEK',
  'FORCESCAN',
];

export function parseSources(cursor: Cursor): Source[] {
  return commaList(cursor, () => parseJoins(cursor));
}

/** `database.schema.table [AS] alias WITH (hints)` */
export function parseTableName(cursor: Cursor): TableName {
  const { line } = cursor.peek();
  const parts = [cursor.name()];
  while (cursor.takes('.')) parts.push(cursor.sees('.') ? '' : cursor.name());
  if (isFunction(parts)) skipArguments(cursor);
  if (cursor.sees('(') && !['NOLOCK', 'READUNCOMMITTED'].includes(cursor.peek(1).keyword)) {
    throw notSupported(`${parts.join('.')}()`, line);
  }
  const early = parseHints(cursor);
  const alias = parseSourceAlias(cursor);
  const late = parseHints(cursor);
  return { kind: 'table', parts, alias, dirty: early || late, line };
}

/** The one function that stands where a table may: it tells of the database it is asked in. */
const isFunction = (parts: readonly string[]) =>
  parts.at(-1)?.toLowerCase() === 'dm_db_index_physical_stats' && parts.at(-2)?.toLowerCase() === 'sys';

/** Its arguments are read and of no account: there is one database, and the answer holds all of it. */
function skipArguments(cursor: Cursor): void {
  cursor.expect('(');
  commaList(cursor, () => parseExpression(cursor));
  cursor.expect(')');
}

function parseJoins(cursor: Cursor): Source {
  let left = parseSource(cursor);
  for (let how = joinKind(cursor); how; how = joinKind(cursor)) {
    const right = parseSource(cursor);
    if (how !== 'CROSS') cursor.expect('ON');
    left = { kind: 'join', how, left, right, on: how === 'CROSS' ? undefined : parseCondition(cursor) };
  }
  return left;
}

function joinKind(cursor: Cursor): Join['how'] | undefined {
  if (cursor.sees('CROSS', 'APPLY') || cursor.sees('OUTER', 'APPLY'))
    throw notSupported('APPLY', cursor.peek().line);
  if (cursor.takes('JOIN')) return 'INNER';
  if (cursor.takes('INNER', 'JOIN')) return 'INNER';
  if (cursor.takes('CROSS', 'JOIN')) return 'CROSS';
  for (const how of ['LEFT', 'RIGHT', 'FULL'] as const) {
    if (!cursor.takes(how)) continue;
    cursor.takes('OUTER');
    cursor.expect('JOIN');
    return how;
  }
  return undefined;
}

function parseSource(cursor: Cursor): Source {
  if (!cursor.sees('(')) return parseTableName(cursor);
  cursor.expect('(');
  if (!cursor.sees('SELECT') && !cursor.sees('WITH')) {
    const inner = parseJoins(cursor);
    cursor.expect(')');
    return inner;
  }
  const query = parseQuery(cursor);
  cursor.expect(')');
  const alias = parseSourceAlias(cursor) ?? cursor.fail();
  return { kind: 'derived', query, alias, columns: cursor.sees('(') ? parseColumnList(cursor) : [] };
}

function parseSourceAlias(cursor: Cursor): string | undefined {
  if (cursor.takes('AS')) return cursor.name();
  return cursor.seesName() ? cursor.name() : undefined;
}

/** True where the hints allow a dirty read. */
function parseHints(cursor: Cursor): boolean {
  const withWord = cursor.sees('WITH', '(');
  const old = cursor.sees('(') && dirtyHints.includes(cursor.peek(1).keyword);
  if (!withWord && !old) return false;
  cursor.takes('WITH');
  cursor.expect('(');
  let dirty = false;
  do {
    const { keyword } = cursor.peek();
    if (!dirtyHints.includes(keyword) && !otherHints.includes(keyword)) cursor.fail();
    cursor.next();
    dirty ||= dirtyHints.includes(keyword);
    cursor.takes(',');
  } while (!cursor.sees(')'));
  cursor.expect(')');
  return dirty;
}
