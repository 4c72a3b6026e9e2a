// One client connection over real sockets: cuts anywhere, users bound to connections, clients that vanish or flood.

import { once } from 'node:events';
import t from 'tap';
import { createCoreEngine } from '../../../balancer/http1/core-engine.ts';
import { waitFor } from '../../support/wait-for.ts';
import { answerText, type WireRequest } from '../../support/wire-server.ts';
import { request, stand } from '../engine-suite/stand.ts';

const messages: readonly (readonly [string, string])[] = [
  ['a request with a length', request('POST /a', ['Content-Length: 5'], 'hello')],
  [
    'chunks with a trailer',
    request('POST /b', ['Transfer-Encoding: chunked'], '5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n'),
  ],
  ['an absolute target', 'GET http://crm.example.com/c HTTP/1.1\r\nHost: a\r\nCookie: a=1\r\n\r\n'],
];

for (const [what, bytes] of messages) {
  t.test(`${what}, cut at any byte, reaches the server unchanged`, async (t) => {
    const { open, upstream } = await stand(t, createCoreEngine);
    const lanes = 10;
    const runLane = async (lane: number) => {
      const client = await open();
      for (let cut = lane; cut < bytes.length; cut += lanes) {
        client.write(bytes.slice(0, cut));
        await new Promise((resolve) => setImmediate(resolve));
        client.write(bytes.slice(cut));
        const answer = await client.answer();
        if (answer.status !== 200) t.fail(`status ${answer.status} at ${cut}`);
      }
    };
    await Promise.all(Array.from({ length: lanes }, (_, lane) => runLane(lane)));
    const seen = upstream.requests.map(({ method, target, fields, body, trailers }) =>
      JSON.stringify({ method, target, fields, body, trailers }),
    );
    t.equal(seen.length, bytes.length);
    t.equal(new Set(seen).size, 1);
  });
}

/** Binds a connection to the user that signed on over it, as NTLM does, and says who that is. */
function signOnServer() {
  const users = new Map<number, string>();
  return {
    onRequest: ({ connection, field }: WireRequest) => {
      const credentials = /^(NTLM|Negotiate) (\S+)$/.exec(field('authorization') ?? '');
      if (credentials) users.set(connection.index, credentials[2] ?? '');
      const user = users.get(connection.index);
      if (user !== undefined) connection.send(answerText(200, `${user}@${connection.index}`));
      else connection.send(answerText(401, '', ['WWW-Authenticate: Negotiate', 'WWW-Authenticate: NTLM']));
    },
  };
}

t.test('users who sign on to connections are never mixed', async (t) => {
  const { open, engine } = await stand(t, createCoreEngine, { upstream: signOnServer() });
  const users = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const client = await open();
      client.write(request('GET /challenge'));
      t.equal((await client.answer()).status, 401);
      client.write(
        request('GET /sign-on', [`Authorization: ${index % 2 ? 'NTLM' : 'Negotiate'} user${index}`]),
      );
      return { client, name: (await client.answer()).body };
    }),
  );
  t.equal(new Set(users.map((each) => each.name)).size, 8, 'each has a connection of its own');
  for (let round = 0; round < 20; round++) {
    for (const { client } of users) client.write(request('GET /page'));
    const bodies = await Promise.all(users.map(async ({ client }) => (await client.answer()).body));
    t.same(
      bodies,
      users.map((each) => each.name),
      `round ${round}`,
    );
  }
  const stranger = await open();
  stranger.write(request('GET /page'));
  t.equal((await stranger.answer()).status, 401, 'somebody new is nobody');
  for (const { client } of users) client.close();
  stranger.close();
  await waitFor('all bound connections to go', () => engine.stats().upstreamConnections === 0);
});

t.test('a user who signs on with the first request is bound too', async (t) => {
  const { open, ask, engine } = await stand(t, createCoreEngine, { upstream: signOnServer() });
  const client = await open();
  client.write(request('GET /', ['Authorization: Negotiate anna']));
  t.match((await client.answer()).body, /^anna@/);
  t.equal((await ask(request('GET /'))).status, 401);
  t.equal(engine.stats().upstreamIdle, 0);
});

