import t from 'tap';
import { decodeFrames, encodeFrame, frameLimitBytes } from '../../../../demo/crm/rules/websocket.ts';

/** A client's frame: masked (RFC 6455 section 5.3). */
function masked(payload: Buffer, opcode = 2, final = true): Buffer {
  const plain = encodeFrame({ final, opcode, payload });
  const headLength = plain.length - payload.length;
  const head = Buffer.from(plain.subarray(0, headLength));
  head[1] = (head[1] ?? 0) | 0x80;
  const mask = Buffer.from([1, 2, 3, 250]);
  const body = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return Buffer.concat([head, mask, body]);
}

for (const size of [0, 1, 125, 126, 127, 65_535, 65_536, 100_000])
  t.test(`a frame of ${size} bytes is read whole, however it is cut`, (t) => {
    const payload = Buffer.alloc(size, 'abc');
    const bytes = Buffer.concat([masked(payload), masked(Buffer.from('next'), 1)]);
    const whole = decodeFrames(bytes);
    t.same(
      whole.frames.map((frame) => frame.payload.length),
      [size, 4],
    );
    t.ok(whole.frames[0]?.payload.equals(payload));
    t.equal(whole.rest.length, 0);
    for (const cut of [0, 1, 2, 5, bytes.length - 11, bytes.length - 1].filter((each) => each >= 0)) {
      const first = decodeFrames(bytes.subarray(0, cut));
      const second = decodeFrames(Buffer.concat([first.rest, bytes.subarray(cut)]));
      t.equal(first.frames.length + second.frames.length, 2, `cut at ${cut}`);
    }
    t.end();
  });

const faults: readonly (readonly [string, Buffer, number])[] = [
  ['unmasked', encodeFrame({ final: true, opcode: 2, payload: Buffer.from('x') }), 1002],
  ['reserved bits', Buffer.from([0xc2, 0x80, 0, 0, 0, 0]), 1002],
  ['too large', masked(Buffer.alloc(frameLimitBytes + 1)).subarray(0, 20), 1009],
];

for (const [what, bytes, fault] of faults)
  t.test(`a frame that is ${what} is ${fault}`, (t) => {
    t.equal(decodeFrames(bytes).fault, fault);
    t.end();
  });
