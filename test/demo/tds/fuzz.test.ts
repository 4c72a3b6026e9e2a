// Bytes that are no TDS, or TDS cut off and bent: the connection may end, the server never.

import { connect } from 'node:net';
import t from 'tap';
import { createByteWriter } from '../../../demo/tds/wire/byte-writer.ts';
import { framePackets, packetType } from '../../../demo/tds/wire/packets.ts';
import { waitFor } from '../../support/wait-for.ts';
import { database, password, startLookAlike, user } from './look-alike.ts';

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

/** As LOGIN7 hides a password: nibbles swapped, then xor-ed with 0xA5. */
function scrambled(plain: Buffer): Buffer {
  return Buffer.from(plain.map((each) => (((each << 4) | (each >> 4)) & 0xff) ^ 0xa5));
}

function loginMessage(): Buffer {
  const body = Buffer.alloc(94);
  const texts = ['host', user, password, 'app', '', '', 'lib', '', database];
  const parts: Buffer[] = [];
  let offset = body.length;
  for (const [index, text] of texts.entries()) {
    const plain = Buffer.from(text, 'utf16le');
    const bytes = text === password ? scrambled(plain) : plain;
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

/** Right up to the log-on, then requests with bent bytes. */
function loggedOn(chance: (limit: number) => number): Buffer {
  const types = [
    packetType.sqlBatch,
    packetType.rpc,
    packetType.transactionManager,
    packetType.attention,
    chance(256),
  ];
  const requests = Array.from({ length: 1 + chance(4) }, () => {
    const request = Buffer.concat([requestMessage(types[chance(types.length)] ?? 0)]);
    for (let index = chance(6); index > 0; index--) request[8 + chance(request.length - 8)] = chance(256);
    return request;
  });
  return Buffer.concat([prelogin, loginMessage(), ...requests]);
}

function tell(port: number, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const heard: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.on('error', () => undefined); // being thrown out is one of the right answers
    socket.on('data', (chunk) => heard.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(heard)));
  });
}

t.test(`malformed conversations never end the server (FUZZ_SEED=${seed})`, async (t) => {
  const { port, connect: log, server } = await startLookAlike(t, { maxConnections: 100 });
  const chance = createChance(seed);
  const pool = await log({ pool: { max: 1 } });
  for (let round = 0; round < rounds; round += 10) {
    const said = Array.from({ length: 10 }, (_, index) =>
      index % 2 ? loggedOn(chance) : conversation(chance),
    );
    await Promise.all(said.map((bytes) => tell(port, bytes)));
  }
  t.match(await pool.request().query('SELECT 1 AS alive'), { recordset: [{ alive: 1 }] });
  await waitFor('the strangers to leave', () => server.connections().length === 1);
});

t.test('the conversation the noise is made of is a right one', async (t) => {
  const { port } = await startLookAlike(t);
  const right = Buffer.concat([prelogin, loginMessage(), requestMessage(packetType.sqlBatch)]);
  const answer = await tell(port, right);
  t.ok(answer.includes(Buffer.from('Microsoft SQL Server', 'utf16le')), 'it was let in');
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
