// The built-in functions of T-SQL that need no session: what each takes, what SQLite is asked instead, what type it gives.

import { collated, commonTypeOf, comparable, conversion, converted, inFamily, textType } from './coerce.ts';
import { momentFunctions } from './moment-functions.ts';
import type { BuiltIn, Typed } from './scope.ts';
import { bigintType, familyOf, floatType, intType, nvarchar, type SqlType } from './sql-type.ts';

const nothing: Typed = { sql: 'NULL', type: nvarchar(1), untyped: true };
const text = (value: Typed | undefined) => inFamily(value ?? nothing, 'text');
const number = (value: Typed | undefined) => inFamily(value ?? nothing, 'number');

/** A text function of one argument. */
function textToText(sql: (value: string) => string): BuiltIn {
  return { takes: [1, 1], make: (value) => ({ sql: sql(text(value)), type: textType(value ?? nothing) }) };
}

/** A number function that keeps the type of its argument. */
function numberToSame(sql: (value: string) => string): BuiltIn {
  return {
    takes: [1, 1],
    make: (value = nothing) => ({
      sql: sql(number(value)),
      type: familyOf(value.type) === 'number' ? value.type : floatType,
    }),
  };
}

const textFunctions: Readonly<Record<string, BuiltIn>> = {
  UPPER: textToText((value) => `upper(${value})`),
  LOWER: textToText((value) => `lower(${value})`),
  LTRIM: textToText((value) => `ltrim(${value})`),
  RTRIM: textToText((value) => `rtrim(${value})`),
  TRIM: textToText((value) => `trim(${value})`),
  REVERSE: textToText((value) => `tds_reverse(${value})`),
  QUOTENAME: {
    takes: [1, 1],
    make: (value) => ({ sql: `('[' || replace(${text(value)}, ']', ']]') || ']')`, type: nvarchar(258) }),
  },
  LEN: { takes: [1, 1], make: (value) => ({ sql: `length(rtrim(${text(value)}))`, type: intType }) },
  DATALENGTH: {
    takes: [1, 1],
    make: (value = nothing) => ({
      sql:
        familyOf(value.type) === 'text' && value.type.kind.startsWith('n')
          ? `length(${value.sql}) * 2`
          : `length(${value.sql})`,
      type: intType,
    }),
  },
  LEFT: {
    takes: [2, 2],
    make: (value = nothing, count) => ({
      sql: `substr(${text(value)}, 1, tds_count(${number(count)}))`,
      type: textType(value),
    }),
  },
  RIGHT: {
    takes: [2, 2],
    make: (value = nothing, count) => ({
      sql: `tds_right(${text(value)}, ${number(count)})`,
      type: textType(value),
    }),
  },
  SUBSTRING: {
    takes: [3, 3],
    make: (value = nothing, start, count) => ({
      sql: `tds_substring(${text(value)}, ${number(start)}, ${number(count)})`,
      type: textType(value),
    }),
  },
  REPLACE: {
    takes: [3, 3],
    make: (value = nothing, old, fresh) => ({
      sql: `tds_replace(${text(value)}, ${text(old)}, ${text(fresh)})`,
      type: textType(value),
    }),
  },
  REPLICATE: {
    takes: [2, 2],
    make: (value = nothing, count) => ({
      sql: `tds_replicate(${text(value)}, ${number(count)})`,
      type: textType(value),
    }),
  },
  CHARINDEX: {
    takes: [2, 3],
    make: (part, value, start) => ({
      sql: `tds_char_index(${text(part)}, ${text(value)}, ${start ? number(start) : '1'})`,
      type: intType,
    }),
  },
  CONCAT: {
    takes: [2, 254],
    make: (...values) => ({
      sql: `(${values.map((each) => `ifnull(${text(each)}, '')`).join(' || ')})`,
      type: textType(...values),
    }),
  },
};

