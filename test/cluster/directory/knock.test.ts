import { createRequire } from 'node:module';
import { createServer, type Socket } from 'node:net';
import t from 'tap';
import { knock } from '../../../cluster/directory/knock.ts';
import { waitFor } from '../../support/wait-for.ts';
import { failureFrom, openDatabase, settingsOf } from '../support/database.ts';
import { startWorld } from '../support/world.ts';

const never = new AbortController().signal;
const { cache } = createRequire(import.meta.url);
const driverLoaded = () => Object.keys(cache).some((path) => /[\\/]node_modules[\\/]mssql[\\/]/.test(path));

/** A port that had a listener and has none any more. */
async function closedPort(): Promise<number> {
  const { port, close } = await listen();
  await close();
  return port;
}

async function listen(onSocket: (socket: Socket) => void = (socket) => socket.destroy()) {
  const server = createServer(onSocket);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  return { port, close: () => new Promise((resolve) => server.close(resolve)) };
}

t.test('while the database is away its driver is not loaded, and once it is there it is', async (t) => {
  const away = openDatabase(settingsOf(await closedPort()));
  for (let times = 0; times < 2; times += 1)
    t.match(await failureFrom(away.database.query('SELECT 1')), { code: 'CLU_DATABASE_UNREACHABLE' });
  t.notOk(driverLoaded(), 'nobody answered: 400 files less');
  await away.database.close();
  const { settings } = await startWorld(t);
  const { database } = openDatabase(settings);
  await database.query('SELECT COUNT(*) AS n FROM Users');
  t.ok(driverLoaded());
  await database.close();
});

t.test('whoever takes the connection is good enough, and is left at once', async () => {
  let left = false;
  const { port, close } = await listen((socket) => {
    socket.resume().on('close', () => {
      left = true;
    });
  });
  await knock(settingsOf(port), never);
  await waitFor('the connection to be closed', () => left);
  await close();
});

t.test('nobody knows the port of an instance before the driver asks', async () => {
  await knock(settingsOf(await closedPort(), { instance: 'CRM' }), never);
});

t.test('who stops waits for nobody', async (t) => {
  const stop = AbortSignal.abort(new Error('the database was closed'));
  await t.rejects(knock(settingsOf(await closedPort()), stop), { message: 'the database was closed' });
});
