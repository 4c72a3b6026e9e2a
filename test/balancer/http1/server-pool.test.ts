// Connections to a server: kept and used again, never more than allowed, left before the server closes them, and the
// race when it closes them all the same.

import t from 'tap';
import { createCoreEngine } from '../../../balancer/http1/core-engine.ts';
import { replyWith } from '../../support/scripted-rules.ts';
import { waitFor } from '../../support/wait-for.ts';
import { answerText, type WireRequest } from '../../support/wire-server.ts';
import { request, stand } from '../engine-suite/stand.ts';

t.test('no idempotent request is lost to a server that closes kept connections at random', async (t) => {
  const closing = ({ connection, target }: WireRequest) => {
    connection.send(answerText(200, `ok:${target}`));
    const index = Number(target.slice(1));
    const wait = (index * 7) % 7;
    if (wait === 0) setImmediate(() => connection.socket.destroy());
    else setTimeout(() => connection.socket.destroy(), wait);
  };
  const { open, engine } = await stand(t, createCoreEngine, { upstream: { onRequest: closing } });
  const wrong: string[] = [];
  await Promise.all(
    Array.from({ length: 30 }, async (_, lane) => {
      const client = await open();
      for (let index = lane * 50; index < lane * 50 + 50; index++) {
        client.write(request(`GET /${index}`));
        const answer = await client.answer();
        if (answer.status !== 200 || answer.body !== `ok:/${index}`) wrong.push(`${index}: ${answer.status}`);
        await new Promise((resolve) => setTimeout(resolve, index % 7));
      }
    }),
  );
  t.same(wrong, []);
  t.comment(`${engine.stats().retriesTotal} were sent again`);
});

t.test(
  'a request on a connection that has just been closed goes out once more, a POST does not',
  async (t) => {
    const answers = (died: { count: number }) => (incoming: WireRequest) => {
      const { connection, target } = incoming;
      if (target === '/race' && connection.requestCount > 1) {
        died.count++;
        connection.socket.destroy();
      } else connection.send(answerText(200, `ok:${target}`));
    };
    const rows = [
      ['GET', [], '', 200, 1],
      ['HEAD', [], '', 200, 1],
      ['DELETE', [], '', 200, 1],
      ['POST', ['Content-Length: 2'], 'hi', 502, 0],
      ['PUT', ['Content-Length: 2'], 'hi', 502, 0],
      ['PATCH', [], '', 502, 0],
    ] as const;
    for (const [method, fields, body, status, retries] of rows) {
      const died = { count: 0 };
      const { open, engine } = await stand(t, createCoreEngine, { upstream: { onRequest: answers(died) } });
      const client = await open();
      client.write(request('GET /first'));
      await client.answer();
      client.write(request(`${method} /race`, fields, body));
      t.equal((await client.answer(method)).status, status, method);
      t.equal(died.count, 1);
      t.equal(engine.stats().retriesTotal, retries);
    }
  },
);

t.test('a server that dies on the fresh connection too is a 502, not a loop', async (t) => {
  let tries = 0;
  const { open, engine } = await stand(t, createCoreEngine, {
    upstream: {
      onRequest: ({ connection, target }) => {
        if (target === '/ok') connection.send(answerText(200, 'ok'));
        else {
          tries++;
          connection.socket.destroy();
        }
      },
    },
  });
  const client = await open();
  client.write(request('GET /ok'));
  await client.answer();
  client.write(request('GET /dies'));
  t.equal((await client.answer()).status, 502);
  t.equal(tries, 2);
  t.equal(engine.stats().upstreamConnections, 0);
});

t.test('a server never has more connections than it may, and those who wait are served', async (t) => {
  let most = 0;
  const { open, upstream, engine } = await stand(t, createCoreEngine, {
    limits: { connectionsPerServer: 3 },
    upstream: { onRequest: ({ connection }) => setTimeout(() => connection.send(answerText(200, 'ok')), 5) },
  });
  const clients = await Promise.all(Array.from({ length: 20 }, () => open()));
  for (const client of clients) client.write(request('GET /'));
  const watch = setInterval(() => {
    most = Math.max(most, engine.stats().upstreamConnections);
  }, 1);
  t.teardown(() => clearInterval(watch));
  for (const client of clients) t.equal((await client.answer()).status, 200);
  t.ok(most <= 3, `${most} at most`);
  t.equal(upstream.connections.length, 3);
});

t.test('who waits in vain is told to the rules like a server that refuses', async (t) => {
  const causes: unknown[] = [];
  const { open, upstream, ended } = await stand(t, createCoreEngine, {
    limits: { connectionsPerServer: 1, connectTimeoutMs: 200 },
    upstream: { onRequest: () => undefined },
    script: {
      connectFailed: (cause) => {
        causes.push('code' in cause ? cause.code : cause);
        return replyWith(503, 'busy');
      },
    },
  });
  const first = await open();
  first.write(request('GET /holds'));
  await waitFor('the first', () => upstream.requests.length === 1);
  const second = await open();
  second.write(request('GET /waits'));
  t.equal((await second.answer()).status, 503);
  t.match(await ended(), { reason: 'connect-failed' });
  t.same(causes, ['BAL_SERVER_BUSY']);
});

t.test('a client that leaves the queue makes room', async (t) => {
  const { open, upstream, engine, rules } = await stand(t, createCoreEngine, {
    limits: { connectionsPerServer: 1 },
    upstream: { onRequest: () => undefined },
  });
  const first = await open();
  first.write(request('GET /holds'));
  await waitFor('the first', () => upstream.requests.length === 1);
  const leaves = await open();
  leaves.write(request('GET /leaves'));
  const stays = await open();
  stays.write(request('GET /stays'));
  await waitFor('both to wait', () => rules.calls.length === 3);
  leaves.close();
  await waitFor('its end', () => rules.ends.length === 1);
  upstream.requests[0]?.connection.send(answerText(200, 'ok'));
  await first.answer();
  await waitFor('the next', () => upstream.requests.length === 2);
  t.equal(upstream.requests[1]?.target, '/stays');
  t.equal(engine.stats().upstreamConnections, 1);
});

t.test('a kept connection goes before the server would close it', async (t) => {
  const rows = [
    [{ serverIdleMs: 200 }, []],
    [{ serverIdleMs: 60_000 }, ['Keep-Alive: timeout=1']],
    [{ serverIdleMs: 60_000 }, ['Connection: close']],
  ] as const;
  for (const [limits, fields] of rows) {
    const { ask, engine } = await stand(t, createCoreEngine, {
      limits,
      upstream: { onRequest: ({ connection }) => connection.send(answerText(200, 'ok', fields)) },
    });
    await ask(request('GET /'));
    await waitFor(`the connection to go with ${fields}`, () => engine.stats().upstreamConnections === 0);
  }
});

t.test('bytes that nobody asked for end a kept connection', async (t) => {
  const { ask, upstream, engine } = await stand(t, createCoreEngine);
  await ask(request('GET /1'));
  t.equal(engine.stats().upstreamIdle, 1);
  upstream.connections[0]?.send(answerText(200, 'poison'));
  await waitFor('the connection to go', () => engine.stats().upstreamConnections === 0);
  t.equal((await ask(request('GET /2'))).body, 'ok:/2');
});
