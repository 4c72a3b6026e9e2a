// Operations over a real admin listener: who may, what they send, and what is answered; and the same from the command line.

import http from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { Type } from 'typebox';
import { callOperation } from '../../admin/cli/call-operation.ts';
import { bind, type Caller, operation, refused } from '../../admin/operation.ts';
import { createAdminServer } from '../../admin/server.ts';
import { scenes } from './samples.ts';

const paint = operation({
  name: 'server.paint',
  method: 'POST',
  path: '/api/v1/servers/:server/paint',
  summary: 'paint a server',
  input: Type.Object(
    { server: Type.String(), colour: Type.String(), coats: Type.Optional(Type.Integer({ minimum: 1 })) },
    { additionalProperties: false },
  ),
  output: Type.Object({ painted: Type.String() }),
});
const coats = operation({
  name: 'server.coats',
  method: 'GET',
  path: '/api/v1/servers/:server/coats',
  summary: 'how many coats it has',
  input: Type.Object({ server: Type.String(), least: Type.Optional(Type.Integer()) }),
  output: Type.Object({ coats: Type.Integer() }),
});

const callers: Caller[] = [];
const bound = [
  bind(paint, ({ server, colour }, caller) => {
    callers.push(caller);
    if (server === 'GONE')
      return refused(404, 'unknown-server', { text: 'There is no server GONE.', mend: 'Name one of CRM1.' });
    if (server === 'BROKEN') throw new Error('the brush broke');
    return { ok: true, value: { painted: `${server} ${colour}` } };
  }),
  bind(coats, ({ least }) => ({ ok: true, value: { coats: (least ?? 0) + 1 } })),
];

async function started(t: Test, host = '127.0.0.1', tokens: Readonly<Record<string, string>> = {}) {
  const server = createAdminServer({
    status: () => scenes.calm!(),
    metrics: { text: async () => '', contentType: 'text/plain' },
    ready: () => ({ ready: true, because: [] }),
    operations: bound,
    tokens: () => tokens,
    logger: pino({ level: 'silent' }),
  });
  const port = await server.listen({ host, port: 0 });
  t.teardown(() => server.close());
  return { adminUrl: `http://127.0.0.1:${port}`, port };
}

function send(port: number, path: string, options: http.RequestOptions, body = '') {
  return new Promise<{ status: number; text: string; headers: http.IncomingHttpHeaders }>(
    (resolve, reject) => {
      const request = http.request(
        { port, host: '127.0.0.1', path, agent: false, ...options },
        async (response) =>
          resolve({
            status: response.statusCode ?? 0,
            text: await readAll(response),
            headers: response.headers,
          }),
      );
      request.on('error', reject);
      request.end(body);
    },
  );
}

const json = { 'content-type': 'application/json' };
const question = (adminUrl: string) => ({
  adminUrl,
  timeoutMs: 5000,
  interrupted: new AbortController().signal,
});

t.test('the command line asks, is answered, and is told why not', async (t) => {
  const { adminUrl } = await started(t);
  callers.length = 0;
  const done = await callOperation(question(adminUrl), paint, { server: 'CRM 1/ö', colour: 'red' });
  t.same(done, { ok: true, value: { painted: 'CRM 1/ö red' } });
  t.match(callers, [{ by: /\S/, from: '127.0.0.1' }]);
  t.match(await callOperation(question(adminUrl), paint, { server: 'GONE', colour: 'red' }), {
    ok: false,
    status: 404,
    code: 'unknown-server',
    mend: 'Name one of CRM1.',
  });
  t.same(await callOperation(question(adminUrl), coats, { server: 'CRM1', least: 4 }), {
    ok: true,
    value: { coats: 5 },
  });
  await t.rejects(callOperation(question(adminUrl), paint, { server: 'BROKEN', colour: 'x' }), {
    message: /500: Something failed inside/,
  });
});

