// Servers that refuse, break off, stay silent or answer nonsense; clients that vanish; what is tried again.

import { createServer } from 'node:net';
import t from 'tap';
import { forwardTo, serverAt } from '../../support/scripted-rules.ts';
import { waitFor } from '../../support/wait-for.ts';
import { answerText, type WireRequest } from '../../support/wire-server.ts';
import { type MakeEngine, request, stand } from './stand.ts';

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return typeof address === 'object' && address ? address.port : 0;
}

export function failureTests(name: string, make: MakeEngine): void {
  t.test(`${name}: a server that refuses is passed over for any method, with the whole body`, async (t) => {
    const dead = serverAt(`http://127.0.0.1:${await deadPort()}`, { id: 'dead' });
    const { ask, rules, server, upstream, ended } = await stand(t, make);
    rules.script = {
      peekBytes: 2,
      route: () => forwardTo(dead),
      connectFailed: (_cause, tries) => forwardTo(tries < 3 ? dead : server),
    };
    t.equal((await ask(request('POST /', ['Content-Length: 5'], 'hello'))).status, 200);
    t.equal(upstream.requests[0]?.body, 'hello');
    t.equal(upstream.requests.length, 1);
    t.match(await ended(), { reason: 'completed' });
    t.same(rules.calls[0], [
      'begin',
      'route',
      'connectFailed',
      'connectFailed',
      'connectFailed',
      'responseHead',
      'end',
    ]);
  });

  t.test(`${name}: where no server takes it the rules say what the client sees`, async (t) => {
    const { ask, ended, engine } = await stand(t, make, { origin: `http://127.0.0.1:${await deadPort()}` });
    t.match(await ask(request('GET /')), { status: 502, body: 'no server' });
    t.match(await ended(), { reason: 'connect-failed', status: 502, connectMs: undefined });
    await waitFor('the gauge at rest', () => engine.stats().upstreamConnections === 0);
  });

  t.test(`${name}: rules that never give up are stopped`, async (t) => {
    const dead = serverAt(`http://127.0.0.1:${await deadPort()}`);
    const { ask, ended, rules } = await stand(t, make, {
      origin: dead.origin,
      problemsExpected: true,
      script: { connectFailed: () => forwardTo(dead) },
    });
    t.equal((await ask(request('GET /'))).status, 502);
    t.match(await ended(), { reason: 'connect-failed' });
    t.ok((rules.calls[0]?.length ?? 0) < 200);
  });

  const breaks: readonly (readonly [string, (request: WireRequest) => void])[] = [
    ['resets', ({ connection }) => connection.reset()],
    ['closes', ({ connection }) => connection.end()],
    ['closes in its head', ({ connection }) => connection.end('HTTP/1.1 200 OK\r\nContent-Le')],
    ['talks nonsense', ({ connection }) => connection.end('this is not HTTP\r\n\r\n')],
    [
      'frames twice',
      ({ connection }) =>
        connection.send(
          'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        ),
    ],
    [
      'gives two lengths',
      ({ connection }) =>
        connection.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nhello'),
    ],
    [
      'uses a coding nobody knows',
      ({ connection }) =>
        connection.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'),
    ],
    [
      'switches protocol unasked',
      ({ connection }) =>
        connection.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'),
    ],
  ];
  for (const [what, onRequest] of breaks) {
    t.test(`${name}: a server that ${what} is a 502, and a POST was sent once`, async (t) => {
      const { ask, upstream, ended, rules } = await stand(t, make, { upstream: { onRequest } });
      t.match(await ask(request('POST /', ['Content-Length: 5'], 'hello')), {
        status: 502,
        body: 'failure 502',
      });
      t.equal(upstream.requests.length, 1);
      t.match(await ended(), { reason: 'upstream-failed', status: 502 });
      upstream.script = {};
      t.equal((await ask(request('GET /'))).status, 200);
      t.equal(rules.ends.length, 2);
    });
  }

  const cuts = [
    ['a length', 'Content-Length: 100\r\n\r\nhello'],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'],
    ['broken chunks', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\n\r\n'],
  ] as const;
  for (const version of ['1.1', '1.0']) {
    for (const [framing, text] of cuts) {
      t.test(`${name}: an answer with ${framing} that is cut looks cut to HTTP/${version}`, async (t) => {
        const { open, ended } = await stand(t, make, {
          upstream: { onRequest: ({ connection }) => connection.end(`HTTP/1.1 200 OK\r\n${text}`) },
        });
        const client = await open();
        client.write(`GET / HTTP/${version}\r\nHost: a\r\n\r\n`);
        await waitFor('the break', () => client.over());
        t.match(await ended(), { reason: 'upstream-cut' });
        if (client.failure() === undefined) t.equal((await client.answer()).complete, false);
        else t.match(client.failure(), /ECONNRESET/);
      });
    }
  }

  t.test(
    `${name}: a kept connection that closes under a GET costs one more try, on a fresh one`,
    async (t) => {
      const { open, upstream, engine, ended } = await stand(t, make, {
        upstream: {
          onRequest: ({ connection, target }) => {
            if (connection.requestCount > 1) connection.reset();
            else connection.send(answerText(200, target));
          },
        },
      });
      const client = await open();
      for (let turn = 0; turn < 3; turn++) {
        client.write(request(`GET /${turn}`));
        t.match(await client.answer(), { status: 200, body: `/${turn}` });
        await ended(turn + 1);
      }
      t.equal(engine.stats().retriesTotal, upstream.requests.length - 3);
      t.ok(engine.stats().retriesTotal >= 1, 'a kept connection was used');
    },
  );

  t.test(`${name}: only a request that may be repeated is repeated`, async (t) => {
    const rows = [
      ['POST', ['Content-Length: 2'], 'hi'],
      ['POST', [], ''],
      ['PUT', ['Content-Length: 2'], 'hi'],
      ['PATCH', ['Content-Length: 0'], ''],
    ] as const;
    for (const [method, fields, body] of rows) {
      const { open, upstream, engine, ended } = await stand(t, make, {
        upstream: {
          onRequest: ({ connection, target }) => {
            if (connection.requestCount > 1) connection.end();
            else connection.send(answerText(200, target));
          },
        },
      });
      const client = await open();
      client.write(request('GET /first'));
      await client.answer();
      await waitFor('the kept connection', () => engine.stats().upstreamIdle === 1);
      client.write(request(`${method} /second`, fields, body));
      t.equal((await client.answer()).status, 502, `${method} ${body}`);
      t.match(await ended(2), { reason: 'upstream-failed' });
      t.equal(upstream.requests.filter((each) => each.target === '/second').length, 1);
    }
  });

  t.test(`${name}: a server that fails a second time, or after a byte, is not asked again`, async (t) => {
    const { open, upstream, engine } = await stand(t, make);
    const client = await open();
    client.write(request('GET /first'));
    await client.answer();
    await waitFor('the kept connection', () => engine.stats().upstreamIdle === 1);
    upstream.script = { onRequest: ({ connection }) => connection.end() };
    client.write(request('GET /second'));
    t.equal((await client.answer()).status, 502);
    t.equal(upstream.requests.length, 3, 'the first, the second and its one repetition');
    upstream.script = {};
    client.write(request('GET /third'));
    await client.answer();
    await waitFor('the kept connection', () => engine.stats().upstreamIdle === 1);
    upstream.script = { onRequest: ({ connection }) => connection.end('HTTP/1.1 2') };
    client.write(request('GET /fourth'));
    t.equal((await client.answer()).status, 502);
    t.equal(upstream.requests.length, 5);
  });

  t.test(`${name}: a kept connection that the server has closed meanwhile is not used`, async (t) => {
    const { open, upstream, engine } = await stand(t, make);
    const client = await open();
    client.write(request('GET /1'));
    await client.answer();
    await waitFor('the kept connection', () => engine.stats().upstreamIdle === 1);
    upstream.connections[0]?.end();
    await waitFor('the pool to be empty', () => engine.stats().upstreamConnections === 0);
    client.write(request('POST /2', ['Content-Length: 2'], 'hi'));
    t.equal((await client.answer()).status, 200);
  });

  t.test(`${name}: bytes nobody asked for spoil no other answer`, async (t) => {
    const { ask, upstream, engine, ended } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection }) =>
          connection.send(`${answerText(200, 'good')}${answerText(200, 'POISON')}`),
      },
    });
    t.match((await ask(request('GET /1'))).status, /200|502/);
    await ended();
    await waitFor('the connection to go', () => engine.stats().upstreamConnections === 0);
    upstream.script = {};
    t.equal((await ask(request('GET /2'))).body, 'ok:/2');
  });

  const leaving: readonly (readonly [string, WireRequest['method'], string])[] = [
    ['while it waits', 'GET', ''],
    ['in its upload', 'POST', 'Content-Length: 100000'],
  ];
  for (const [when, method, field] of leaving) {
    for (const how of ['reset', 'close'] as const) {
      t.test(`${name}: a client that leaves (${how}) ${when} releases its server`, async (t) => {
        const { open, upstream, engine, ended } = await stand(t, make, {
          upstream: { onRequest: () => undefined },
        });
        const client = await open();
        client.write(request(`${method} /`, field ? [field] : [], field ? 'x'.repeat(100) : ''));
        await waitFor('the request', () => upstream.requests.length === 1);
        client[how]();
        await waitFor('the server to be released', () => upstream.connections[0]?.over);
        t.match(await ended(), { reason: /client-gone|bad-request/ });
        t.equal(upstream.requests[0]?.complete, method === 'GET');
        t.equal(engine.stats().upstreamConnections, 0);
      });
    }
  }

  t.test(`${name}: after 200 clients that vanish in mid-answer no connection is left`, async (t) => {
    const { open, engine, rules } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection, target }) => {
          connection.send('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n');
          if (target === '/stream') connection.send('x'.repeat(20_000));
        },
      },
    });
    for (let round = 0; round < 20; round++) {
      const clients = await Promise.all(Array.from({ length: 10 }, () => open()));
      for (const [index, client] of clients.entries())
        client.write(request(`GET /${index % 2 ? 'stream' : 'hang'}`));
      await Promise.all(clients.map((client) => waitFor('the head', () => client.received().length > 20)));
      for (const [index, client] of clients.entries()) client[index % 3 ? 'reset' : 'close']();
    }
    await waitFor('all to be released', () => engine.stats().upstreamConnections === 0);
    await waitFor('all ends', () => rules.ends.length === 200);
    t.ok(rules.ends.every((end) => end.reason === 'client-gone' && end.status === 200));
    await waitFor('all clients gone', () => engine.stats().clientConnections === 0);
    t.equal(engine.stats().upstreamIdle, 0);
  });
}
