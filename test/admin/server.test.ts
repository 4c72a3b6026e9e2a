// The admin listener over real sockets: what it answers, what it refuses, and what it survives.

import http from 'node:http';
import net from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { pino } from 'pino';
import t from 'tap';
import { Value } from 'typebox/value';
import { AdminError } from '../../admin/errors.ts';
import { type ReloadAnswer, ReloadAnswerSchema } from '../../admin/reload-schema.ts';
import { adminPaths } from '../../admin/rules/admission.ts';
import { createAdminServer } from '../../admin/server.ts';
import { StatusSchema } from '../../admin/status-schema.ts';
import { createCertificate } from '../../demo/certificate.ts';
import { ask as get } from '../demo/crm/harness.ts';
import { waitFor } from '../support/wait-for.ts';
import { scenes } from './samples.ts';

const log: string[] = [];
const logger = pino({ level: 'warn' }, { write: (line: string) => log.push(line) });
const scene = scenes.calm!;
let readiness = { ready: true, because: ['2 servers serve'] };
const nothing = { version: 1 as const, problem: null, applied: [], restart: [], remarks: [] };
let reloadAnswer: ReloadAnswer = { ...nothing, ok: true, faults: 0, warnings: 0, entries: [] };
let metricsText = async () => '# HELP a b\n';

const server = createAdminServer({
  status: () => scene(),
  metrics: { text: () => metricsText(), contentType: 'text/plain; version=0.0.4; charset=utf-8' },
  ready: () => readiness,
  reload: async () => reloadAnswer,
  logger,
});
const port = await server.listen({ host: '127.0.0.1', port: 0 });
t.teardown(() => server.close());

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into with t.match
type Json = any;

type Answer = { status: number; headers: http.IncomingHttpHeaders; text: string; json: () => Json };