t.test('input that does not fit is told in one sentence, and nothing is done', async (t) => {
  const { port } = await started(t);
  callers.length = 0;
  const path = '/api/v1/servers/CRM1/paint';
  const cases: readonly (readonly [string, RegExp])[] = [
    ['{}', /colour/],
    ['{"colour":1}', /colour: must be string/],
    ['{"colour":"red","coats":0}', /coats/],
    ['{"colour":"red","color":"red"}', /additional/],
    ['{"colour"', /no JSON/],
    ['[]', /must be a JSON object/],
    ['{"server":"OTHER"}', /colour/],
  ];
  for (const [body, wanted] of cases) {
    const { status, text } = await send(port, path, { method: 'POST', headers: json }, body);
    t.equal(status, 400, body);
    t.match(JSON.parse(text), { error: { code: 'ADM_INPUT', message: wanted } });
  }
  t.equal((await send(port, '/api/v1/servers/CRM1/coats?least=many', {})).status, 400);
  t.equal((await send(port, path, { method: 'GET' })).status, 405);
  t.equal((await send(port, '/api/v1/servers//paint', { method: 'POST', headers: json })).status, 404);
  t.equal((await send(port, '/api/v1/servers/%zz/paint', { method: 'POST', headers: json })).status, 400);
  t.equal((await send(port, path, { method: 'POST' }, '{}')).status, 415, 'a form of a foreign page');
  t.equal((await send(port, path, { method: 'POST', headers: json }, 'x'.repeat(70_000))).status, 413);
  t.same(callers, [], 'none of them was run');
});

t.test('the path says which server, whatever the body says', async (t) => {
  const { port } = await started(t);
  const body = '{"server":"OTHER","colour":"red"}';
  const { text } = await send(port, '/api/v1/servers/CRM1/paint', { method: 'POST', headers: json }, body);
  t.same(JSON.parse(text), { painted: 'CRM1 red' });
});

t.test('with tokens only who has one may, under the name it was given to', async (t) => {
  const token = 'a-token-long-enough-for-this';
  const { port, adminUrl } = await started(t, '127.0.0.1', { anna: token, robot: `${token}2` });
  const path = '/api/v1/servers/CRM1/paint';
  const ask = (headers: Readonly<Record<string, string>>) =>
    send(port, path, { method: 'POST', headers: { ...json, ...headers } }, '{"colour":"red"}');
  callers.length = 0;
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: `Basic ${token}` }]) {
    const { status, text, headers: answered } = await ask(headers);
    t.equal(status, 401);
    t.equal(answered['www-authenticate'], 'Bearer');
    t.match(JSON.parse(text), { error: { code: 'ADM_TOKEN' } });
    t.notMatch(text, token);
  }
  t.same(callers, []);
  t.equal((await ask({ authorization: `Bearer ${token}2`, 'x-fairlead-by': 'anna' })).status, 200);
  t.match(callers, [{ by: 'robot' }], 'the name is that of the token');
  await t.rejects(callOperation(question(adminUrl), coats, { server: 'CRM1' }), {
    message: /FAIRLEAD_TOKEN/,
  });
  process.env.FAIRLEAD_TOKEN = token;
  t.teardown(() => {
    delete process.env.FAIRLEAD_TOKEN;
  });
  t.same(await callOperation(question(adminUrl), coats, { server: 'CRM1' }), {
    ok: true,
    value: { coats: 1 },
  });
});

t.test('a listener for other machines does nothing without tokens', async (t) => {
  const { port } = await started(t, '0.0.0.0');
  const { status, text } = await send(
    port,
    '/api/v1/servers/CRM1/paint',
    { method: 'POST', headers: json },
    '{"colour":"red"}',
  );
  t.equal(status, 403);
  t.match(JSON.parse(text), { error: { code: 'ADM_NO_TOKENS', message: /admin\.tokens/ } });
  t.match((await send(port, '/', {})).text, /\/api\/v1\/servers\/:server\/paint +POST: paint a server/);
});
