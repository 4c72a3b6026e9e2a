// The functions SQLite is lent so that it computes as a SQL Server does. Thin: rules/ decides, this registers.

import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import {
  addToMoment,
  boundariesBetween,
  type DatePart,
  momentText,
  parseMoment,
  partOfMoment,
} from './rules/civil-time.ts';
import { assignValue, convertValue } from './rules/convert.ts';
import { serverProperty } from './rules/facts.ts';
import { matchesLike } from './rules/like.ts';
import { dateConversionFailed, dividedByZero, overflow, SqlError } from './rules/sql-error.ts';
import { bigintType, parseDeclaredType, type SqlType, type SqlValue, toSqlite } from './rules/sql-type.ts';

type Body = (...values: readonly SqlValue[]) => SqlValue;

/** Longest text REPLICATE makes, as for a `varchar` that is not `max`. */
const longestText = 8_000;

/** Functions whose every argument is a value: NULL in any of them gives NULL. */
const strict: Readonly<Record<string, Body>> = {
  tds_reverse: (value) => [...String(value)].reverse().join(''),
  tds_right: (value, count) => (Number(count) <= 0 ? '' : String(value).slice(-Number(count))),
  tds_count: (count) => Math.max(0, Math.trunc(Number(count))),
  tds_substring: (value, start, count) => {
    if (Number(count) < 0)
      throw new SqlError(537, 'Invalid length parameter passed to the LEFT or SUBSTRING function.');
    return String(value).slice(
      Math.max(0, Number(start) - 1),
      Math.max(0, Number(start) - 1 + Number(count)),
    );
  },
  tds_replace: (value, old, fresh) => replaceText(String(value), String(old), String(fresh)),
  tds_replicate: (value, count) => String(value).repeat(replications(String(value), Number(count))),
  tds_char_index: (part, value, start) =>
    String(value)
      .toLowerCase()
      .indexOf(String(part).toLowerCase(), Math.max(0, Number(start) - 1)) + 1,
  tds_is_numeric: (value) => (/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(String(value)) ? 1 : 0),
  tds_divisor: (value) => {
    if (Number(value) === 0) throw dividedByZero();
    return value ?? null;
  },
  tds_date_add: (part, count, value) => text(addToMoment(part as DatePart, Number(count), moment(value))),
  tds_date_diff: (part, from, to) => boundariesBetween(part as DatePart, moment(from), moment(to)),
  tds_date_part: (part, value) => partOfMoment(part as DatePart, moment(value)),
  tds_shift: (operator, value, days) =>
    text(addToMoment('millisecond', (operator === '-' ? -1 : 1) * Number(days) * 86_400_000, moment(value))),
  tds_server_property: (name) => serverProperty(String(name)),
  tds_assign: (value, from, to) =>
    toSqlite(assignValue(value ?? null, declared(from), declared(to)), declared(to)),
};

/** Those that give whole numbers, which must not reach SQLite as real ones. */
const whole = new Set([
  'tds_count',
  'tds_char_index',
  'tds_is_numeric',
  'tds_date_diff',
  'tds_date_part',
  'tds_like',
  'tds_row_count',
]);

/** Functions that look at their NULLs themselves. */
const careful: Readonly<Record<string, Body>> = {
  tds_convert: (value, from, to, style) =>
    toSqlite(convertValue(value ?? null, declared(from), declared(to), styleOf(style)), declared(to)),
  tds_try_convert: (value, from, to, style) =>
    toSqlite(tryConvert(value ?? null, declared(from), declared(to), styleOf(style)), declared(to)),
  tds_like: (value, pattern, mark) => {
    if (value === null || pattern === null) return null;
    return matchesLike(String(value), String(pattern), mark === null ? undefined : String(mark)) ? 1 : 0;
  },
  tds_row_count: (count) => {
    if (count === null || Number(count) < 0) {
      throw new SqlError(127, 'A TOP N or FETCH rowcount value may not be negative.', { severity: 15 });
    }
    return Math.trunc(Number(count));
  },
};

/** Registers them all; registering twice on one database is harmless. */
export function registerFunctions(database: DatabaseSync): void {
  // Whole numbers come as bigint: the biggest of them are no JavaScript number.
  const options = { deterministic: true, varargs: true, useBigIntArguments: true };
  for (const [name, body] of Object.entries({ ...strict, ...careful })) {
    const result = whole.has(name)
      ? (value: SqlValue) => toSqlite(value, bigintType)
      : (value: SqlValue) => value;
    const nullIsNull = name in strict;
    database.function(name, options, (...values: SqlValue[]) =>
      nullIsNull && values.includes(null) ? null : result(body(...values)),
    );
  }
  database.function('tds_new_id', { deterministic: false, varargs: true }, () => randomUUID().toUpperCase());
}

/** Declarations come from the translator, so an unknown one is a fault of this code. */
function declared(text: SqlValue | undefined): SqlType {
  const type = parseDeclaredType(String(text));
  if (!type) throw new TypeError(`no such type: ${text}`);
  return type;
}

function tryConvert(value: SqlValue, from: SqlType, to: SqlType, style: number | undefined): SqlValue {
  try {
    return convertValue(value, from, to, style);
  } catch (error) {
    if (error instanceof SqlError) return null; // TRY_CONVERT: what does not convert is NULL
    throw error;
  }
}

const styleOf = (style: SqlValue | undefined) =>
  style === null || style === undefined ? undefined : Number(style);

function moment(value: SqlValue | undefined): number {
  const momentMs = parseMoment(String(value));
  if (momentMs === undefined) throw dateConversionFailed();
  return momentMs;
}

function text(momentMs: number): string {
  const value = momentText(momentMs);
  if (value === undefined) throw overflow('datetime');
  return value;
}

function replaceText(value: string, old: string, fresh: string): string {
  if (old === '') return value;
  const pattern = new RegExp(old.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'), 'gi');
  return value.replace(pattern, () => fresh);
}

function replications(value: string, count: number): number {
  return Math.max(0, Math.min(Math.trunc(count), Math.floor(longestText / Math.max(1, value.length))));
}
