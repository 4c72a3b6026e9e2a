// Few writes of a turn go out at once, many together at its end, and all of them whole and in order.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { writeNow, writeSoon } from '../../../balancer/http1/write-turn.ts';
import { waitFor } from '../../support/wait-for.ts';

/** More than go out before a turn is counted. */
const many = 12;

/** A connected socket, and what has come at its other side. */
async function openSocket(t: Test): Promise<{ readonly socket: Socket; heard(): string }> {
  let heard = '';
  const server = createServer((other) => {
    other.setEncoding('latin1').on('data', (text) => {
      heard += text;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  t.teardown(() => {
    socket.destroy();
    server.close();
  });
  return { socket, heard: () => heard };
}

/** A turn with so many writes on one socket. */
async function turnWith(socket: Socket, writes: number): Promise<void> {
  for (let each = 0; each < writes; each++) writeSoon(socket, 'x');
  await setImmediate();
}

t.test('after a turn with few writes the next one goes out at once', async (t) => {
  const { socket, heard } = await openSocket(t);
  await turnWith(socket, 1);
  writeSoon(socket, 'now');
  t.equal(socket.writableCorked, 0);
  t.equal(socket.writableLength, 0);
  await waitFor('all that was written', () => heard() === 'xnow');
});

t.test('after a turn with many writes those of the next go out at its end, in order', async (t) => {
  const { socket, heard } = await openSocket(t);
  await turnWith(socket, many);
  writeSoon(socket, 'a');
  writeSoon(socket, 'b');
  socket.write('c');
  t.equal(socket.writableCorked, 1);
  t.equal(socket.writableLength, 3);
  await setImmediate();
  t.equal(socket.writableCorked, 0);
  await waitFor('all that was written', () => heard() === `${'x'.repeat(many)}abc`);
});

t.test('what is held goes out before its socket is destroyed', async (t) => {
  const { socket, heard } = await openSocket(t);
  await turnWith(socket, many);
  writeSoon(socket, 'last words');
  t.equal(socket.writableCorked, 1);
  writeNow(socket);
  socket.destroy();
  await waitFor('the last words', () => heard().endsWith('last words'));
});
