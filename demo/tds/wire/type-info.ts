// TYPE_INFO (MS-TDS 2.2.5.6): how the type of a column or parameter is written before its values.

import { malformed } from '../../errors.ts';
import type { SqlType } from '../sql/rules/sql-type.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Type bytes. The `n` ones carry a length, so that NULL can be said; only those are ever written. */
const typeByte = {
  null: 0x1f,
  tinyint: 0x30,
  bit: 0x32,
  smallint: 0x34,
  int: 0x38,
  smalldatetime: 0x3a,
  real: 0x3b,
  datetime: 0x3d,
  float: 0x3e,
  bigint: 0x7f,
  uniqueidentifier: 0x24,
  intN: 0x26,
  dateN: 0x28,
  datetime2N: 0x2a,
  bitN: 0x68,
  decimalN: 0x6a,
  numericN: 0x6c,
  floatN: 0x6d,
  datetimeN: 0x6f,
  varbinary: 0xa5,
  varchar: 0xa7,
  binary: 0xad,
  char: 0xaf,
  nvarchar: 0xe7,
  nchar: 0xef,
  text: 0x23,
  ntext: 0x63,
} as const;

/** A type as read: `fixed` values come without a length, `chunked` ones in pieces (the `max` types). */
export type WireType = {
  readonly type: SqlType;
  readonly how: 'fixed' | 'byte-length' | 'short-length' | 'chunked' | 'long-length' | 'null';
};

/** SQL_Latin1_General_CP1_CI_AS */
export const collation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

const maxLength = 0xffff;

const fixedTypes: Readonly<Record<number, SqlType>> = {
  [typeByte.tinyint]: { kind: 'tinyint' },
  [typeByte.bit]: { kind: 'bit' },
  [typeByte.smallint]: { kind: 'smallint' },
  [typeByte.int]: { kind: 'int' },
  [typeByte.smalldatetime]: { kind: 'smalldatetime' },
  [typeByte.real]: { kind: 'real' },
  [typeByte.datetime]: { kind: 'datetime' },
  [typeByte.float]: { kind: 'float' },
  [typeByte.bigint]: { kind: 'bigint' },
};

const integersBySize: Readonly<Record<number, SqlType>> = {
  1: { kind: 'tinyint' },
  2: { kind: 'smallint' },
  4: { kind: 'int' },
  8: { kind: 'bigint' },
};

/** Throws DEM_TDS_MALFORMED for a type the look-alike does not know. */
export function readTypeInfo(reader: ByteReader): WireType {
  const byte = reader.uint8();
  const fixed = fixedTypes[byte];
  if (fixed) return { type: fixed, how: 'fixed' };
  switch (byte) {
    case typeByte.null:
      return { type: { kind: 'int' }, how: 'null' };
    case typeByte.intN:
      return { type: sized(integersBySize[reader.uint8()]), how: 'byte-length' };
    case typeByte.bitN:
      reader.uint8();
      return { type: { kind: 'bit' }, how: 'byte-length' };
    case typeByte.floatN:
      return { type: { kind: reader.uint8() === 4 ? 'real' : 'float' }, how: 'byte-length' };
    case typeByte.datetimeN:
      return { type: { kind: reader.uint8() === 4 ? 'smalldatetime' : 'datetime' }, how: 'byte-length' };
    case typeByte.uniqueidentifier:
      reader.uint8();
      return { type: { kind: 'uniqueidentifier' }, how: 'byte-length' };
    case typeByte.dateN:
      return { type: { kind: 'date' }, how: 'byte-length' };
    case typeByte.datetime2N:
      return { type: { kind: 'datetime2', scale: reader.uint8() }, how: 'byte-length' };
    case typeByte.decimalN:
    case typeByte.numericN:
      reader.uint8();
      return {
        type: { kind: 'decimal', precision: reader.uint8(), scale: reader.uint8() },
        how: 'byte-length',
      };
    default:
      return readLongType(byte, reader);
  }
}

function readLongType(byte: number, reader: ByteReader): WireType {
  switch (byte) {
    case typeByte.varbinary:
    case typeByte.binary: {
      const length = reader.uint16();
      return {
        type: { kind: 'varbinary', length: length === maxLength ? 'max' : length },
        how: howLong(length),
      };
    }
    case typeByte.nvarchar:
    case typeByte.nchar:
    case typeByte.varchar:
    case typeByte.char: {
      const length = reader.uint16();
      reader.bytes(collation.length);
      const wide = byte === typeByte.nvarchar || byte === typeByte.nchar;
      const characters = wide ? Math.max(1, length / 2) : Math.max(1, length);
      const type: SqlType = {
        kind: wide ? 'nvarchar' : 'varchar',
        length: length === maxLength ? 'max' : characters,
      };
      return { type, how: howLong(length) };
    }
    case typeByte.text:
    case typeByte.ntext:
      reader.uint32();
      reader.bytes(collation.length);
      return {
        type: { kind: byte === typeByte.ntext ? 'nvarchar' : 'varchar', length: 'max' },
        how: 'long-length',
      };
    default:
      throw malformed(`type 0x${byte.toString(16)} is not known`);
  }
}

const howLong = (length: number) => (length === maxLength ? 'chunked' : 'short-length');

function sized(type: SqlType | undefined): SqlType {
  if (!type) throw malformed('an integer of a size that does not exist');
  return type;
}

/** Writes a type in its form that allows NULL. */
export function writeTypeInfo(writer: ByteWriter, type: SqlType): void {
  switch (type.kind) {
    case 'bit':
      writer.uint8(typeByte.bitN).uint8(1);
      return;
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      writer.uint8(typeByte.intN).uint8({ tinyint: 1, smallint: 2, int: 4, bigint: 8 }[type.kind]);
      return;
    case 'real':
    case 'float':
      writer.uint8(typeByte.floatN).uint8(type.kind === 'real' ? 4 : 8);
      return;
    case 'decimal':
      writer.uint8(typeByte.decimalN).uint8(17).uint8(type.precision).uint8(type.scale);
      return;
    case 'datetime':
    case 'smalldatetime':
      writer.uint8(typeByte.datetimeN).uint8(type.kind === 'datetime' ? 8 : 4);
      return;
    case 'date':
      writer.uint8(typeByte.dateN);
      return;
    case 'datetime2':
      writer.uint8(typeByte.datetime2N).uint8(type.scale);
      return;
    case 'uniqueidentifier':
      writer.uint8(typeByte.uniqueidentifier).uint8(16);
      return;
    case 'varbinary':
      writer
        .uint8(typeByte.varbinary)
        .uint16(type.length === 'max' ? maxLength : Math.min(8000, type.length));
      return;
    case 'nvarchar':
    case 'nchar':
      writer
        .uint8(typeByte.nvarchar)
        .uint16(type.length === 'max' ? maxLength : Math.min(8000, type.length * 2));
      writer.bytes(collation);
      return;
    case 'varchar':
    case 'char':
      writer.uint8(typeByte.varchar).uint16(type.length === 'max' ? maxLength : Math.min(8000, type.length));
      writer.bytes(collation);
      return;
  }
}
