import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createRawServer,
  type Server as RawServer,
  type Socket,
} from 'node:net';
import { generate } from 'selfsigned';
import t, { type Test } from 'tap';
import { type CheckOptions, checkServer } from '../../../cluster/health/check.ts';
import { waitFor } from '../../support/wait-for.ts';
import { serverOf } from '../support/sample.ts';

const options: CheckOptions = {
  path: '/CRM/eware.dll/go',
  expect: 'EWARE_USERID',
  timeoutMs: 5_000,
  publicHost: undefined,
  authorities: undefined,
  nowMs: Date.now,
};
const page = '<html><title>Log on</title><input name="EWARE_USERID"></html>';

async function listen(t: Test, server: RawServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function serve(t: Test, listener: RequestListener) {
  const port = await listen(t, createServer(listener));
  return serverOf('CRM01', { origin: `http://127.0.0.1:${port}` });
}

t.test('a log-on page is healthy, and the request looks like a user for the public name', async (t) => {
  const seen: (string | undefined)[] = [];
  const server = await serve(t, (request, response) => {
    seen.push(request.method, request.url, request.headers.host);
    response.end(page);
  });
  const check = await checkServer(server, { ...options, publicHost: 'crm.example.com' });
  t.match(check, { healthy: true, text: /^GET \/CRM\/eware\.dll\/go: 200 in \d+ ms, with EWARE_USERID$/ });
  t.same(seen, ['GET', '/CRM/eware.dll/go', 'crm.example.com']);
  await checkServer(server, options);
  t.equal(seen.at(-1), server.origin.replace('http://', ''));
});

t.test('another page, an error and a redirect are failures with their text', async (t) => {
  const answers: [RequestListener, RegExp][] = [
    [
      (_request, response) => response.end('<title>Service Unavailable</title>'),
      /without EWARE_USERID, page "Service Unavailable"/,
    ],
    [(_request, response) => response.writeHead(503).end(page), /: 503 in/],
    [(_request, response) => response.writeHead(302, { location: '/x' }).end(), /sent elsewhere \(\/x\)/],
  ];
  for (const [listener, text] of answers) {
    t.match(await checkServer(await serve(t, listener), options), { healthy: false, text });
  }
});

t.test('an endless answer is read to its limit, and not further once the text is found', async (t) => {
  let closed = 0;
  const endless =
    (first: string): RequestListener =>
    (_request, response) => {
      response.on('close', () => {
        closed += 1;
      });
      response.write(first);
      const more = () => {
        if (!response.destroyed) response.write('x'.repeat(16_384), () => setImmediate(more));
      };
      more();
    };
  t.match(await checkServer(await serve(t, endless('')), options), {
    healthy: false,
    text: /in the first 65536 bytes/,
  });
  t.match(await checkServer(await serve(t, endless(page)), options), { healthy: true });
  await waitFor('both connections to be closed', () => closed === 2);
});

t.test('the text may come in pieces', async (t) => {
  const server = await serve(t, (_request, response) => {
    response.write('<input name="EWARE_');
    setImmediate(() => response.end('USERID">'));
  });
  t.match(await checkServer(server, options), { healthy: true });
});

t.test('a server that says nothing, or half of it, fails when the time is over', async (t) => {
  const silent = createRawServer();
  const port = await listen(t, silent);
  const server = serverOf('CRM01', { origin: `http://127.0.0.1:${port}` });
  const text = /no answer from http:\/\/127\.0\.0\.1:\d+ within 50 ms$/;
  t.match(await checkServer(server, { ...options, timeoutMs: 50 }), { healthy: false, text });
  const half = await serve(t, (_request, response) => void response.write('<html>'));
  t.match(await checkServer(half, { ...options, timeoutMs: 50 }), { healthy: false, text });
});

t.test('a refused and a broken connection say so', async (t) => {
  const closedServer = createRawServer();
  closedServer.listen(0, '127.0.0.1');
  await once(closedServer, 'listening');
  const { port } = closedServer.address() as AddressInfo;
  closedServer.close();
  await once(closedServer, 'close');
  const refused = await checkServer(serverOf('A', { origin: `http://127.0.0.1:${port}` }), options);
  t.match(refused, { healthy: false, text: /refused the connection$/ });
  const broken = await serve(t, (request) => request.socket.destroy());
  t.match(await checkServer(broken, options), { healthy: false, text: /broke the connection off$/ });
  const cut = await serve(t, (request, response) => {
    response.writeHead(200, { 'content-length': '500' });
    response.write('<html>', () => request.socket.destroy());
  });
  t.match(await checkServer(cut, options), { healthy: false });
});

t.test('a certificate is checked unless the configuration says otherwise for this server', async (t) => {
  const pair = await generate([{ name: 'commonName', value: 'crm01.example.com' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const port = await listen(
    t,
    createSecureServer({ key: pair.private, cert: pair.cert }, (_request, response) => response.end(page)),
  );
  const server = serverOf('CRM01', { origin: `https://127.0.0.1:${port}` });
  t.match(await checkServer(server, options), { healthy: false, text: /certificate of https.*SELF_SIGNED/ });
  t.match(await checkServer({ ...server, verifyCertificate: false }, options), { healthy: true });
  t.match(await checkServer(server, { ...options, authorities: pair.cert }), { healthy: true });
});

t.test('a check that is stopped ends at once', async (t) => {
  const server = await serve(t, () => undefined);
  const stop = new AbortController();
  const check = checkServer(server, options, stop.signal);
  stop.abort();
  t.match(await check, { healthy: false });
  t.match(await checkServer(server, options, stop.signal), { healthy: false });
});

t.test('the version is read from a healthy page, also where it comes in pieces and last', async (t) => {
  const whole = `${page}<footer>Version 2024 R1</footer>`;
  const server = await serve(t, (_request, response) => {
    response.write(whole.slice(0, whole.indexOf(' R1')));
    setImmediate(() => response.end(whole.slice(whole.indexOf(' R1'))));
  });
  const version = /Version ([^<]+)/;
  t.match(await checkServer(server, { ...options, version }), { healthy: true, version: '2024 R1' });
  const rows: readonly [string, Partial<CheckOptions>, boolean][] = [
    ['nobody knows where it stands', {}, true],
    ['the page does not tell it', { version: /Release (\d+)/ }, true],
    ['the page is another', { version, expect: 'not on this page' }, false],
  ];
  for (const [name, differs, healthy] of rows) {
    const check = await checkServer(server, { ...options, ...differs });
    t.equal(check.healthy, healthy, name);
    t.notOk('version' in check, name);
  }
});
