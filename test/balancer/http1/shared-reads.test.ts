import { once } from 'node:events';
import { type AddressInfo, connect, createServer, Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import t, { type Test } from 'tap';
import { shareReads } from '../../../balancer/http1/shared-reads.ts';
import { createCertificate } from '../../../demo/certificate.ts';

/** Answers in capitals, and `!` to an end. */
function shout(t: Test) {
  return (socket: Socket) => {
    const shared = shareReads(socket, (buffer, end) =>
      socket.write(buffer.toString('latin1', 0, end).toUpperCase()),
    );
    t.ok(shared, 'Node keeps its sockets as it is known');
    socket.on('data', () => t.fail('bytes came as data'));
    socket.on('error', t.fail);
    socket.on('end', () => socket.end('!'));
  };
}

/** Two messages, the second when the first is answered, and an end. */
async function talk(client: Socket): Promise<string> {
  client.setEncoding('latin1');
  let heard = '';
  client.on('data', (text) => {
    heard += text;
    if (heard === 'ABC') client.write('def');
    if (heard === 'ABCDEF') client.end();
  });
  client.write('abc');
  await once(client, 'close');
  return heard;
}

t.test('a connection is read, answered and ended like any other', async (t) => {
  const server = createServer({ allowHalfOpen: true }, shout(t));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  t.equal(await talk(connect(port, '127.0.0.1')), 'ABCDEF!');
  server.close();
});

t.test('so is one over TLS', async (t) => {
  const { key, certificate } = await createCertificate(['localhost'], Date.now());
  const server = createTlsServer({ allowHalfOpen: true, key, cert: certificate }, shout(t));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const options = { host: '127.0.0.1', port, ca: certificate, servername: 'localhost', allowHalfOpen: true };
  t.equal(await talk(connectTls(options)), 'ABCDEF!');
  server.close();
});

t.test('what comes while nobody reads waits, over TLS too', async (t) => {
  const { key, certificate } = await createCertificate(['localhost'], Date.now());
  const server = createTlsServer({ key, cert: certificate }, (socket) => {
    let bytes = 0;
    shareReads(socket, (_, end) => {
      if (bytes === 0) {
        socket.pause();
        setImmediate(() => socket.resume());
      }
      bytes += end;
      if (bytes === 1_000_000) socket.end(`${bytes}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connectTls({ host: '127.0.0.1', port, ca: certificate, servername: 'localhost' });
  client.write(Buffer.alloc(1_000_000));
  const [answer] = await once(client, 'data');
  t.equal(`${answer}`, '1000000');
  client.destroy();
  server.close();
});

t.test('a socket that is not as it is known stays as it is', (t) => {
  const socket = new Socket();
  t.notOk(shareReads(socket, () => t.fail('nothing can come')));
  t.equal(socket.listenerCount('data'), 0);
  socket.destroy();
  t.end();
});