const numberFunctions: Readonly<Record<string, BuiltIn>> = {
  ABS: numberToSame((value) => `abs(${value})`),
  CEILING: numberToSame((value) => `ceil(${value})`),
  FLOOR: numberToSame((value) => `floor(${value})`),
  SIGN: numberToSame((value) => `sign(${value})`),
  ROUND: {
    takes: [2, 2],
    make: (value = nothing, digits) => ({
      sql: `round(${number(value)}, ${number(digits)})`,
      type: value.type,
    }),
  },
  ISNUMERIC: { takes: [1, 1], make: (value) => ({ sql: `tds_is_numeric(${text(value)})`, type: intType }) },
};

const choiceFunctions: Readonly<Record<string, BuiltIn>> = {
  ISNULL: {
    takes: [2, 2],
    make: (value = nothing, other = nothing) => {
      const type = value.untyped ? other.type : value.type;
      return { sql: `ifnull(${value.sql}, ${converted(other, type)})`, type };
    },
  },
  COALESCE: {
    takes: [2, 254],
    make: (...values) => {
      const { type } = commonTypeOf(values);
      return { sql: `coalesce(${values.map((each) => converted(each, type)).join(', ')})`, type };
    },
  },
  NULLIF: {
    takes: [2, 2],
    make: (value = nothing, other = nothing) => {
      const [left, right] = comparable(value, other);
      return { sql: `CASE WHEN ${left} = ${right} THEN NULL ELSE ${value.sql} END`, type: value.type };
    },
  },
};

/** Aggregates: `takes` counts the argument of `COUNT(x)`; `COUNT(*)` is made by the translator. */
export const aggregates: Readonly<
  Record<string, (value: Typed, distinct: string, separator?: Typed) => Typed>
> = {
  COUNT: (value, distinct) => ({ sql: `count(${distinct}${collated(value)})`, type: intType }),
  COUNT_BIG: (value, distinct) => ({ sql: `count(${distinct}${collated(value)})`, type: bigintType }),
  MIN: (value) => ({ sql: `min(${collated(value)})`, type: value.type }),
  MAX: (value) => ({ sql: `max(${collated(value)})`, type: value.type }),
  SUM: (value, distinct) => ({ sql: `sum(${distinct}${number(value)})`, type: sumType(value.type) }),
  AVG: (value, distinct) => average(value, distinct),
  STRING_AGG: (value, _distinct, separator) => ({
    sql: `group_concat(${text(value)}, ${text(separator)})`,
    type: textType(value),
  }),
};

/** Functions that rank rows within OVER. */
export const rankings: Readonly<Record<string, string>> = {
  ROW_NUMBER: 'row_number()',
  RANK: 'rank()',
  DENSE_RANK: 'dense_rank()',
};

export const builtIns: Readonly<Record<string, BuiltIn>> = {
  ...textFunctions,
  ...numberFunctions,
  ...choiceFunctions,
  ...momentFunctions,
  NEWID: { takes: [0, 0], make: () => ({ sql: 'tds_new_id()', type: { kind: 'uniqueidentifier' } }) },
  SERVERPROPERTY: {
    takes: [1, 1],
    make: (name) => ({ sql: `tds_server_property(${text(name)})`, type: nvarchar(128) }),
  },
  HAS_PERMS_BY_NAME: { takes: [3, 5], make: () => ({ sql: '1', type: intType }) },
  IS_SRVROLEMEMBER: { takes: [1, 2], make: () => ({ sql: '0', type: intType }) },
};

function sumType(type: SqlType): SqlType {
  if (type.kind === 'bigint' || type.kind === 'decimal' || type.kind === 'float') return type;
  return type.kind === 'real' || familyOf(type) !== 'number' ? floatType : intType;
}

/** The average of integers is an integer, cut off. */
function average(value: Typed, distinct: string): Typed {
  const type = sumType(value.type);
  const sql = `avg(${distinct}${number(value)})`;
  if (type.kind !== 'int' && type.kind !== 'bigint') return { sql, type };
  return { sql: conversion({ sql, type: floatType }, type), type };
}
