// Cutting messages into packets and putting them together again, however the bytes arrive.

import t from 'tap';
import { createPacketReader, framePackets, packetType } from '../../../../demo/tds/wire/packets.ts';

const most = () => 100_000;

t.test('a message of any length survives packets of any size and bytes that come one by one', (t) => {
  for (const length of [0, 1, 503, 504, 505, 1008, 5_000]) {
    const payload = Buffer.from(Array.from({ length }, (_, index) => index & 0xff));
    const framed = framePackets(packetType.sqlBatch, payload, 512, 51);
    t.equal(framed.length, length + Math.max(1, Math.ceil(length / 504)) * 8);
    const reader = createPacketReader(most);
    const messages = [...framed].flatMap((byte) => reader.push(Buffer.from([byte])));
    t.same(
      messages,
      [{ type: packetType.sqlBatch, payload, reset: false, ignored: false }],
      `${length} bytes`,
    );
  }
  t.end();
});

t.test('several messages in one chunk, with the flags of the first packet', (t) => {
  const one = framePackets(packetType.rpc, Buffer.from('one'), 512);
  one.writeUInt8(0x09, 1);
  const two = framePackets(packetType.sqlBatch, Buffer.from('two'), 512);
  two.writeUInt8(0x03, 1);
  const messages = createPacketReader(most).push(Buffer.concat([one, two]));
  t.match(messages, [
    { type: packetType.rpc, reset: true, ignored: false },
    { type: packetType.sqlBatch, reset: false, ignored: true },
  ]);
  t.end();
});

t.test('a packet shorter than its header and a message over the limit are malformed', (t) => {
  t.throws(() => createPacketReader(most).push(Buffer.from([1, 1, 0, 7, 0, 0, 0, 0])), {
    code: 'DEM_TDS_MALFORMED',
  });
  const long = framePackets(packetType.sqlBatch, Buffer.alloc(2_000), 512);
  t.throws(() => createPacketReader(() => 1_999).push(long), { code: 'DEM_TDS_MALFORMED' });
  t.equal(createPacketReader(() => 2_000).push(long).length, 1);
  t.end();
});
