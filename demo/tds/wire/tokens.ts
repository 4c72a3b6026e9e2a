// The tokens of an answer (MS-TDS 2.2.7), each written by one function.

import type { Column } from '../sql/rules/scope.ts';
import type { SqlError } from '../sql/rules/sql-error.ts';
import type { SqlType, SqlValue } from '../sql/rules/sql-type.ts';
import type { ByteWriter } from './byte-writer.ts';
import { writeTypeInfo } from './type-info.ts';
import { writeValue } from './values.ts';

const token = {
  returnStatus: 0x79,
  columnMetadata: 0x81,
  error: 0xaa,
  info: 0xab,
  returnValue: 0xac,
  loginAck: 0xad,
  row: 0xd1,
  environmentChange: 0xe3,
} as const;

/** DONE ends a statement of a batch, DONEINPROC one inside a procedure, DONEPROC the procedure. */
export const doneToken = { done: 0xfd, doneProc: 0xfe, doneInProc: 0xff } as const;

export const doneStatus = { more: 0x01, error: 0x02, count: 0x10, attention: 0x20 } as const;

/** Kinds of ENVCHANGE. */
export const environment = {
  database: 1,
  language: 2,
  packetSize: 4,
  collation: 7,
  begin: 8,
  commit: 9,
  rollback: 10,
  reset: 18,
} as const;

/** Column may be NULL; its being updatable is not known. */
const columnFlags = 0x0009;

export function writeColumns(writer: ByteWriter, columns: readonly Column[]): void {
  writer.uint8(token.columnMetadata).uint16(columns.length);
  for (const { name, type } of columns) {
    writer.uint32(0).uint16(columnFlags);
    writeTypeInfo(writer, type);
    writer.shortText(name);
  }
}

export function writeRow(writer: ByteWriter, columns: readonly Column[], values: readonly SqlValue[]): void {
  writer.uint8(token.row);
  for (const [index, { type }] of columns.entries()) writeValue(writer, type, values[index] ?? null);
}

export function writeDone(writer: ByteWriter, kind: number, status: number, rowCount = 0): void {
  writer.uint8(kind).uint16(status).uint16(0).uint64(BigInt(rowCount));
}

export function writeError(writer: ByteWriter, error: SqlError, serverName: string): void {
  writeMessage(writer, token.error, { ...error, severity: error.severity, text: error.message }, serverName);
}

export function writeInfo(writer: ByteWriter, number: number, text: string, serverName: string): void {
  writeMessage(writer, token.info, { number, text, severity: 0, state: 1, line: 1 }, serverName);
}

type Text = {
  readonly number: number;
  readonly state: number;
  readonly severity: number;
  readonly text: string;
  readonly line: number;
};

function writeMessage(writer: ByteWriter, kind: number, message: Text, serverName: string): void {
  writer.uint8(kind).sized((inner) => {
    inner.int32(message.number).uint8(message.state).uint8(message.severity);
    inner.longText(message.text).shortText(serverName).shortText('').uint32(message.line);
  });
}

/** ENVCHANGE with texts: database, language, packet size. */
export function writeTextChange(writer: ByteWriter, kind: number, fresh: string, old: string): void {
  writer.uint8(token.environmentChange).sized((inner) => inner.uint8(kind).shortText(fresh).shortText(old));
}

/** ENVCHANGE with bytes: collation, and transactions by their descriptor. */
export function writeBytesChange(writer: ByteWriter, kind: number, fresh: Uint8Array, old: Uint8Array): void {
  writer.uint8(token.environmentChange).sized((inner) => {
    inner.uint8(kind).uint8(fresh.length).bytes(fresh).uint8(old.length).bytes(old);
  });
}

export function writeLoginAck(
  writer: ByteWriter,
  tdsVersion: number,
  program: { readonly name: string; readonly major: number; readonly minor: number; readonly build: number },
): void {
  writer.uint8(token.loginAck).sized((inner) => {
    inner.uint8(1).uint32BigEndian(tdsVersion).shortText(program.name);
    inner.uint8(program.major).uint8(program.minor).uint16BigEndian(program.build);
  });
}

export function writeReturnStatus(writer: ByteWriter, status: number): void {
  writer.uint8(token.returnStatus).int32(status);
}

/** An output parameter after a procedure. */
export function writeReturnValue(writer: ByteWriter, name: string, type: SqlType, value: SqlValue): void {
  writer.uint8(token.returnValue).uint16(0).shortText(`@${name}`).uint8(1).uint32(0).uint16(0);
  writeTypeInfo(writer, type);
  writeValue(writer, type, value);
}