function ask(path: string, options: http.RequestOptions = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { port, host: '127.0.0.1', path, agent: false, ...options },
      async (response) => {
        const text = await readAll(response);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json: () => JSON.parse(text),
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Bytes as they are on the wire; resolves when the server closes. */
function raw(bytes: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.write(bytes, 'latin1');
  return readAll(socket);
}

t.test('the status is the document, readable for people and by its schema', async (t) => {
  const answer = await ask('/api/v1/status');
  t.equal(answer.status, 200);
  t.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
  t.same(answer.json(), scenes.calm!());
  t.match(answer.text, /^\{\n {2}"schema": 1,/);
  const schema = (await ask('/api/v1/status/schema')).json();
  t.ok(Value.Check(schema, answer.json()), 'the schema handed out describes the document handed out');
  t.notOk(Value.Check(schema, { ...answer.json(), servers: [{}] }), 'and nothing else');
  t.ok(Value.Check(StatusSchema, answer.json()));
});

t.test('metrics come as they are', async (t) => {
  const answer = await ask('/metrics');
  t.equal(answer.text, '# HELP a b\n');
  t.equal(answer.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
});

t.test('the process says that it lives', async (t) => {
  t.same((await ask('/healthz')).json(), { alive: true });
});

t.test('readiness is 200 or 503 with the reasons', async (t) => {
  t.match(await ask('/readyz'), { status: 200 });
  readiness = { ready: false, because: ['no server serves'] };
  const answer = await ask('/readyz');
  t.equal(answer.status, 503);
  t.match(answer.json(), { ready: false, because: ['no server serves'], eventLoopLagMs: Number });
  readiness = { ready: true, because: [] };
});

t.test('the index names the product, its state and every path', async (t) => {
  const answer = await ask('/');
  t.match(answer.text, 'Fairlead 0.1.0: serving');
  for (const path of Object.keys(adminPaths)) t.match(answer.text, path);
});

t.test('the head alone has no body but the same fields', async (t) => {
  const answer = await ask('/api/v1/status', { method: 'HEAD' });
  t.equal(answer.text, '');
  t.equal(answer.status, 200);
  t.equal(answer.headers['content-length'], String(Buffer.byteLength((await ask('/api/v1/status')).text)));
});

t.test('an unknown path lists what exists', async (t) => {
  const answer = await ask('/metricz');
  t.equal(answer.status, 404);
  t.match(answer.json(), { error: { code: 'ADM_NOT_FOUND', paths: Object.keys(adminPaths) } });
});

t.test('a reload is asked for with JSON, and answers 200 or 422', async (t) => {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const done = await ask('/api/v1/reload', post, '{}');
  t.equal(done.status, 200);
  t.same(done.json(), reloadAnswer);
  t.equal((await ask('/api/v1/reload', post)).status, 200, 'a body is not needed');
  t.equal((await ask('/api/v1/reload', post, 'no json')).status, 200, 'nor read');
  reloadAnswer = { ...reloadAnswer, ok: false, problem: 'the database does not answer' };
  const refused = await ask('/api/v1/reload', post, '{}');
  t.equal(refused.status, 422);
  t.ok(Value.Check(ReloadAnswerSchema, refused.json()));
  t.match(refused.json(), { ok: false, problem: 'the database does not answer' });
});

t.test('no form and no foreign page can ask for a reload', async (t) => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  t.match(await ask('/api/v1/reload', { method: 'POST', headers: form }, 'a=b'), { status: 415 });
  const page = { 'content-type': 'application/json', origin: 'https://evil.example' };
  const answer = await ask('/api/v1/reload', { method: 'POST', headers: page }, '{}');
  t.equal(answer.status, 403);
  t.match(answer.json(), { error: { code: 'ADM_ORIGIN' } });
  const preflight = await ask('/api/v1/reload', { method: 'OPTIONS', headers: { origin: page.origin } });
  t.equal(preflight.status, 405);
  t.equal(preflight.headers['access-control-allow-origin'], undefined);
  t.equal((await ask('/api/v1/reload')).headers.allow, 'POST');
});

t.test('without a file there is nothing to reload', async (t) => {
  const other = createAdminServer({
    status: () => scene(),
    metrics: { text: async () => '', contentType: 'text/plain' },
    ready: () => readiness,
    logger,
  });
  t.teardown(() => other.close());
  const otherPort = await other.listen({ host: '127.0.0.1', port: 0 });
  const headers = { 'content-type': 'application/json' };
  const answer = await ask('/api/v1/reload', { port: otherPort, method: 'POST', headers });
  t.equal(answer.status, 409);
  t.match(answer.json(), { error: { code: 'ADM_NO_FILE' } });
});

t.test(
  'with a certificate it speaks HTTPS, and a renewed one holds from the next connection on',
  async (t) => {
    const [first, renewed] = [
      await createCertificate(['a'], Date.now()),
      await createCertificate(['b'], Date.now()),
    ];
    const secure = createAdminServer({
      status: () => scene(),
      metrics: { text: metricsText, contentType: 'text/plain' },
      ready: () => readiness,
      tls: first,
      logger,
    });
    t.teardown(() => secure.close());
    const url = `https://localhost:${await secure.listen({ host: '127.0.0.1', port: 0 })}/healthz`;
    t.equal((await get(url, { ca: first.certificate })).status, 200);
    await t.rejects(get(url, { ca: renewed.certificate }));
    secure.renew(renewed);
    t.equal((await get(url, { ca: renewed.certificate })).status, 200);
    await t.rejects(get(url, { ca: first.certificate }));
    server.renew(first);
    t.equal((await ask('/healthz')).status, 200, 'one without a certificate stays as it is');
  },
);

t.test('other methods are refused before their body is read', async (t) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '3' };
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND']) {
    const answer = await ask('/api/v1/status', { method, headers }, 'a=b');
    t.equal(answer.status, 405, method);
    t.equal(answer.headers.allow, 'GET, HEAD');
    t.match(answer.json(), { error: { code: 'ADM_METHOD' } });
  }
});

