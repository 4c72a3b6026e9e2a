// Values on the wire: each with its length first, so that NULL can be said; `max` types come in chunks (MS-TDS 2.2.5.2.3).

import { malformed } from '../../errors.ts';
import type { SqlType, SqlValue } from '../sql/rules/sql-type.ts';
import type { ByteReader } from './byte-reader.ts';
import { type ByteWriter, createByteWriter } from './byte-writer.ts';
import {
  readDate,
  readDatetime,
  readDatetime2,
  readSmallDatetime,
  writeDate,
  writeDatetime,
  writeDatetime2,
  writeSmallDatetime,
} from './moments.ts';
import type { WireType } from './type-info.ts';

const chunkedNull = 0xffff_ffff_ffff_ffffn;
const shortNull = 0xffff;
/** Bytes of a decimal: a sign and up to 16 of the number. */
const decimalBytes = 17;
/** Longest value a client may send. */
const mostBytes = 4 * 1024 * 1024;

/** Reads one value of a parameter. */
export function readValue(reader: ByteReader, { type, how }: WireType): SqlValue {
  switch (how) {
    case 'null':
      return null;
    case 'fixed':
      return readScalar(reader, type, undefined);
    case 'byte-length': {
      const length = reader.uint8();
      return length === 0 ? null : readScalar(reader, type, length);
    }
    case 'short-length': {
      const length = reader.uint16();
      return length === shortNull ? null : decode(reader.bytes(length), type);
    }
    case 'long-length': {
      const length = reader.int32();
      return length === -1 ? null : decode(reader.bytes(length), type);
    }
    case 'chunked':
      return readChunks(reader, type);
  }
}

function readChunks(reader: ByteReader, type: SqlType): SqlValue {
  if (reader.uint64() === chunkedNull) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for (let length = reader.uint32(); length > 0; length = reader.uint32()) {
    size += length;
    if (size > mostBytes) throw malformed(`a value of more than ${mostBytes} bytes`);
    chunks.push(reader.bytes(length));
  }
  return decode(Buffer.concat(chunks), type);
}

function decode(bytes: Buffer, type: SqlType): SqlValue {
  if (type.kind === 'varbinary') return bytes;
  return bytes.toString(type.kind.startsWith('n') ? 'utf16le' : 'latin1');
}

function readScalar(reader: ByteReader, type: SqlType, length: number | undefined): SqlValue {
  switch (type.kind) {
    case 'bit':
      return reader.uint8() === 0 ? 0 : 1;
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return readInteger(reader, length ?? { tinyint: 1, smallint: 2, int: 4, bigint: 8 }[type.kind]);
    case 'real':
      return reader.bytes(4).readFloatLE(0);
    case 'float':
      return length === 4 ? reader.bytes(4).readFloatLE(0) : reader.bytes(8).readDoubleLE(0);
    case 'decimal':
      return readDecimal(reader, type.scale, length ?? decimalBytes);
    case 'datetime':
    case 'smalldatetime':
      return length === 4 || (length === undefined && type.kind === 'smalldatetime')
        ? readSmallDatetime(reader)
        : readDatetime(reader);
    case 'date':
      return readDate(reader);
    case 'datetime2':
      return readDatetime2(reader, type.scale);
    case 'uniqueidentifier':
      return readIdentifier(reader.bytes(16));
    default:
      throw malformed(`${type.kind} does not come with a length of one byte`);
  }
}

function readInteger(reader: ByteReader, length: number): SqlValue {
  const bytes = reader.bytes(length);
  if (length === 8) return bytes.readBigInt64LE(0);
  if (length === 1) return bytes.readUInt8(0);
  if (length !== 2 && length !== 4) throw malformed(`an integer of ${length} bytes`);
  return bytes.readIntLE(0, length);
}

function readDecimal(reader: ByteReader, scale: number, length: number): number {
  const positive = reader.uint8() === 1;
  const bytes = reader.bytes(length - 1);
  const whole = bytes.reduceRight((value, each) => value * 256n + BigInt(each), 0n);
  return ((positive ? 1 : -1) * Number(whole)) / 10 ** scale;
}

/** The first three groups of an identifier are little-endian. */
function readIdentifier(bytes: Buffer): string {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  const digits = order
    .map((at) => (bytes[at] ?? 0).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Writes one value of a row or output parameter. */
export function writeValue(writer: ByteWriter, type: SqlType, value: SqlValue): void {
  if ('length' in type) {
    writeLong(writer, type, value);
    return;
  }
  if (value === null) {
    writer.uint8(0);
    return;
  }
  const scalar = createByteWriter();
  writeScalar(scalar, type, value);
  const bytes = scalar.take();
  writer.uint8(bytes.length).bytes(bytes);
}

function writeLong(writer: ByteWriter, type: Extract<SqlType, { length: unknown }>, value: SqlValue): void {
  if (type.length === 'max') {
    writeChunks(writer, type, value);
    return;
  }
  if (value === null) {
    writer.uint16(shortNull);
    return;
  }
  // No longer than the type said before the rows.
  const most = type.length * (type.kind.startsWith('n') ? 2 : 1);
  const bytes = encode(type, value).subarray(0, Math.min(8000, most));
  writer.uint16(bytes.length).bytes(bytes);
}

function writeChunks(writer: ByteWriter, type: SqlType, value: SqlValue): void {
  if (value === null) {
    writer.uint64(chunkedNull);
    return;
  }
  const bytes = encode(type, value);
  writer.uint64(BigInt(bytes.length));
  if (bytes.length > 0) writer.uint32(bytes.length).bytes(bytes);
  writer.uint32(0);
}

function encode(type: SqlType, value: Exclude<SqlValue, null>): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return Buffer.from(String(value), type.kind.startsWith('n') ? 'utf16le' : 'latin1');
}

function writeScalar(writer: ByteWriter, type: SqlType, value: Exclude<SqlValue, null>): void {
  switch (type.kind) {
    case 'bit':
      writer.uint8(Number(value) === 0 ? 0 : 1);
      return;
    case 'tinyint':
      writer.uint8(Number(value) & 0xff);
      return;
    case 'smallint':
      writer.uint16(Number(value) & 0xffff);
      return;
    case 'int':
      writer.int32(Number(value) | 0);
      return;
    case 'bigint':
      writer.int64(BigInt.asIntN(64, BigInt(value as number | bigint)));
      return;
    case 'real':
      writer.float32(Number(value));
      return;
    case 'float':
      writer.float64(Number(value));
      return;
    case 'decimal':
      writeDecimal(writer, type.scale, Number(value));
      return;
    case 'datetime':
      writeDatetime(writer, String(value));
      return;
    case 'smalldatetime':
      writeSmallDatetime(writer, String(value));
      return;
    case 'date':
      writeDate(writer, String(value));
      return;
    case 'datetime2':
      writeDatetime2(writer, String(value), type.scale);
      return;
    case 'uniqueidentifier':
      writeIdentifier(writer, String(value));
  }
}

function writeDecimal(writer: ByteWriter, scale: number, value: number): void {
  let whole = BigInt(Math.abs(value).toFixed(scale).replace('.', ''));
  writer.uint8(value < 0 ? 0 : 1);
  for (let index = 1; index < decimalBytes; index++) {
    writer.uint8(Number(whole & 0xffn));
    whole >>= 8n;
  }
}

function writeIdentifier(writer: ByteWriter, text: string): void {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  for (const at of [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]) writer.uint8(bytes[at] ?? 0);
}
