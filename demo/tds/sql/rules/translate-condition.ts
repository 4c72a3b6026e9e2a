// Conditions -> SQL for SQLite. Texts compare without regard to case, LIKE knows T-SQL's classes.

import { collated, comparable, inFamily } from './coerce.ts';
import type { Environment, Typed } from './scope.ts';
import { SqlError } from './sql-error.ts';
import { familyOf } from './sql-type.ts';
import type { Condition } from './syntax.ts';
import { translateExpression } from './translate-expression.ts';
import { translateQuery } from './translate-query.ts';

export function translateCondition(environment: Environment, condition: Condition): string {
  const value = (each: Parameters<typeof translateExpression>[1]) => translateExpression(environment, each);
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const sides = [condition.left, condition.right].map((each) => translateCondition(environment, each));
      return `(${sides.join(condition.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return `(NOT ${translateCondition(environment, condition.operand)})`;
    case 'compare':
      return compared(value(condition.left), condition.operator, value(condition.right));
    case 'between': {
      const operand = value(condition.operand);
      return `(${compared(operand, '>=', value(condition.low))} AND ${compared(operand, '<=', value(condition.high))})`;
    }
    case 'in':
      return translateIn(environment, condition);
    case 'like': {
      const [operand, pattern] = [value(condition.operand), value(condition.pattern)];
      const mark = condition.escape ? inFamily(value(condition.escape), 'text') : 'NULL';
      return `tds_like(${inFamily(operand, 'text')}, ${inFamily(pattern, 'text')}, ${mark})`;
    }
    case 'is-null':
      return `(${value(condition.operand).sql} IS NULL)`;
    case 'exists':
      return `EXISTS (${translateQuery(environment.translation, environment, condition.query).sql})`;
  }
}

function compared(left: Typed, operator: string, right: Typed): string {
  const [one, other] = comparable(left, right);
  return `(${one} ${operator} ${other})`;
}

function translateIn(environment: Environment, condition: Extract<Condition, { kind: 'in' }>): string {
  const operand = translateExpression(environment, condition.operand);
  if (!('first' in condition.list)) {
    const values = condition.list.map((each) => translateExpression(environment, each));
    const alike = values.every((each) => each.untyped || familyOf(each.type) === familyOf(operand.type));
    if (alike) return `(${collated(operand)} IN (${values.map((each) => each.sql).join(', ')}))`;
    return `(${values.map((each) => compared(operand, '=', each)).join(' OR ')})`;
  }
  const { sql, columns } = translateQuery(environment.translation, environment, condition.list);
  const [only] = columns;
  if (!only || columns.length > 1) {
    throw new SqlError(
      116,
      'Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.',
    );
  }
  const [left] = comparable(operand, { sql: '', type: only.type });
  return `(${left} IN (${sql}))`;
}
