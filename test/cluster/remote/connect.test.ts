// One connection against listeners that are no SSH server: it ends within its time, in words, with nothing left open.

import { writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createSshRunner } from '../../../cluster/remote/ssh-runner.ts';
import { createSshKeyPair } from '../../../demo/ssh/key-pair.ts';
import { temporaryFolder } from '../../support/fairlead-process.ts';
import { waitFor } from '../../support/wait-for.ts';
import { serverOf } from '../support/sample.ts';

const command = {
  purpose: 'Does nothing.',
  program: { kind: 'powershell', script: '# nothing', arguments: {} },
  timeoutMs: 60_000,
  repeatable: true,
} as const;

/** A listener that greets everybody with this, and who is connected to it. */
async function listener(t: Test, greeting: string) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.resume();
    if (greeting !== '') socket.write(greeting);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return { port: address.port, sockets };
}

function runnerTo(t: Test, port: number, connectTimeoutMs: number) {
  const folder = temporaryFolder(t);
  const pair = createSshKeyPair();
  const [keyFile, knownHostsFile] = [join(folder, 'key'), join(folder, 'known_hosts')];
  writeFileSync(keyFile, pair.private, { mode: 0o600 });
  writeFileSync(knownHostsFile, `[127.0.0.1]:${port} ${pair.public}`);
  const access = {
    host: '127.0.0.1',
    port,
    user: 'fairlead',
    keyFile,
    passphraseEnv: undefined,
    agent: undefined,
    knownHostsFile,
    connectTimeoutMs,
    idleTimeoutMs: 60_000,
  };
  const runner = createSshRunner({
    accessTo: () => access,
    limits: () => ({ runTimeoutMs: 60_000, concurrency: 2, concurrencyPerServer: 2, maxOutputBytes: 4_096 }),
    secretOf: () => undefined,
    environment: {},
    nowMs: Date.now,
  });
  t.teardown(() => runner.close());
  return runner;
}

t.test('a server that says nothing is given up after the connect time limit', async (t) => {
  const { port, sockets } = await listener(t, '');
  const result = await runnerTo(t, port, 500).run(serverOf('CRMWEB1'), command);
  t.match(result, { outcome: 'not-started', error: { code: 'CLU_REMOTE_CONNECT_TIMEOUT' } });
  t.ok(await waitFor('nothing to be left open', () => sockets.size === 0));
});

t.test('something that is no SSH server is told in words', async (t) => {
  const { port, sockets } = await listener(t, 'HTTP/1.1 400 Bad Request\r\n\r\n');
  const result = await runnerTo(t, port, 2_000).run(serverOf('CRMWEB1'), command);
  t.match(result, { outcome: 'not-started', error: { message: /CRMWEB1/, mend: /.{10}/ } });
  t.ok(await waitFor('nothing to be left open', () => sockets.size === 0));
});

t.test('a cancel does not wait for the connection', async (t) => {
  const { port, sockets } = await listener(t, '');
  const stop = new AbortController();
  const runner = runnerTo(t, port, 60_000);
  const running = runner.run(serverOf('CRMWEB1'), command, stop.signal);
  await waitFor('the connection', () => sockets.size === 1);
  stop.abort();
  t.match(await running, { outcome: 'cancelled', started: false });
  await runner.close();
  t.ok(await waitFor('nothing to be left open', () => sockets.size === 0));
});
