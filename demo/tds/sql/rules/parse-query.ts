// Tokens -> queries: WITH, SELECT and its clauses, set operators, ORDER BY.

import { type Cursor, commaList } from './cursor.ts';
import { parseCondition } from './parse-condition.ts';
import { parseExpression } from './parse-expression.ts';
import { parseSources } from './parse-source.ts';
import { notSupported } from './sql-error.ts';
import type { Expression, Ordering, Query, Select, SelectItem } from './syntax.ts';

export function parseQuery(cursor: Cursor): Query {
  const common = cursor.takes('WITH') ? commaList(cursor, () => parseCommonTable(cursor)) : [];
  const first = parseSelect(cursor);
  const more: { operator: Query['more'][number]['operator']; select: Select }[] = [];
  for (let operator = setOperator(cursor); operator; operator = setOperator(cursor)) {
    more.push({ operator, select: parseSelect(cursor) });
  }
  const orderBy = parseOrderBy(cursor);
  const offset = orderBy.length > 0 ? parseOffset(cursor) : undefined;
  if (cursor.takes('OPTION')) skipBrackets(cursor);
  if (cursor.sees('FOR')) throw notSupported('SELECT ... FOR', cursor.peek().line);
  return { with: common, first, more, orderBy, offset };
}

export function parseOrderBy(cursor: Cursor): Ordering[] {
  if (!cursor.takes('ORDER', 'BY')) return [];
  return commaList(cursor, () => {
    const by = parseExpression(cursor);
    const descending = cursor.takes('DESC');
    if (!descending) cursor.takes('ASC');
    return { by, descending };
  });
}

/** `TOP 5`, `TOP (@n)`; WITH TIES and PERCENT are not known. */
function parseTop(cursor: Cursor): Expression | undefined {
  if (!cursor.takes('TOP')) return undefined;
  const { line } = cursor.peek();
  let top: Expression;
  if (cursor.takes('(')) {
    top = parseExpression(cursor);
    cursor.expect(')');
  } else {
    if (cursor.peek().kind !== 'number') cursor.fail();
    top = parseExpression(cursor);
  }
  if (cursor.sees('PERCENT') || cursor.sees('WITH', 'TIES'))
    throw notSupported('TOP PERCENT or WITH TIES', line);
  return top;
}

export function parseColumnList(cursor: Cursor): string[] {
  cursor.expect('(');
  const names = commaList(cursor, () => cursor.name());
  cursor.expect(')');
  return names;
}

function parseCommonTable(cursor: Cursor): Query['with'][number] {
  const name = cursor.name();
  const columns = cursor.sees('(') ? parseColumnList(cursor) : [];
  cursor.expect('AS', '(');
  const query = parseQuery(cursor);
  cursor.expect(')');
  return { name, columns, query };
}

function setOperator(cursor: Cursor): Query['more'][number]['operator'] | undefined {
  if (cursor.takes('UNION')) return cursor.takes('ALL') ? 'UNION ALL' : 'UNION';
  if (cursor.takes('EXCEPT')) return 'EXCEPT';
  return cursor.takes('INTERSECT') ? 'INTERSECT' : undefined;
}

function parseSelect(cursor: Cursor): Select {
  cursor.expect('SELECT');
  const distinct = cursor.takes('DISTINCT');
  if (!distinct) cursor.takes('ALL');
  const top = parseTop(cursor);
  const items = commaList(cursor, () => parseItem(cursor));
  if (cursor.sees('INTO')) throw notSupported('SELECT INTO', cursor.peek().line);
  const from = cursor.takes('FROM') ? parseSources(cursor) : [];
  const where = cursor.takes('WHERE') ? parseCondition(cursor) : undefined;
  const groupBy = cursor.takes('GROUP', 'BY') ? commaList(cursor, () => parseExpression(cursor)) : [];
  const having = cursor.takes('HAVING') ? parseCondition(cursor) : undefined;
  return { kind: 'select', distinct, top, items, from, where, groupBy, having };
}

function parseItem(cursor: Cursor): SelectItem {
  const { kind, value, line } = cursor.peek();
  if (cursor.takes('*')) return { kind: 'star', source: undefined, line };
  if (cursor.seesName() && cursor.peek(1).keyword === '.' && cursor.peek(2).keyword === '*') {
    const source = cursor.name();
    cursor.expect('.', '*');
    return { kind: 'star', source, line };
  }
  if (kind === 'variable' && cursor.peek(1).keyword === '=') {
    cursor.next();
    cursor.expect('=');
    return { kind: 'assign', variable: value, value: parseExpression(cursor), line };
  }
  if (cursor.seesName() && cursor.peek(1).keyword === '=') {
    const name = cursor.name();
    cursor.expect('=');
    return { kind: 'value', name, value: parseExpression(cursor) };
  }
  const expression = parseExpression(cursor);
  return { kind: 'value', value: expression, name: parseAlias(cursor) ?? ownName(expression) };
}

function parseAlias(cursor: Cursor): string | undefined {
  const asked = cursor.takes('AS');
  if (cursor.peek().kind === 'text') return cursor.next().value;
  if (asked || cursor.seesName()) return cursor.name();
  return undefined;
}

function ownName(expression: Expression): string | undefined {
  return expression.kind === 'column' ? expression.parts.at(-1) : undefined;
}

function parseOffset(cursor: Cursor): Query['offset'] {
  if (!cursor.takes('OFFSET')) return undefined;
  const skip = parseExpression(cursor);
  if (!cursor.takes('ROWS')) cursor.expect('ROW');
  if (!cursor.takes('FETCH')) return { skip, fetch: undefined };
  if (!cursor.takes('NEXT')) cursor.expect('FIRST');
  const fetch = parseExpression(cursor);
  if (!cursor.takes('ROWS')) cursor.expect('ROW');
  cursor.expect('ONLY');
  return { skip, fetch };
}

/** Query hints such as `OPTION (RECOMPILE)` change no result. */
function skipBrackets(cursor: Cursor): void {
  cursor.expect('(');
  for (let depth = 1; depth > 0; ) {
    if (cursor.peek().kind === 'end') cursor.fail();
    const { keyword } = cursor.next();
    depth += keyword === '(' ? 1 : keyword === ')' ? -1 : 0;
  }
}
