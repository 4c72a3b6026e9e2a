import { once } from 'node:events';
import { type AddressInfo, connect, createServer, Socket } from 'node:net';
import t from 'tap';
import { SharedSocket, takeOver } from '../../../balancer/http1/shared-socket.ts';

t.test('a connection that was taken over is read, answered and ended like any other', async (t) => {
  const server = createServer({ allowHalfOpen: true }, (accepted) => {
    const socket = takeOver(accepted, 16_384);
    if (!(socket instanceof SharedSocket)) throw new Error('Node keeps its sockets in another way now');
    socket.on('error', t.fail);
    socket.receive = (buffer, end) => socket.write(buffer.toString('latin1', 0, end).toUpperCase());
    socket.on('end', () => socket.end('!'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.setEncoding('latin1');
  let heard = '';
  client.on('data', (text) => {
    heard += text;
    if (heard === 'ABC') client.write('def');
    if (heard === 'ABCDEF') client.end();
  });
  client.write('abc');
  await once(client, 'close');
  t.equal(heard, 'ABCDEF!');
  server.close();
});

t.test('a socket that is not as it is known stays as it is', (t) => {
  const socket = new Socket();
  t.equal(takeOver(socket, 16_384), socket);
  socket.destroy();
  t.end();
});
