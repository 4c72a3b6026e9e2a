// Scalar expressions -> SQL for SQLite with its SQL Server type.

import { collated, commonTypeOf, conversion, converted, inFamily } from './coerce.ts';
import { globals } from './facts.ts';
import { type Environment, resolveColumn, type Typed, textLiteral } from './scope.ts';
import { notGrouped, SqlError, undeclaredVariable } from './sql-error.ts';
import { bigintType, commonType, familyOf, nvarchar, type SqlType } from './sql-type.ts';
import type { Expression, Literal } from './syntax.ts';
import { translateCall } from './translate-call.ts';
import { translateCondition } from './translate-condition.ts';
import { translateQuery } from './translate-query.ts';

export function translateExpression(environment: Environment, expression: Expression): Typed {
  if (environment.grouped) {
    const plain = translateExpression({ ...environment, grouped: undefined }, expression);
    if (environment.grouped.has(plain.sql)) return plain;
  }
  switch (expression.kind) {
    case 'literal':
      return translateLiteral(expression);
    case 'variable':
      return translateVariable(environment, expression.name, expression.line);
    case 'global':
      return translateGlobal(environment, expression.name, expression.line);
    case 'column':
      return translateColumn(environment, expression);
    case 'unary': {
      const operand = translateExpression(environment, expression.operand);
      return { ...operand, sql: `(${expression.operator} ${inFamily(operand, 'number')})` };
    }
    case 'binary':
      return translateBinary(environment, expression);
    case 'call':
      return translateCall(environment, expression);
    case 'cast': {
      const style = expression.style ? translateExpression(environment, expression.style).sql : undefined;
      const operand = translateExpression(environment, expression.operand);
      return { sql: conversion(operand, expression.type, style, expression.lenient), type: expression.type };
    }
    case 'case':
      return translateCase(environment, expression);
    case 'subquery':
      return translateSubquery(environment, expression);
    case 'collate':
      return translateExpression(environment, expression.operand);
  }
}

function translateLiteral({ value, type }: Literal): Typed {
  if (value === null) return { sql: 'NULL', type, untyped: true };
  switch (type.kind) {
    case 'int':
    case 'bigint':
      return { sql: String(value), type };
    case 'decimal':
    case 'float':
      return { sql: `CAST(${value} AS REAL)`, type };
    case 'varbinary':
      return { sql: `X'${value}'`, type };
    default:
      return { sql: textLiteral(String(value)), type };
  }
}

function translateVariable({ translation }: Environment, name: string, line: number): Typed {
  const key = name.toLowerCase();
  const type = translation.variables.get(key);
  if (!type) throw undeclaredVariable(name, line);
  translation.needs.variables.add(key);
  return { sql: `@${variableName(key)}`, type };
}

/** SQLite allows fewer characters in a parameter's name than T-SQL. */
export function variableName(key: string): string {
  return `v_${key.replaceAll(/[^a-z0-9]/g, (each) => `_${each.charCodeAt(0).toString(16)}_`)}`;
}

function translateGlobal({ translation }: Environment, name: string, line: number): Typed {
  const known = globals[name.toUpperCase()];
  if (!known) throw undeclaredVariable(`@${name}`, line);
  translation.needs.facts.add(known.fact);
  return { sql: `:${known.fact}`, type: known.type };
}

function translateColumn(
  environment: Environment,
  expression: Extract<Expression, { kind: 'column' }>,
): Typed {
  const { sql, type, inner } = resolveColumn(environment, expression);
  if (inner && environment.grouped && !environment.grouped.has(sql)) {
    throw notGrouped(expression.parts.join('.'), expression.line);
  }
  return { sql, type };
}

function translateBinary(
  environment: Environment,
  expression: Extract<Expression, { kind: 'binary' }>,
): Typed {
  const left = translateExpression(environment, expression.left);
  const right = translateExpression(environment, expression.right);
  const { operator } = expression;
  const type = commonTypeOf([left, right]).type;
  const family = familyOf(type);
  if (family === 'text' && operator === '+') {
    return { sql: `(${left.sql} || ${right.sql})`, type: joinedType(left, right) };
  }
  if (family === 'moment') {
    if (operator !== '+' && operator !== '-') throw operandClash(type.kind, expression.line);
    return { sql: `tds_shift('${operator}', ${converted(left, type)}, ${days(right)})`, type };
  }
  if (family !== 'number' && family !== 'text') throw operandClash(type.kind, expression.line);
  const [one, other] = [left, right].map((each) => inFamily(each, 'number')) as [string, string];
  const number = arithmeticType(operator, family === 'text' ? commonType(type, bigintType) : type);
  if (operator === '/') return { sql: `(${one} / tds_divisor(${other}))`, type: number };
  if (operator === '%') return { sql: `(${one} % tds_divisor(${other}))`, type: number };
  if (operator === '^') return { sql: `((${one} | ${other}) - (${one} & ${other}))`, type: number };
  return { sql: `(${one} ${operator} ${other})`, type: number };
}

/** Exact numbers get digits to spare where they are multiplied or divided. */
function arithmeticType(operator: string, type: SqlType): SqlType {
  if (type.kind !== 'decimal' || (operator !== '/' && operator !== '*')) return type;
  return {
    kind: 'decimal',
    precision: 38,
    scale: operator === '*' ? Math.min(12, type.scale * 2) : Math.max(6, type.scale),
  };
}

function joinedType(left: Typed, right: Typed) {
  const lengths = [left, right].map(({ type }) => ('length' in type ? type.length : 1));
  if (lengths.includes('max')) return nvarchar('max');
  return nvarchar(
    Math.min(
      4000,
      lengths.reduce<number>((sum, each) => sum + Number(each), 0),
    ),
  );
}

/** A moment plus a number means so many days. */
function days(value: Typed): string {
  return familyOf(value.type) === 'number' ? value.sql : inFamily(value, 'number');
}

function operandClash(kind: string, line: number): SqlError {
  return new SqlError(8117, `Operand data type ${kind} is invalid for this operator.`, { line });
}

function translateCase(environment: Environment, expression: Extract<Expression, { kind: 'case' }>): Typed {
  const branches = expression.branches.map(({ when, result }) => ({
    when: translateCondition(environment, when),
    result: translateExpression(environment, result),
  }));
  const otherwise = expression.otherwise ? translateExpression(environment, expression.otherwise) : undefined;
  const results = [...branches.map((each) => each.result), ...(otherwise ? [otherwise] : [])];
  const { type } = commonTypeOf(results);
  const whens = branches.map((each) => `WHEN ${each.when} THEN ${converted(each.result, type)}`);
  const last = otherwise ? ` ELSE ${converted(otherwise, type)}` : '';
  return { sql: `CASE ${whens.join(' ')}${last} END`, type };
}

function translateSubquery(
  environment: Environment,
  expression: Extract<Expression, { kind: 'subquery' }>,
): Typed {
  const { sql, columns } = translateQuery(environment.translation, environment, expression.query);
  const [only] = columns;
  if (!only || columns.length > 1) {
    throw new SqlError(
      116,
      'Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.',
    );
  }
  return { sql: `(${sql})`, type: only.type };
}

/** For ORDER BY, GROUP BY and DISTINCT. */
export function translateSorted(environment: Environment, expression: Expression): string {
  return collated(translateExpression(environment, expression));
}
