// The SQL Server types the look-alike knows, as data: what a declaration says, which of two types wins.
// How they look on the wire is wire/'s business.

export type IntegerKind = 'tinyint' | 'smallint' | 'int' | 'bigint';
export type TextKind = 'nvarchar' | 'varchar' | 'nchar' | 'char';

export type SqlType =
  | { readonly kind: 'bit' | IntegerKind | 'real' | 'float' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: TextKind | 'varbinary'; readonly length: number | 'max' }
  | { readonly kind: 'date' | 'datetime' | 'smalldatetime' | 'uniqueidentifier' }
  | { readonly kind: 'datetime2'; readonly scale: number };

/**
 * A value inside the look-alike, as SQLite holds it: moments are text (`2026-11-24 09:30:00.250`, UTC),
 * bits are 0 and 1, decimals are numbers, unique identifiers are upper-case text.
 */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** Families that compare and convert alike; a later one wins over an earlier one (data type precedence). */
export type Family = 'binary' | 'identifier' | 'text' | 'number' | 'moment';

const families: readonly Family[] = ['binary', 'text', 'identifier', 'number', 'moment'];
const numbers = ['bit', 'tinyint', 'smallint', 'int', 'bigint', 'decimal', 'real', 'float'];

export const intType: SqlType = { kind: 'int' };
export const bigintType: SqlType = { kind: 'bigint' };
export const bitType: SqlType = { kind: 'bit' };
export const floatType: SqlType = { kind: 'float' };
export const datetimeType: SqlType = { kind: 'datetime' };

export const nvarchar = (length: number | 'max'): SqlType => ({ kind: 'nvarchar', length });

export function familyOf(type: SqlType): Family {
  switch (type.kind) {
    case 'nvarchar':
    case 'varchar':
    case 'nchar':
    case 'char':
      return 'text';
    case 'varbinary':
      return 'binary';
    case 'uniqueidentifier':
      return 'identifier';
    case 'date':
    case 'datetime':
    case 'smalldatetime':
    case 'datetime2':
      return 'moment';
    default:
      return 'number';
  }
}

/**
 * A value on its way into SQLite. Node binds every number as a real one, and 5 / 2 would be 2.5: whole numbers go
 * as bigint.
 */
export function toSqlite(value: SqlValue, type: SqlType): SqlValue {
  const whole = ['bit', 'tinyint', 'smallint', 'int', 'bigint'].includes(type.kind);
  return whole && typeof value === 'number' ? BigInt(Math.trunc(value)) : value;
}

/** The type two operands meet in, as for CASE, COALESCE and arithmetic. */
export function commonType(left: SqlType, right: SqlType): SqlType {
  const difference = families.indexOf(familyOf(left)) - families.indexOf(familyOf(right));
  if (difference !== 0) return difference > 0 ? left : right;
  if (left.kind === 'decimal' && right.kind === 'decimal') {
    const scale = Math.max(left.scale, right.scale);
    const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
    return { kind: 'decimal', precision: Math.min(38, whole + scale), scale };
  }
  if (familyOf(left) === 'number') {
    return numbers.indexOf(left.kind) >= numbers.indexOf(right.kind) ? left : right;
  }
  if ('length' in left && 'length' in right) {
    const wide = left.kind.startsWith('n') ? left : right;
    return { kind: wide.kind, length: longer(left.length, right.length) };
  }
  return left;
}

/** `nvarchar(60)`, `decimal(9,2)`, ... and SQLite's own `INTEGER`; undefined for a type that is not known. */
export function parseDeclaredType(text: string): SqlType | undefined {
  const match = /^\s*([a-z0-9]+)\s*(?:\(\s*(max|\d+)\s*(?:,\s*(\d+)\s*)?\))?\s*$/i.exec(text);
  if (!match) return undefined;
  return makeType(match[1] ?? '', match[2], match[3]);
}

/** A type from its name and the words in its brackets; undefined for a type that is not known. */
export function makeType(name: string, size?: string, scale?: string): SqlType | undefined {
  const kind = synonyms[name.toLowerCase()] ?? name.toLowerCase();
  switch (kind) {
    case 'bit':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'real':
    case 'float':
    case 'date':
    case 'datetime':
    case 'smalldatetime':
    case 'uniqueidentifier':
      return { kind };
    case 'datetime2':
      return { kind, scale: Number(size ?? 7) };
    case 'decimal':
      return { kind, precision: Number(size ?? 18), scale: Number(scale ?? 0) };
    case 'nvarchar':
    case 'varchar':
    case 'nchar':
    case 'char':
    case 'varbinary':
      return { kind, length: size?.toLowerCase() === 'max' ? 'max' : Number(size ?? 1) };
    default:
      return undefined;
  }
}

/** The declaration of a type, as `parseDeclaredType` reads it. */
export function declarationOf(type: SqlType): string {
  if ('length' in type) return `${type.kind}(${type.length})`;
  if (type.kind === 'decimal') return `decimal(${type.precision},${type.scale})`;
  return type.kind === 'datetime2' ? `datetime2(${type.scale})` : type.kind;
}

const synonyms: Readonly<Record<string, string>> = {
  integer: 'int',
  numeric: 'decimal',
  dec: 'decimal',
  double: 'float',
  sysname: 'nvarchar',
  binary: 'varbinary',
};

function longer(left: number | 'max', right: number | 'max'): number | 'max' {
  return left === 'max' || right === 'max' ? 'max' : Math.max(left, right);
}
