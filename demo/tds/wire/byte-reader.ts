// Reads the little-endian fields of TDS out of a message; reading past its end is DEM_TDS_MALFORMED.

import { malformed } from '../../errors.ts';

export type ByteReader = {
  readonly length: number;
  position(): number;
  left(): number;
  /** The next byte without taking it. */
  peek(): number;
  uint8(): number;
  uint16(): number;
  uint32(): number;
  int32(): number;
  uint64(): bigint;
  int64(): bigint;
  /** A copy of that many bytes. */
  bytes(count: number): Buffer;
  /** UTF-16 text of that many characters. */
  text(characters: number): string;
  /** UTF-16 text with its length in one byte (B_VARCHAR) or two (US_VARCHAR). */
  shortText(): string;
  longText(): string;
};

export function createByteReader(message: Buffer): ByteReader {
  let position = 0;
  function take(count: number): number {
    if (count < 0 || position + count > message.length) {
      throw malformed(`${count} bytes wanted at ${position} of ${message.length}`);
    }
    position += count;
    return position - count;
  }
  const reader: ByteReader = {
    length: message.length,
    position: () => position,
    left: () => message.length - position,
    peek() {
      const at = take(1);
      position = at;
      return message.readUInt8(at);
    },
    uint8: () => message.readUInt8(take(1)),
    uint16: () => message.readUInt16LE(take(2)),
    uint32: () => message.readUInt32LE(take(4)),
    int32: () => message.readInt32LE(take(4)),
    uint64: () => message.readBigUInt64LE(take(8)),
    int64: () => message.readBigInt64LE(take(8)),
    bytes(count) {
      const at = take(count);
      return Buffer.from(message.subarray(at, at + count));
    },
    text: (characters) => reader.bytes(characters * 2).toString('utf16le'),
    shortText: () => reader.text(reader.uint8()),
    longText: () => reader.text(reader.uint16()),
  };
  return reader;
}
