// The outer frame of TDS: a message is one or more packets with an eight-byte header each (MS-TDS 2.2.3).
// Knows lengths and flags; what a message says is read elsewhere.

import { malformed } from '../../errors.ts';

/** Kinds of messages by the first byte of their packets. */
export const packetType = {
  sqlBatch: 0x01,
  rpc: 0x03,
  answer: 0x04,
  attention: 0x06,
  transactionManager: 0x0e,
  login: 0x10,
  prelogin: 0x12,
} as const;

export const headerLength = 8;
const endOfMessage = 0x01;
const ignoreMessage = 0x02;
const resetConnection = 0x08 | 0x10;

export type Message = {
  readonly type: number;
  readonly payload: Buffer;
  /** The client wants its session reset before this request runs. */
  readonly reset: boolean;
  /** The client gave up while sending: nothing is to be run, only an end of answer is owed. */
  readonly ignored: boolean;
};

export type PacketReader = {
  /** Takes bytes as they come and gives the messages that are complete; throws DEM_TDS_MALFORMED. */
  push(chunk: Buffer): readonly Message[];
};

/** Puts packets together; a message longer than `mostBytes()` is malformed. */
export function createPacketReader(mostBytes: () => number): PacketReader {
  let rest: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let size = 0;
  let reset = false;

  function takePacket(): Buffer | undefined {
    if (rest.length < headerLength) return undefined;
    const length = rest.readUInt16BE(2);
    if (length < headerLength) throw malformed(`a packet of ${length} bytes`);
    if (rest.length < length) return undefined;
    const packet = rest.subarray(0, length);
    rest = rest.subarray(length);
    return packet;
  }

  function addPacket(packet: Buffer): Message | undefined {
    const [type, status] = [packet.readUInt8(0), packet.readUInt8(1)];
    size += packet.length - headerLength;
    if (size > mostBytes()) throw malformed(`a message of more than ${mostBytes()} bytes`);
    parts.push(packet.subarray(headerLength));
    reset ||= (status & resetConnection) !== 0;
    if ((status & endOfMessage) === 0) return undefined;
    const ignored = (status & ignoreMessage) !== 0;
    const message = { type, payload: Buffer.concat(parts), reset, ignored };
    parts = [];
    size = 0;
    reset = false;
    return message;
  }

  return {
    push(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const messages: Message[] = [];
      for (let packet = takePacket(); packet; packet = takePacket()) {
        const message = addPacket(packet);
        if (message) messages.push(message);
      }
      return messages;
    },
  };
}

/** A message as packets of at most `packetSize` bytes; `session` is the SPID that answers carry. */
export function framePackets(type: number, payload: Buffer, packetSize: number, session = 0): Buffer {
  const room = packetSize - headerLength;
  const count = Math.max(1, Math.ceil(payload.length / room));
  const framed = Buffer.allocUnsafe(payload.length + count * headerLength);
  for (let index = 0; index < count; index++) {
    const part = payload.subarray(index * room, (index + 1) * room);
    const at = index * packetSize;
    framed.writeUInt8(type, at);
    framed.writeUInt8(index === count - 1 ? endOfMessage : 0, at + 1);
    framed.writeUInt16BE(part.length + headerLength, at + 2);
    framed.writeUInt16BE(session & 0xffff, at + 4);
    framed.writeUInt8((index + 1) & 0xff, at + 6);
    framed.writeUInt8(0, at + 7);
    part.copy(framed, at + headerLength);
  }
  return framed;
}