t.test('a bound connection does not follow its client to another server', async (t) => {
  const first = await stand(t, createCoreEngine, { upstream: signOnServer() });
  const second = await stand(t, createCoreEngine, { upstream: signOnServer() });
  const client = await first.open();
  client.write(request('GET /', ['Authorization: NTLM anna']));
  t.match((await client.answer()).body, /^anna@/);
  first.rules.script = {
    route: () => ({
      kind: 'forward',
      server: second.server,
      edits: { drop: [], replace: new Map(), append: [] },
      because: 'test',
    }),
  };
  client.write(request('GET /'));
  t.equal((await client.answer()).status, 401);
  await waitFor('the first connection to go', () => first.upstream.connections.every((each) => each.over));
});

t.test('a thousand clients that vanish leave nothing behind', async (t) => {
  const { open, upstream, engine, rules } = await stand(t, createCoreEngine, {
    upstream: {
      onRequest: ({ connection, target }) => {
        if (target !== '/wait') connection.send('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhello');
      },
    },
  });
  for (let round = 0; round < 20; round++) {
    const clients = await Promise.all(Array.from({ length: 50 }, () => open()));
    for (const [index, client] of clients.entries())
      client.write(request(index % 2 ? 'GET /wait' : 'GET /begin'));
    await waitFor('the requests', () => upstream.requests.length === (round + 1) * 50);
    for (const [index, client] of clients.entries()) {
      if (index % 3) client.close();
      else client.reset();
    }
    await waitFor('their end', () => engine.stats().clientConnections === 0);
  }
  await waitFor('no server connection', () => engine.stats().upstreamConnections === 0);
  t.equal(rules.ends.length, 1000);
  t.same(new Set(rules.ends.map((end) => end.reason)), new Set(['client-gone']));
});

t.test('a client that sends ahead without end is stopped', async (t) => {
  const { open, upstream } = await stand(t, createCoreEngine, { upstream: { onRequest: () => undefined } });
  const client = await open();
  client.write(request('GET /first'));
  await waitFor('the first request', () => upstream.requests.length === 1);
  const ahead = request('GET /ahead', [`X: ${'v'.repeat(8000)}`]);
  for (let sent = 0; sent < 64 << 20; sent += ahead.length) client.write(ahead);
  const [drained] = await Promise.race([
    once(client.socket, 'drain').then(() => [true]),
    new Promise<boolean[]>((resolve) => setTimeout(() => resolve([false]), 300)),
  ]);
  t.equal(drained, false);
  t.equal(upstream.requests.length, 1);
});

t.test('what follows a refused head is never read as a request', async (t) => {
  const { open, upstream, engine } = await stand(t, createCoreEngine);
  const client = await open();
  client.write(`GET /bad HTTP/1.1\r\nHost : a\r\n\r\n${request('GET /smuggled')}`);
  const answer = await client.answer();
  t.equal(answer.status, 400);
  t.equal(answer.field('connection'), 'close');
  client.write(request('GET /later'));
  await waitFor('the close', () => client.over());
  t.equal(upstream.requests.length, 0);
  t.equal(engine.stats().badRequestsTotal, 1);
});

t.test('a refusal is seen although the client goes on sending', async (t) => {
  const { open } = await stand(t, createCoreEngine, { limits: { headBytes: 4096 } });
  const client = await open();
  client.write(`GET / HTTP/1.1\r\nX: ${'v'.repeat(2_000_000)}`);
  t.equal((await client.answer()).status, 431);
});

