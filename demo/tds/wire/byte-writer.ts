// Writes the little-endian fields of TDS; the answer to one request is collected here before it is cut into packets.

export type ByteWriter = {
  /** Bytes written so far. */
  size(): number;
  uint8(value: number): ByteWriter;
  uint16(value: number): ByteWriter;
  uint16BigEndian(value: number): ByteWriter;
  uint32(value: number): ByteWriter;
  uint32BigEndian(value: number): ByteWriter;
  int32(value: number): ByteWriter;
  uint64(value: bigint): ByteWriter;
  int64(value: bigint): ByteWriter;
  float32(value: number): ByteWriter;
  float64(value: number): ByteWriter;
  bytes(value: Uint8Array): ByteWriter;
  /** UTF-16 text without a length. */
  text(value: string): ByteWriter;
  /** UTF-16 text with its length in one byte (B_VARCHAR, at most 255) or two (US_VARCHAR). */
  shortText(value: string): ByteWriter;
  longText(value: string): ByteWriter;
  /** What `fill` writes, with its byte length in two bytes before it. */
  sized(fill: (writer: ByteWriter) => void): ByteWriter;
  /** Takes everything written so far. */
  take(): Buffer;
};

const firstSize = 512;

export function createByteWriter(): ByteWriter {
  let buffer = Buffer.allocUnsafe(firstSize);
  let size = 0;
  function grow(count: number): number {
    if (size + count > buffer.length) {
      const bigger = Buffer.allocUnsafe(Math.max(buffer.length * 2, size + count));
      buffer.copy(bigger, 0, 0, size);
      buffer = bigger;
    }
    size += count;
    return size - count;
  }
  function field(count: number, put: (at: number) => unknown): ByteWriter {
    const at = grow(count);
    put(at);
    return writer;
  }
  const writer: ByteWriter = {
    size: () => size,
    uint8: (value) => field(1, (at) => buffer.writeUInt8(value, at)),
    uint16: (value) => field(2, (at) => buffer.writeUInt16LE(value, at)),
    uint16BigEndian: (value) => field(2, (at) => buffer.writeUInt16BE(value, at)),
    uint32: (value) => field(4, (at) => buffer.writeUInt32LE(value, at)),
    uint32BigEndian: (value) => field(4, (at) => buffer.writeUInt32BE(value, at)),
    int32: (value) => field(4, (at) => buffer.writeInt32LE(value, at)),
    uint64: (value) => field(8, (at) => buffer.writeBigUInt64LE(value, at)),
    int64: (value) => field(8, (at) => buffer.writeBigInt64LE(value, at)),
    float32: (value) => field(4, (at) => buffer.writeFloatLE(value, at)),
    float64: (value) => field(8, (at) => buffer.writeDoubleLE(value, at)),
    bytes: (value) => field(value.length, (at) => buffer.set(value, at)),
    text: (value) => writer.bytes(Buffer.from(value, 'utf16le')),
    shortText(value) {
      const cut = value.slice(0, 0xff);
      return writer.uint8(cut.length).text(cut);
    },
    longText(value) {
      const cut = value.slice(0, 0xfff);
      return writer.uint16(cut.length).text(cut);
    },
    sized(fill) {
      const at = grow(2);
      fill(writer);
      buffer.writeUInt16LE(size - at - 2, at);
      return writer;
    },
    take() {
      const taken = Buffer.from(buffer.subarray(0, size));
      size = 0;
      return taken;
    },
  };
  return writer;
}