t.test('a page of another name cannot read it through a rebound name', async (t) => {
  for (const path of Object.keys(adminPaths)) {
    const answer = await ask(path, { headers: { host: `evil.example:${port}` } });
    t.equal(answer.status, 421, path);
    t.match(answer.json(), { error: { code: 'ADM_HOST' } });
  }
  t.equal((await ask('/healthz', { headers: { host: `localhost:${port}` } })).status, 200);
});

t.test('every answer carries the security fields and none is shared with other origins', async (t) => {
  for (const path of ['/', '/metrics', '/api/v1/status', '/nothing']) {
    const { headers } = await ask(path, { headers: { origin: 'https://evil.example' } });
    t.equal(headers['x-content-type-options'], 'nosniff', path);
    t.equal(headers['cache-control'], 'no-store');
    t.match(headers['content-security-policy'], "default-src 'none'");
    t.equal(headers['access-control-allow-origin'], undefined);
  }
});

t.test('a failure inside is told to the log and not to the client', async (t) => {
  const broken = new Error('password of db01 is hunter2');
  metricsText = () => Promise.reject(broken);
  const answer = await ask('/metrics');
  metricsText = async () => '';
  t.equal(answer.status, 500);
  t.match(answer.json(), { error: { code: 'ADM_INTERNAL' } });
  t.notMatch(answer.text, 'hunter2');
  t.match(log.join(''), 'hunter2');
  t.equal((await ask('/metrics')).status, 200, 'the next one is answered');
});

t.test('what is not HTTP, too large or malformed is refused and nothing dies', async (t) => {
  t.match(await raw('garbage\r\n\r\n'), /^HTTP\/1\.1 400 /);
  t.match(
    await raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`),
    /^HTTP\/1\.1 431 /,
  );
  t.match(
    await raw('GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    /^HTTP\/1\.1 4\d\d /,
  );
  t.match(await raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 400 /);
  t.equal((await ask('/healthz')).status, 200);
});

t.test('connections are limited, and free again once others leave', async (t) => {
  const sockets = Array.from({ length: 80 }, () => net.connect(port, '127.0.0.1'));
  let closed = 0;
  for (const socket of sockets) {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      closed += 1;
    });
    socket.resume();
  }
  await waitFor('those beyond the limit to be closed', () => closed >= 80 - 64);
  t.equal(closed, 80 - 64);
  for (const socket of sockets) socket.destroy();
  const status = await waitFor('a free place', () =>
    ask('/healthz').then(
      (answer) => answer.status,
      () => undefined,
    ),
  );
  t.equal(status, 200);
});

t.test('an address in use is said in a sentence', async (t) => {
  const second = createAdminServer({
    status: () => scene(),
    metrics: { text: metricsText, contentType: 'text/plain' },
    ready: () => readiness,
    logger,
  });
  t.teardown(() => second.close());
  const failure = await second.listen({ host: '127.0.0.1', port }).catch((error: unknown) => error);
  t.ok(failure instanceof AdminError);
  t.match(failure, { code: 'ADM_LISTEN', message: `127.0.0.1:${port}`, cause: Error });
});

t.test('an overloaded process is not ready', async (t) => {
  const busy = createAdminServer({
    status: () => scene(),
    metrics: { text: metricsText, contentType: 'text/plain' },
    ready: () => ({ ready: true, because: [] }),
    logger,
    maxLagMs: -1,
  });
  t.teardown(() => busy.close());
  const busyPort = await busy.listen({ host: '127.0.0.1', port: 0 });
  const answer = await ask('/readyz', { port: busyPort });
  t.equal(answer.status, 503);
  t.match(answer.json().because[0], /overloaded/);
});

t.test('closing does not wait for idle connections', async (t) => {
  const short = createAdminServer({
    status: () => scene(),
    metrics: { text: metricsText, contentType: 'text/plain' },
    ready: () => readiness,
    logger,
  });
  const shortPort = await short.listen({ host: 'localhost', port: 0 });
  const agent = new http.Agent({ keepAlive: true });
  t.equal((await ask('/healthz', { port: shortPort, host: 'localhost', agent })).status, 200);
  await short.close();
  await t.rejects(ask('/healthz', { port: shortPort }));
  agent.destroy();
});
