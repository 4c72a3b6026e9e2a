// What a logged-on client asks for (MS-TDS 2.2.6.6, 2.2.6.7, 2.2.6.9): a batch, a procedure, a transaction.

import { malformed } from '../../errors.ts';
import type { SqlType, SqlValue } from '../sql/rules/sql-type.ts';
import { type ByteReader, createByteReader } from './byte-reader.ts';
import { type Message, packetType } from './packets.ts';
import { readTypeInfo } from './type-info.ts';
import { readValue } from './values.ts';

export type RpcParameter = {
  /** Without `@`; empty where the client gave none. */
  readonly name: string;
  readonly type: SqlType;
  readonly value: SqlValue;
  readonly output: boolean;
};

export type Request =
  | { readonly kind: 'batch'; readonly text: string }
  | { readonly kind: 'procedure'; readonly name: string; readonly parameters: readonly RpcParameter[] }
  | {
      readonly kind: 'transaction';
      readonly action: 'begin' | 'commit' | 'rollback' | 'save';
      readonly name: string;
      readonly isolation: number;
    }
  | { readonly kind: 'unknown'; readonly what: string };

/** Procedures that clients call by number (MS-TDS 2.2.6.6). */
const procedureNames: Readonly<Record<number, string>> = {
  10: 'sp_executesql',
  11: 'sp_prepare',
  12: 'sp_execute',
  13: 'sp_prepexec',
  15: 'sp_unprepare',
};

const byNumber = 0xffff;
const outputFlag = 0x01;
/** Bytes that part several calls in one message; the look-alike takes one call. */
const separators = [0x80, 0xfe, 0xff];
const mostParameters = 2100;

/** Reads a request; throws DEM_TDS_MALFORMED. */
export function parseRequest({ type, payload }: Message): Request {
  const reader = createByteReader(payload);
  skipHeaders(reader);
  switch (type) {
    case packetType.sqlBatch:
      return { kind: 'batch', text: reader.text(Math.floor(reader.left() / 2)) };
    case packetType.rpc:
      return readCall(reader);
    case packetType.transactionManager:
      return readTransaction(reader);
    default:
      throw malformed(`a request of type ${type}`);
  }
}

/** ALL_HEADERS: nothing in it concerns us, the transaction being the session's own. */
function skipHeaders(reader: ByteReader): void {
  const total = reader.uint32();
  if (total < 4) throw malformed('ALL_HEADERS shorter than itself');
  reader.bytes(total - 4);
}

function readCall(reader: ByteReader): Request {
  const length = reader.uint16();
  const number = length === byNumber ? reader.uint16() : undefined;
  const name = number === undefined ? reader.text(length) : procedureNames[number];
  if (name === undefined) return { kind: 'unknown', what: `procedure number ${number}` };
  reader.uint16();
  const parameters: RpcParameter[] = [];
  while (reader.left() > 0) {
    if (separators.includes(reader.peek()))
      return { kind: 'unknown', what: 'several procedure calls in one request' };
    if (parameters.length === mostParameters) throw malformed(`more than ${mostParameters} parameters`);
    parameters.push(readParameter(reader));
  }
  return { kind: 'procedure', name, parameters };
}

function readParameter(reader: ByteReader): RpcParameter {
  const name = reader.shortText().replace(/^@/, '');
  const output = (reader.uint8() & outputFlag) !== 0;
  const wireType = readTypeInfo(reader);
  return { name, output, type: wireType.type, value: readValue(reader, wireType) };
}

function readTransaction(reader: ByteReader): Request {
  const code = reader.uint16();
  switch (code) {
    case 5: {
      const isolation = reader.uint8();
      return { kind: 'transaction', action: 'begin', name: readName(reader), isolation };
    }
    case 7:
      return { kind: 'transaction', action: 'commit', name: readName(reader), isolation: 0 };
    case 8:
      return { kind: 'transaction', action: 'rollback', name: readName(reader), isolation: 0 };
    case 9:
      return { kind: 'transaction', action: 'save', name: readName(reader), isolation: 0 };
    default:
      return { kind: 'unknown', what: `transaction request ${code}` };
  }
}

/** The length of a transaction's name is in bytes. */
function readName(reader: ByteReader): string {
  return reader.text(Math.floor(reader.uint8() / 2));
}
