// Tokens -> conditions: AND, OR, NOT, comparisons, IN, LIKE, BETWEEN, IS NULL, EXISTS.

import { type Cursor, commaList } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { parseQuery } from './parse-query.ts';
import type { Condition, Expression } from './syntax.ts';

type Compare = Extract<Condition, { kind: 'compare' }>;

const comparisons: Readonly<Record<string, Compare['operator']>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '!>': '<=',
  '>': '>',
  '>=': '>=',
  '!<': '>=',
};

/** What can stand after a scalar in brackets, and never after a condition in brackets. */
const afterScalar = new Set([
  ...Object.keys(comparisons),
  ...['+', '-', '*', '/', '%', '&', '|', '^', 'IS', 'IN', 'LIKE', 'BETWEEN', 'NOT', 'COLLATE'],
]);

export function parseCondition(cursor: Cursor): Condition {
  let left = parseConjunction(cursor);
  while (cursor.takes('OR')) left = { kind: 'or', left, right: parseConjunction(cursor) };
  return left;
}

function parseConjunction(cursor: Cursor): Condition {
  let left = parseNegation(cursor);
  while (cursor.takes('AND')) left = { kind: 'and', left, right: parseNegation(cursor) };
  return left;
}

function parseNegation(cursor: Cursor): Condition {
  if (cursor.takes('NOT')) return { kind: 'not', operand: cursor.nested(() => parseNegation(cursor)) };
  if (cursor.takes('EXISTS', '(')) {
    const query = parseQuery(cursor);
    cursor.expect(')');
    return { kind: 'exists', query };
  }
  return parseBracketedCondition(cursor) ?? parsePredicate(cursor);
}

/**
 * `(a = b OR c = d)`. A bracket around a scalar, as in `(a + b) * 2 > c`, is left to parsePredicate:
 * only there an operator follows the closing bracket.
 */
function parseBracketedCondition(cursor: Cursor): Condition | undefined {
  if (!cursor.sees('(') || afterScalar.has(cursor.afterBracket().keyword)) return undefined;
  return cursor.nested(() => {
    cursor.expect('(');
    const inner = parseCondition(cursor);
    cursor.expect(')');
    return inner;
  });
}

function parsePredicate(cursor: Cursor): Condition {
  const operand = parseExpression(cursor);
  const operator = comparisons[cursor.peek().keyword];
  if (operator) {
    cursor.next();
    return { kind: 'compare', operator, left: operand, right: parseExpression(cursor) };
  }
  if (cursor.takes('IS')) {
    const negated = cursor.takes('NOT');
    cursor.expect('NULL');
    return negate(negated, { kind: 'is-null', operand });
  }
  const negated = cursor.takes('NOT');
  return negate(negated, parseWordPredicate(cursor, operand));
}

function parseWordPredicate(cursor: Cursor, operand: Expression): Condition {
  if (cursor.takes('LIKE')) {
    const pattern = parseExpression(cursor);
    return {
      kind: 'like',
      operand,
      pattern,
      escape: cursor.takes('ESCAPE') ? parseExpression(cursor) : undefined,
    };
  }
  if (cursor.takes('BETWEEN')) {
    const low = parseExpression(cursor);
    cursor.expect('AND');
    return { kind: 'between', operand, low, high: parseExpression(cursor) };
  }
  cursor.expect('IN', '(');
  const list =
    cursor.sees('SELECT') || cursor.sees('WITH')
      ? parseQuery(cursor)
      : commaList(cursor, () => parseExpression(cursor));
  cursor.expect(')');
  return { kind: 'in', operand, list };
}

function negate(negated: boolean, condition: Condition): Condition {
  return negated ? { kind: 'not', operand: condition } : condition;
}