t.test('a head longer than what may wait is read, if the limits allow it', async (t) => {
  const { open, upstream } = await stand(t, createCoreEngine, { limits: { headBytes: 200_000 } });
  const client = await open();
  const head = request('GET /', [`X: ${'v'.repeat(150_000)}`]);
  for (let at = 0; at < head.length; at += 30_000) {
    client.write(head.slice(at, at + 30_000));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  t.equal((await client.answer()).status, 200);
  t.equal(upstream.requests[0]?.field('x')?.length, 150_000);
});

t.test('OPTIONS that may go no further is answered here, another goes one step less', async (t) => {
  const { ask, upstream } = await stand(t, createCoreEngine);
  const own = await ask(request('OPTIONS *', ['Max-Forwards: 0']));
  t.match(own.field('allow'), /GET/);
  t.equal(upstream.requests.length, 0);
  await ask(request('OPTIONS *', ['Max-Forwards: 3']));
  t.equal(upstream.requests[0]?.field('max-forwards'), '2');
  t.equal(upstream.requests[0]?.target, '*');
});

t.test('a client that sends ahead and reads nothing does not fill our memory', async (t) => {
  const page = 'x'.repeat(60_000);
  const { open, upstream } = await stand(t, createCoreEngine, {
    upstream: { onRequest: ({ connection }) => connection.send(answerText(200, page)) },
  });
  const client = await open();
  client.socket.pause();
  for (let count = 0; count < 5000; count++) client.write(request(`GET /${count}`));
  let before = -1;
  await waitFor('the requests to stop', async () => {
    const after = upstream.requests.length;
    if (after > 0 && after === before) return true;
    before = after;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return false;
  });
  t.ok(upstream.requests.length < 500, `${upstream.requests.length} of 5000 requests were taken`);
  client.socket.resume();
  for (let count = 0; count < upstream.requests.length; count++) {
    if ((await client.answer()).body.length !== page.length) t.fail(`answer ${count}`);
    if (count > 50) break;
  }
});

t.test('an early answer does not end a connection on which the body still comes', async (t) => {
  const { open, upstream, engine, ended } = await stand(t, createCoreEngine, {
    upstream: {
      onHead: ({ connection, method }) => {
        if (method === 'POST') connection.send(answerText(401, 'who?', ['WWW-Authenticate: NTLM']));
      },
      onRequest: ({ connection, method }) => {
        if (method === 'GET') connection.send(answerText(200, `connection ${connection.index}`));
      },
    },
  });
  const client = await open();
  client.write(request('POST /', ['Content-Length: 100'], 'x'.repeat(50)));
  const early = await client.answer();
  t.equal(early.status, 401);
  t.equal(early.field('connection'), undefined);
  client.write('x'.repeat(50));
  t.match(await ended(), { reason: 'completed', status: 401, requestBodyBytes: 100 });
  client.write(request('GET /'));
  t.equal((await client.answer()).body, 'connection 0');
  t.equal(upstream.requests[0]?.body.length, 100);
  t.equal(engine.stats().upstreamConnections, 1);
});

t.test('an early answer to one who waits to continue ends the connection', async (t) => {
  const { open, ended } = await stand(t, createCoreEngine, {
    upstream: { onHead: ({ connection }) => connection.send(answerText(401, 'who?')) },
  });
  const client = await open();
  client.write(request('POST /', ['Expect: 100-continue', 'Content-Length: 100']));
  t.match(await client.answer(), { status: 401 });
  await waitFor('the close', () => client.over());
  t.match(await ended(), { reason: 'completed', status: 401 });
});

t.test('a body that never comes after an early answer ends the connection', async (t) => {
  const { open, ended, engine } = await stand(t, createCoreEngine, {
    limits: { bodyTimeoutMs: 200 },
    upstream: { onHead: ({ connection }) => connection.send(answerText(401, 'who?')) },
  });
  const client = await open();
  client.write(request('POST /', ['Content-Length: 100'], 'x'));
  t.match(await client.answer(), { status: 401 });
  await waitFor('the close', () => client.over());
  t.match(await ended(), { reason: 'completed', status: 401 });
  await waitFor('release', () => engine.stats().upstreamConnections === 0);
});

t.test('rules that name a value with a line end fail, and nothing is sent', async (t) => {
  const { ask, open, rules, server, upstream, problems } = await stand(t, createCoreEngine, {
    problemsExpected: true,
  });
  await ask(request('GET /'));
  rules.script = {
    route: () => ({
      kind: 'forward',
      server,
      edits: { drop: [], replace: new Map(), append: ['X', 'a\r\nY: b'] },
      because: 'test',
    }),
  };
  const client = await open();
  client.write(request('GET /'));
  await waitFor('the end', () => client.over());
  t.equal(upstream.requests.length, 1);
  t.match(problems[0], { code: 'BAL_ENGINE_FAULT' });
  await waitFor('the end of the exchange', () => rules.ends.length === 2);
});
