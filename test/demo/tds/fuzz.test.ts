// Bytes that are no TDS, or TDS cut off and bent: the connection may end, the server never.

import { connect } from 'node:net';
import t from 'tap';
import { createByteWriter } from '../../../demo/tds/wire/byte-writer.ts';
import { framePackets, packetType } from '../../../demo/tds/wire/packets.ts';
import { startLookAlike } from './look-alike.ts';

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const rounds = 300;

/** A small generator of numbers below `limit`, the same for the same seed (mulberry32). */
function createChance(start: number): (limit: number) => number {
  let state = start;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const prelogin = framePackets(packetType.prelogin, Buffer.from([0x01, 0, 6, 0, 1, 0xff, 2]), 4096);

function loginMessage(): Buffer {
  const body = Buffer.alloc(94);
  const texts = ['host', 'fairlead', 'x', 'app', '', '', 'lib', '', 'CRM'];
  const parts: Buffer[] = [];
  let offset = body.length;
  for (const [index, text] of texts.entries()) {
    const bytes = Buffer.from(text, 'utf16le');
    body.writeUInt16LE(offset, 36 + index * 4);
    body.writeUInt16LE(text.length, 38 + index * 4);
    offset += bytes.length;
    parts.push(bytes);
  }
  const whole = Buffer.concat([body, ...parts]);
  whole.writeUInt32LE(whole.length, 0);
  whole.writeUInt32LE(0x74000004, 4);
  return framePackets(packetType.login, whole, 4096);
}

function requestMessage(type: number): Buffer {
  const writer = createByteWriter().uint32(4);
  if (type === packetType.rpc)
    writer.uint16(0xffff).uint16(10).uint16(0).uint8(0).uint8(0).uint8(0xe7).uint16(20);
  return framePackets(type, writer.text('SELECT 1').take(), 4096);
}

/** A conversation that may be right up to some point, then cut off, bent, or followed by noise. */
function conversation(chance: (limit: number) => number): Buffer {
  const right = [
    prelogin,
    loginMessage(),
    requestMessage(packetType.sqlBatch),
    requestMessage(packetType.rpc),
  ];
  const said = Buffer.concat(right.slice(0, chance(right.length + 1)));
  for (let index = chance(8); index > 0 && said.length > 0; index--) said[chance(said.length)] = chance(256);
  const noise = Buffer.from(Array.from({ length: chance(400) }, () => chance(256)));
  return Buffer.concat([said.subarray(0, chance(2) === 0 ? said.length : chance(said.length + 1)), noise]);
}

function tell(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.on('error', () => undefined); // being thrown out is one of the right answers
    socket.on('close', () => resolve());
    socket.resume();
  });
}

t.test(`malformed conversations never end the server (FUZZ_SEED=${seed})`, async (t) => {
  const { port, connect: log, server } = await startLookAlike(t);
  const chance = createChance(seed);
  const pool = await log({ pool: { max: 1 } });
  for (let round = 0; round < rounds; round += 10) {
    await Promise.all(Array.from({ length: 10 }, () => tell(port, conversation(chance))));
  }
  t.match(await pool.request().query('SELECT 1 AS alive'), { recordset: [{ alive: 1 }] });
  t.equal(server.connections().length, 1);
});

t.test(`malformed requests of a logged-on client never end the server (FUZZ_SEED=${seed})`, async (t) => {
  const { connect: log } = await startLookAlike(t);
  const chance = createChance(seed + 1);
  const words =
    "SELECT FROM WHERE ( ) [x] 'y' , . * + - @a 1 1.5e CASE WHEN END AND OR NOT IN LIKE NULL Users TOP ORDER BY GROUP u = DECLARE int IF BEGIN SET EXEC COUNT ; /* */ --\n 0x UNION".split(
      ' ',
    );
  const pool = await log();
  for (let round = 0; round < rounds; round++) {
    const text = Array.from({ length: 1 + chance(12) }, () => words[chance(words.length)]).join(' ');
    const outcome = await pool
      .request()
      .batch(text)
      .then(
        () => undefined,
        (error) => error,
      );
    if (outcome) t.match(outcome, { number: Number }, text);
    if (outcome?.number === 8624) t.fail(`a fault: ${text}: ${outcome.message}`);
  }
  t.match(await pool.request().query('SELECT 1 AS alive'), { recordset: [{ alive: 1 }] });
});
