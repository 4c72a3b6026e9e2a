// WebSocket frames of RFC 6455, section 5, as far as an echo needs them: bytes in, frames out and back.

export type Frame = { readonly final: boolean; readonly opcode: number; readonly payload: Buffer };

/** `rest` is what is not yet a whole frame. `fault` is the close code to end with (section 7.4.1). */
export type Decoded = {
  readonly frames: readonly Frame[];
  readonly rest: Buffer;
  readonly fault: number | undefined;
};

/** A frame larger than this is refused with 1009. */
export const frameLimitBytes = 1_048_576;

/** Decodes as many whole frames of a client as there are. Unmasked frames are a fault (section 5.1). */
export function decodeFrames(bytes: Buffer): Decoded {
  const frames: Frame[] = [];
  let rest = bytes;
  for (;;) {
    const head = readHead(rest);
    if (head === undefined) return { frames, rest, fault: undefined };
    if (typeof head === 'number') return { frames, rest, fault: head };
    if (rest.length < head.start + head.length) return { frames, rest, fault: undefined };
    const payload = Buffer.from(rest.subarray(head.start, head.start + head.length));
    for (let index = 0; index < payload.length; index += 1)
      payload[index] = (payload[index] ?? 0) ^ (head.mask[index % 4] ?? 0);
    frames.push({ final: head.final, opcode: head.opcode, payload });
    rest = rest.subarray(head.start + head.length);
  }
}

/** A frame of a server: never masked. */
export function encodeFrame(frame: Frame): Buffer {
  const first = (frame.final ? 0x80 : 0) | frame.opcode;
  const { length } = frame.payload;
  if (length < 126) return Buffer.concat([Buffer.from([first, length]), frame.payload]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = first;
  head[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, frame.payload]);
}

type Head = {
  readonly final: boolean;
  readonly opcode: number;
  readonly start: number;
  readonly length: number;
  readonly mask: Buffer;
};

/** Undefined: not all there yet. A number: the close code of a fault. */
function readHead(bytes: Buffer): Head | number | undefined {
  if (bytes.length < 2) return undefined;
  const [first = 0, second = 0] = bytes;
  if ((first & 0x70) !== 0 || (second & 0x80) === 0) return 1002;
  const short = second & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (bytes.length < 2 + extra + 4) return undefined;
  const length = extra === 0 ? short : extra === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (length > frameLimitBytes) return 1009;
  const start = 2 + extra + 4;
  return {
    final: (first & 0x80) !== 0,
    opcode: first & 0x0f,
    start,
    length,
    mask: bytes.subarray(start - 4, start),
  };
}
