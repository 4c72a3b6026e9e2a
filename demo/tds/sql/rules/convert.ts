// CAST, CONVERT and every implicit conversion: a value of one type as a value of another, or the error a SQL Server gives.

import { momentText, parseMoment } from './civil-time.ts';
import {
  conversionFailed,
  dateConversionFailed,
  overflow,
  SqlError,
  truncated,
  typeConversionFailed,
} from './sql-error.ts';
import { familyOf, type SqlType, type SqlValue } from './sql-type.ts';

/** Days from 1900-01-01, the zero of `datetime`, to 1970-01-01. */
const zeroDays = 25_567;
const dayMs = 86_400_000;

const integerRanges: Readonly<Partial<Record<SqlType['kind'], readonly [number, number]>>> = {
  tinyint: [0, 255],
  smallint: [-32_768, 32_767],
  int: [-2_147_483_648, 2_147_483_647],
  bigint: [-(2 ** 63), 2 ** 63],
};

/** Styles of CONVERT from a moment to a text that the look-alike knows, as cuts of `2026-11-24 09:30:15.250`. */
const momentStyles: Readonly<Record<number, (text: string) => string>> = {
  0: defaultMomentText,
  23: (text) => text.slice(0, 10),
  24: (text) => text.slice(11, 19),
  108: (text) => text.slice(11, 19),
  112: (text) => text.slice(0, 10).replaceAll('-', ''),
  120: (text) => text.slice(0, 19),
  121: (text) => text,
  126: (text) => text.replace(' ', 'T'),
  127: (text) => `${text.replace(' ', 'T')}Z`,
};

/** Converts; throws SqlError 241, 245, 281, 8114 or 8115. NULL stays NULL. */
export function convertValue(value: SqlValue, from: SqlType, to: SqlType, style?: number): SqlValue {
  if (value === null) return null;
  switch (familyOf(to)) {
    case 'text':
      return cut(toText(value, from, style), to);
    case 'number':
      return toNumber(value, from, to);
    case 'moment':
      return toMoment(value, from, to);
    case 'identifier':
      return toIdentifier(value, from);
    case 'binary':
      return cut(toBinary(value, from), to);
  }
}

/** Converts a value that is put into a column: a text that is too long is error 2628 instead of being cut. */
export function assignValue(value: SqlValue, from: SqlType, to: SqlType): SqlValue {
  const whole = convertValue(value, from, 'length' in to ? { ...to, length: 'max' } : to);
  if (typeof whole !== 'string' || !('length' in to) || to.length === 'max') return whole;
  const text = whole.length > to.length ? whole.replace(/ +$/, '') : whole;
  if (text.length > to.length) throw truncated(text.slice(0, to.length));
  return text;
}

function cut<T extends string | Uint8Array>(value: T, to: SqlType): SqlValue {
  return 'length' in to && to.length !== 'max' ? value.slice(0, to.length) : value;
}

function toText(value: Exclude<SqlValue, null>, from: SqlType, style: number | undefined): string {
  if (value instanceof Uint8Array) return String.fromCharCode(...value);
  if (familyOf(from) !== 'moment')
    return from.kind === 'decimal' ? Number(value).toFixed(from.scale) : String(value);
  const known = momentStyles[style ?? (from.kind === 'datetime' || from.kind === 'smalldatetime' ? 0 : 121)];
  if (!known) {
    throw new SqlError(
      281,
      `${style} is not a valid style number when converting from ${from.kind} to a character string.`,
    );
  }
  return from.kind === 'date' ? known(String(value)).slice(0, 10) : known(String(value));
}

/** `Nov 24 2026  9:30AM`, as CONVERT without a style gives. */
function defaultMomentText(text: string): string {
  const month = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[Number(text.slice(5, 7)) - 1];
  const hour = Number(text.slice(11, 13));
  const twelve = String(hour % 12 === 0 ? 12 : hour % 12).padStart(2);
  const day = String(Number(text.slice(8, 10))).padStart(2);
  return `${month} ${day} ${text.slice(0, 4)} ${twelve}:${text.slice(14, 16)}${hour < 12 ? 'AM' : 'PM'}`;
}

function toNumber(value: Exclude<SqlValue, null>, from: SqlType, to: SqlType): SqlValue {
  const number = readNumber(value, from, to);
  if (to.kind === 'bit') return number === 0 ? 0 : 1;
  if (to.kind === 'decimal') return Number(Number(number).toFixed(to.scale));
  const range = integerRanges[to.kind];
  if (!range) return Number(number);
  const whole = typeof number === 'bigint' ? number : Math.trunc(number);
  if (whole < range[0] || whole > range[1]) throw overflow(to.kind);
  return whole;
}

function readNumber(value: Exclude<SqlValue, null>, from: SqlType, to: SqlType): number | bigint {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  if (value instanceof Uint8Array) throw typeConversionFailed(from.kind, to.kind);
  if (familyOf(from) === 'moment') return (parseMoment(value) ?? 0) / dayMs + zeroDays;
  const text = value.trim();
  if (to.kind === 'bit' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true' ? 1 : 0;
  if (integerRanges[to.kind] || to.kind === 'bit') {
    if (!/^[+-]?\d*$/.test(text)) throw conversionFailed(from.kind, value, to.kind);
    return Number(text);
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw typeConversionFailed(from.kind, to.kind);
  return Number(text);
}

function toMoment(value: Exclude<SqlValue, null>, from: SqlType, to: SqlType): SqlValue {
  if (value instanceof Uint8Array || familyOf(from) === 'identifier')
    throw typeConversionFailed(from.kind, to.kind);
  const momentMs =
    typeof value === 'string'
      ? parseMoment(value === '' ? '1900-01-01' : value)
      : (Number(value) - zeroDays) * dayMs;
  const text = momentMs === undefined ? undefined : momentText(roundedTo(to, momentMs));
  if (text === undefined) throw dateConversionFailed();
  return text;
}

function roundedTo(to: SqlType, momentMs: number): number {
  if (to.kind === 'date') return Math.floor(momentMs / dayMs) * dayMs;
  return to.kind === 'smalldatetime' ? Math.round(momentMs / 60_000) * 60_000 : momentMs;
}

function toIdentifier(value: Exclude<SqlValue, null>, from: SqlType): SqlValue {
  const text = String(value).replace(/^\{(.*)\}$/, '$1');
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toUpperCase();
  throw new SqlError(
    8169,
    `Conversion failed when converting from a character string to uniqueidentifier (${from.kind}).`,
    { state: 2 },
  );
}

function toBinary(value: Exclude<SqlValue, null>, from: SqlType): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (familyOf(from) !== 'text') throw typeConversionFailed(from.kind, 'varbinary');
  const wide = from.kind.startsWith('n');
  return Uint8Array.from(
    [...String(value)].flatMap((each) => {
      const code = each.charCodeAt(0);
      return wide ? [code & 0xff, code >> 8] : [code & 0xff];
    }),
  );
}
