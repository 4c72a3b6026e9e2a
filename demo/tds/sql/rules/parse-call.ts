// Tokens -> function calls, also those with a grammar of their own (CAST, CONVERT, IIF, DATEADD, COUNT(*), OVER).

import { type Cursor, commaList } from './cursor.ts';
import { parseCondition } from './parse-condition.ts';
import { parseExpression, parseType } from './parse-expression.ts';
import { parseOrderBy } from './parse-query.ts';
import { nvarchar } from './sql-type.ts';
import type { Call, Expression } from './syntax.ts';

/** Functions written without brackets. */
const bare = new Set(['CURRENT_TIMESTAMP', 'CURRENT_USER', 'SESSION_USER', 'SYSTEM_USER', 'USER']);
/** Keywords that are functions when a bracket follows. */
const keywordFunctions = new Set(['LEFT', 'RIGHT', 'NULLIF', ...bare]);
/** Their first argument is a bare word: the date part. */
const dateFunctions = new Set(['DATEADD', 'DATEDIFF', 'DATEDIFF_BIG', 'DATEPART', 'DATENAME']);

/** A call if one begins here, else undefined and nothing taken. */
export function parseCall(cursor: Cursor): Expression | undefined {
  const { keyword, line } = cursor.peek();
  if (bare.has(keyword)) {
    cursor.next();
    return { kind: 'call', name: keyword, arguments: [], distinct: false, star: false, line };
  }
  const called = cursor.peek(1).keyword === '(' && (cursor.seesName() || keywordFunctions.has(keyword));
  if (!called) return undefined;
  const name = cursor.next().value.toUpperCase();
  cursor.expect('(');
  const special = parseSpecial(cursor, name);
  if (special) return special;
  return parsePlain(cursor, name, line);
}

function parseSpecial(cursor: Cursor, name: string): Expression | undefined {
  switch (name) {
    case 'CAST':
    case 'TRY_CAST': {
      const operand = parseExpression(cursor);
      cursor.expect('AS');
      const type = parseType(cursor);
      cursor.expect(')');
      return { kind: 'cast', operand, type, style: undefined, lenient: name === 'TRY_CAST' };
    }
    case 'CONVERT':
    case 'TRY_CONVERT': {
      const type = parseType(cursor);
      cursor.expect(',');
      const operand = parseExpression(cursor);
      const style = cursor.takes(',') ? parseExpression(cursor) : undefined;
      cursor.expect(')');
      return { kind: 'cast', operand, type, style, lenient: name === 'TRY_CONVERT' };
    }
    case 'IIF': {
      const when = parseCondition(cursor);
      cursor.expect(',');
      const result = parseExpression(cursor);
      cursor.expect(',');
      const otherwise = parseExpression(cursor);
      cursor.expect(')');
      return { kind: 'case', branches: [{ when, result }], otherwise };
    }
    default:
      return undefined;
  }
}

function parsePlain(cursor: Cursor, name: string, line: number): Call {
  const star = cursor.takes('*');
  const distinct = cursor.takes('DISTINCT');
  if (cursor.takes('ALL') && cursor.sees(')')) cursor.fail();
  const given = star || cursor.sees(')') ? [] : parseArguments(cursor, name);
  cursor.expect(')');
  const call: Call = { kind: 'call', name, arguments: given, distinct, star, line };
  return cursor.takes('OVER') ? { ...call, over: parseOver(cursor) } : call;
}

function parseArguments(cursor: Cursor, name: string): Expression[] {
  if (!dateFunctions.has(name)) return commaList(cursor, () => parseExpression(cursor));
  const part = cursor.name();
  const literal: Expression = { kind: 'literal', value: part, type: nvarchar(part.length) };
  const rest = cursor.takes(',') ? commaList(cursor, () => parseExpression(cursor)) : [];
  return [literal, ...rest];
}

function parseOver(cursor: Cursor): NonNullable<Call['over']> {
  cursor.expect('(');
  const partitionBy = cursor.takes('PARTITION', 'BY') ? commaList(cursor, () => parseExpression(cursor)) : [];
  const orderBy = parseOrderBy(cursor);
  cursor.expect(')');
  return { partitionBy, orderBy };
}
