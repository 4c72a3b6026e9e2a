// Making two typed pieces of SQL meet: implicit conversions and the case-insensitive collation.

import { type Typed, textLiteral } from './scope.ts';
import {
  commonType,
  datetimeType,
  declarationOf,
  type Family,
  familyOf,
  floatType,
  nvarchar,
  type SqlType,
} from './sql-type.ts';

/** Both sides of a comparison: the weaker family converts, texts compare without regard to case. */
export function comparable(left: Typed, right: Typed): readonly [string, string] {
  const families = [familyOf(left.type), familyOf(right.type)] as const;
  if (left.untyped || right.untyped) return [left.sql, right.sql];
  if (families[0] === families[1]) return [collated(left), right.sql];
  const type = commonType(left.type, right.type);
  return [converted(left, type), converted(right, type)];
}

/** A text sorts, groups and compares without regard to case. */
export function collated(value: Typed): string {
  return familyOf(value.type) === 'text' ? `${value.sql} COLLATE NOCASE` : value.sql;
}

/** Converted where the families differ; a longer text of the same family stays as it is. */
export function converted(value: Typed, type: SqlType): string {
  if (value.untyped || familyOf(value.type) === familyOf(type)) return value.sql;
  return conversion(value, type);
}

/** An explicit conversion, with the style of CONVERT if there is one. */
export function conversion(value: Typed, type: SqlType, style = 'NULL', lenient = false): string {
  const [from, to] = [value.type, type].map((each) => textLiteral(declarationOf(each)));
  return `${lenient ? 'tds_try_convert' : 'tds_convert'}(${value.sql}, ${value.untyped ? to : from}, ${to}, ${style})`;
}

/** What several branches or operands have in common; a bare NULL has no say. */
export function commonTypeOf(values: readonly Typed[]): Typed {
  const typed = values.filter((each) => !each.untyped);
  const [first = values[0], ...rest] = typed;
  if (!first) return { sql: 'NULL', type: nvarchar(1), untyped: true };
  return { ...first, type: rest.reduce((type, each) => commonType(type, each.type), first.type) };
}

const familyTypes: Readonly<Partial<Record<Family, SqlType>>> = {
  text: nvarchar(4000),
  number: floatType,
  moment: datetimeType,
};

/** The value as one of a family, as functions want it. */
export function inFamily(value: Typed, family: 'text' | 'number' | 'moment'): string {
  return converted(value, familyTypes[family] ?? value.type);
}

/** Type of a text made of others: long enough, and `max` only where one of them is. */
export function textType(...values: readonly Typed[]): SqlType {
  const longest = values.some((each) => 'length' in each.type && each.type.length === 'max');
  return nvarchar(longest ? 'max' : 4000);
}
