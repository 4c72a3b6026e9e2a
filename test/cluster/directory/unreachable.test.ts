// The driver against things that are no SQL Server: nobody, silence, and one that will not encrypt.

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { failureFrom, openDatabase, settingsOf } from '../support/database.ts';

async function listen(t: Test, onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => sockets.delete(socket));
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

t.test('a port where nobody listens', async (t) => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  for (const multiSubnetFailover of [true, false]) {
    const { database } = openDatabase(settingsOf(port, { multiSubnetFailover }));
    const failure = await failureFrom(database.query('SELECT 1'));
    t.match(failure, {
      code: 'CLU_DATABASE_UNREACHABLE',
      text: `Nobody listens at 127.0.0.1:${port}: the connection was refused.`,
    });
    await database.close();
  }
});

t.test('a name that is not there', async (t) => {
  const { database } = openDatabase(settingsOf(1433, { host: 'no-such-server.invalid' }));
  const failure = await failureFrom(database.query('SELECT 1'));
  t.match(failure, { code: 'CLU_DATABASE_UNREACHABLE', text: /"no-such-server\.invalid", is not found/ });
  await database.close();
});

t.test('a server that says nothing', async (t) => {
  const port = await listen(t, () => undefined);
  const { database } = openDatabase(settingsOf(port, { connectTimeoutMs: 500 }));
  const failure = await failureFrom(database.query('SELECT 1'));
  t.match(failure, { code: 'CLU_DATABASE_TIMEOUT', text: /did not answer in time/ });
  await database.close();
});

t.test('a server that hangs up', async (t) => {
  const port = await listen(t, (socket) => socket.destroy());
  const { database } = openDatabase(settingsOf(port));
  t.match(await failureFrom(database.query('SELECT 1')), { code: 'CLU_DATABASE_UNREACHABLE', text: /broke/ });
  await database.close();
});

t.test('a server that will not encrypt is refused before a password or a statement is sent', async (t) => {
  const packets: number[] = [];
  const port = await listen(t, (socket) => {
    socket.on('data', (data: Buffer) => {
      packets.push(data[0] ?? 0);
      if (data[0] === preLogin) socket.write(preLoginAnswer(encryptionNotSupported));
    });
  });
  const { database } = openDatabase(settingsOf(port));
  const failure = await failureFrom(database.query('SELECT 1'));
  t.match(failure, {
    code: 'CLU_DATABASE_NOT_ENCRYPTED',
    text: /is not encrypted as database\.encrypt asks/,
  });
  t.same(packets, [preLogin], 'nothing but the greeting went over the wire');
  await database.close();
});

t.test('after a failure the next question builds the pool anew', async (t) => {
  let connections = 0;
  const port = await listen(t, (socket) => {
    connections += 1;
    socket.destroy();
  });
  const { database } = openDatabase(settingsOf(port));
  for (let times = 1; times <= 3; times += 1) {
    await failureFrom(database.query('SELECT 1'));
    t.equal(database.builds(), times);
  }
  t.equal(connections, 4, 'one asked whether anybody is there, before there was a driver');
  await database.close();
  t.match(await failureFrom(database.query('SELECT 1')), { code: 'CLU_DATABASE_FAILED', text: /was closed/ });
});

t.test('a file of authorities that cannot be read is told', async (t) => {
  const { database } = openDatabase(settingsOf(1433, { caFile: '/no/such/file.pem' }));
  t.match(await failureFrom(database.query('SELECT 1')), { code: 'CLU_DATABASE_FAILED', text: /ENOENT/ });
  await database.close();
});

const preLogin = 0x12;
const encryptionNotSupported = 2;

/** PRELOGIN answer of MS-TDS 2.2.6.5: version and encryption, then the terminator. */
function preLoginAnswer(encryption: number): Buffer {
  const options = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff]);
  const payload = Buffer.concat([options, Buffer.from([16, 0, 0, 0, 0, 0, encryption])]);
  const header = Buffer.from([4, 1, 0, 8 + payload.length, 0, 0, 1, 0]);
  return Buffer.concat([header, payload]);
}
