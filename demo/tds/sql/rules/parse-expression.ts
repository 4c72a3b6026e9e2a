// Tokens -> scalar expressions, from the loosest operator (+) to the tightest (a literal).

import { type Cursor, commaList } from './cursor.ts';
import { parseCall } from './parse-call.ts';
import { parseCondition } from './parse-condition.ts';
import { parseQuery } from './parse-query.ts';
import { unknownType } from './sql-error.ts';
import { intType, makeType, nvarchar, type SqlType } from './sql-type.ts';
import type { Condition, Expression, Literal } from './syntax.ts';

type Binary = Extract<Expression, { kind: 'binary' }>;

const additive = ['+', '-', '&', '|', '^'] as const;
const multiplicative = ['*', '/', '%'] as const;

export function parseExpression(cursor: Cursor): Expression {
  return leftToRight(cursor, additive, () => leftToRight(cursor, multiplicative, () => parseUnary(cursor)));
}

/** A type as CAST, DECLARE and sp_executesql write it: `nvarchar(max)`, `decimal(9, 2)`. */
export function parseType(cursor: Cursor): SqlType {
  const { value: name, line } = cursor.peek();
  cursor.name();
  const sizes = cursor.takes('(') ? commaList(cursor, () => cursor.next().value) : [];
  if (sizes.length > 0) cursor.expect(')');
  const type = makeType(name, sizes[0] ?? defaultSize(name), sizes[1]);
  if (!type) throw unknownType(name, line);
  return type;
}

function defaultSize(name: string): string | undefined {
  return name.toLowerCase() === 'sysname' ? '128' : undefined;
}

function leftToRight(
  cursor: Cursor,
  operators: readonly Binary['operator'][],
  read: () => Expression,
): Expression {
  let left = read();
  for (;;) {
    const { keyword, line } = cursor.peek();
    const operator = operators.find((each) => each === keyword);
    if (!operator) return left;
    cursor.next();
    left = { kind: 'binary', operator, left, right: read(), line };
  }
}

function parseUnary(cursor: Cursor): Expression {
  if (cursor.takes('+')) return cursor.nested(() => parseUnary(cursor));
  if (cursor.takes('-'))
    return { kind: 'unary', operator: '-', operand: cursor.nested(() => parseUnary(cursor)) };
  if (cursor.takes('~'))
    return { kind: 'unary', operator: '~', operand: cursor.nested(() => parseUnary(cursor)) };
  const operand = cursor.nested(() => parsePrimary(cursor));
  if (!cursor.takes('COLLATE')) return operand;
  cursor.name();
  return { kind: 'collate', operand };
}

function parsePrimary(cursor: Cursor): Expression {
  const token = cursor.peek();
  switch (token.kind) {
    case 'text':
      cursor.next();
      return { kind: 'literal', value: token.value, type: nvarchar(Math.max(1, token.value.length)) };
    case 'number':
      cursor.next();
      return parseNumber(token.value);
    case 'binary':
      cursor.next();
      return {
        kind: 'literal',
        value: token.value,
        type: { kind: 'varbinary', length: token.value.length / 2 },
      };
    case 'variable':
    case 'global':
      cursor.next();
      return { kind: token.kind, name: token.value, line: token.line };
    case 'symbol':
      return parseBracketed(cursor);
    case 'name':
    case 'word':
      return parseWord(cursor);
    case 'end':
      return cursor.fail();
  }
}

function parseNumber(text: string): Literal {
  const value = Number(text);
  if (/e/i.test(text)) return { kind: 'literal', value, type: { kind: 'float' } };
  const [whole = '', fraction = ''] = text.split('.');
  if (text.includes('.')) {
    const type: SqlType = {
      kind: 'decimal',
      precision: whole.length + fraction.length,
      scale: fraction.length,
    };
    return { kind: 'literal', value, type };
  }
  if (value <= 2_147_483_647) return { kind: 'literal', value, type: intType };
  // As text: the biggest whole numbers are no JavaScript number.
  return { kind: 'literal', value: text, type: { kind: 'bigint' } };
}

function parseBracketed(cursor: Cursor): Expression {
  cursor.expect('(');
  if (cursor.sees('SELECT') || cursor.sees('WITH')) {
    const query = parseQuery(cursor);
    cursor.expect(')');
    return { kind: 'subquery', query };
  }
  const inner = parseExpression(cursor);
  cursor.expect(')');
  return inner;
}

function parseWord(cursor: Cursor): Expression {
  if (cursor.takes('NULL')) return { kind: 'literal', value: null, type: intType };
  if (cursor.sees('CASE')) return parseCase(cursor);
  const call = parseCall(cursor);
  if (call) return call;
  const { line } = cursor.peek();
  const parts = [cursor.name()];
  while (cursor.takes('.')) parts.push(cursor.name());
  return { kind: 'column', parts, line };
}

function parseCase(cursor: Cursor): Expression {
  cursor.expect('CASE');
  const operand = cursor.sees('WHEN') ? undefined : parseExpression(cursor);
  const branches: { when: Condition; result: Expression }[] = [];
  while (cursor.takes('WHEN')) {
    const when: Condition = operand
      ? { kind: 'compare', operator: '=', left: operand, right: parseExpression(cursor) }
      : parseCondition(cursor);
    cursor.expect('THEN');
    branches.push({ when, result: parseExpression(cursor) });
  }
  if (branches.length === 0) cursor.fail();
  const otherwise = cursor.takes('ELSE') ? parseExpression(cursor) : undefined;
  cursor.expect('END');
  return { kind: 'case', branches, otherwise };
}
