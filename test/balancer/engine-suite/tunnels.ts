// WebSockets: the handshake, bytes in both directions from the first on, the end; and upgrades that are none.

import t from 'tap';
import { waitFor } from '../../support/wait-for.ts';
import { answerText, type WireConnection, type WireRequest } from '../../support/wire-server.ts';
import { type MakeEngine, request, stand } from './stand.ts';

const handshake = [
  'Connection: keep-alive, Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];
const accepted =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSet-Cookie: ws=1\r\n\r\n';
const echo = ({ connection }: WireRequest) => {
  connection.send(accepted);
  connection.tunnel((chunk) => connection.send(`E${chunk.toString('latin1')}`));
};

/** The engine has closed its end: a server in a tunnel keeps its own half open. */
const left = (connection: WireConnection | undefined) => connection?.over || connection?.halfClosed;

export function tunnelTests(name: string, make: MakeEngine): void {
  t.test(`${name}: a WebSocket carries bytes both ways`, async (t) => {
    const { open, upstream, engine, rules, ended } = await stand(t, make, { upstream: { onRequest: echo } });
    const client = await open();
    client.write(request('GET /ws', handshake));
    const answer = await client.answer();
    t.equal(answer.status, 101);
    t.equal(answer.field('sec-websocket-accept'), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    t.equal(answer.field('set-cookie'), 'ws=1');
    t.match(answer.field('connection'), /upgrade/i);
    t.equal(answer.field('upgrade'), 'websocket');
    t.match(upstream.requests[0]?.field('connection'), /^upgrade$/i);
    t.equal(upstream.requests[0]?.field('upgrade'), 'websocket');
    t.equal(upstream.requests[0]?.field('sec-websocket-key'), 'dGhlIHNhbXBsZSBub25jZQ==');
    t.equal(rules.heads[0]?.websocket, true);
    client.write('abc\0\xff');
    await waitFor('the echo', () => client.received() === 'Eabc\0\xff');
    t.equal(engine.stats().tunnels, 1);
    t.equal(rules.ends.length, 0);
    client.close();
    await waitFor('the half-close at the server', () => upstream.connections[0]?.halfClosed);
    upstream.connections[0]?.end();
    t.match(await ended(), {
      reason: 'tunnel-closed',
      status: 101,
      requestBodyBytes: 5,
      responseBodyBytes: 6,
    });
    await waitFor('release', () => engine.stats().upstreamConnections === 0);
    t.equal(engine.stats().tunnels, 0);
  });

  t.test(`${name}: bytes sent early by either side are not lost`, async (t) => {
    const { open, upstream } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection }) => {
          connection.send(`${accepted}hello-first`);
          connection.tunnel((chunk) => connection.send(`E${chunk.toString('latin1')}`));
        },
      },
    });
    const client = await open();
    client.write(`${request('GET /ws', handshake)}early`);
    t.equal((await client.answer()).status, 101);
    await waitFor('both', () => client.received() === 'hello-firstEearly');
    t.equal(upstream.requests.length, 1);
  });

  t.test(`${name}: either side may end its half first`, async (t) => {
    const { open, upstream, ended } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection }) => {
          connection.send(accepted);
          connection.tunnel(() => undefined);
        },
      },
    });
    const client = await open();
    client.write(request('GET /ws', handshake));
    await client.answer();
    client.end();
    await waitFor('the half-close at the server', () => upstream.connections[0]?.halfClosed);
    upstream.connections[0]?.send('still here');
    await waitFor('bytes after the half-close', () => client.received() === 'still here');
    upstream.connections[0]?.end();
    t.match(await ended(), { reason: 'tunnel-closed' });
    await waitFor('the close', () => client.over());
  });

  for (const side of ['client', 'server'] as const) {
    t.test(`${name}: a tunnel whose ${side} breaks off is closed on both sides`, async (t) => {
      const { open, upstream, ended } = await stand(t, make, { upstream: { onRequest: echo } });
      const client = await open();
      client.write(request('GET /ws', handshake));
      await client.answer();
      if (side === 'client') client.reset();
      else upstream.connections[0]?.reset();
      await waitFor('both ends', () => client.socket.destroyed || client.over());
      await waitFor('the server', () => left(upstream.connections[0]));
      t.match(await ended(), { reason: 'tunnel-closed' });
    });
  }

  t.test(`${name}: a tunnel without a byte is closed after its idle time`, async (t) => {
    const { open, upstream, ended } = await stand(t, make, {
      limits: { tunnelIdleMs: 200 },
      upstream: { onRequest: echo },
    });
    const client = await open();
    client.write(request('GET /ws', handshake));
    await client.answer();
    t.match(await ended(), { reason: 'tunnel-closed' });
    await waitFor('both ends', () => client.over() && left(upstream.connections[0]));
  });

  t.test(`${name}: a refused handshake is an ordinary answer, never a tunnel`, async (t) => {
    const { open, upstream, ended, engine } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection }) =>
          connection.send(answerText(426, 'no', ['Upgrade: websocket', 'Sec-WebSocket-Version: 13'])),
      },
    });
    const client = await open();
    client.write(request('GET /ws', handshake));
    t.match(await client.answer(), { status: 426, body: 'no', complete: true });
    t.match(await ended(), { reason: 'completed', status: 426 });
    client.write('GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n');
    await waitFor('an end or an answer', () => client.over() || upstream.requests.length === 2);
    t.notOk(upstream.connections[0]?.requestCount === 2 && upstream.requests[1]?.head.includes('a=raw'));
    t.equal(engine.stats().tunnels, 0);
  });

  t.test(`${name}: a handshake with a server that is silent, or gone, is answered`, async (t) => {
    const { ask, upstream, ended } = await stand(t, make, {
      limits: { serverTimeoutMs: 200 },
      upstream: { onRequest: () => undefined },
    });
    t.equal((await ask(request('GET /ws', handshake))).status, 504);
    t.match(await ended(1), { reason: 'upstream-timeout' });
    upstream.script = { onRequest: ({ connection }) => connection.reset() };
    t.equal((await ask(request('GET /ws', handshake))).status, 502);
    t.match(await ended(2), { reason: 'upstream-failed' });
    upstream.script = {
      onRequest: ({ connection }) => connection.send(accepted.replaceAll('websocket', 'other')),
    };
    t.equal(
      (await ask(request('GET /ws', handshake))).status,
      502,
      'an answer to an upgrade nobody asked for',
    );
  });

  t.test(`${name}: a client that leaves during the handshake releases the server`, async (t) => {
    const { open, upstream, ended } = await stand(t, make, { upstream: { onRequest: () => undefined } });
    for (const [index, how] of (['close', 'reset'] as const).entries()) {
      const client = await open();
      client.write(request('GET /ws', handshake));
      await waitFor('the handshake', () => upstream.requests.length === index + 1);
      client[how]();
      t.match(await ended(index + 1), { reason: 'client-gone' });
      await waitFor('release', () => upstream.connections[index]?.over);
    }
  });

  const plain: readonly (readonly [string, string])[] = [
    [
      'h2c',
      request('GET /', ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMA']),
    ],
    ['an unknown protocol', request('GET /', ['Connection: Upgrade', 'Upgrade: foo'])],
    ['no Connection option', request('GET /', handshake.slice(1))],
    ['another method', request('POST /', [...handshake, 'Content-Length: 5'], 'hello')],
    ['HTTP/1.0', request('GET /', handshake).replace('HTTP/1.1', 'HTTP/1.0')],
    ['a body', request('GET /', [...handshake, 'Content-Length: 5'], 'hello')],
    ['no key', request('GET /', handshake.slice(0, 3))],
  ];
  t.test(`${name}: an upgrade that is no WebSocket goes on as a plain request`, async (t) => {
    const { ask, upstream, rules } = await stand(t, make);
    for (const [index, [what, bytes]] of plain.entries()) {
      t.match(await ask(bytes), { status: 200, body: 'ok:/' }, what);
      t.equal(upstream.requests[index]?.field('upgrade'), undefined, what);
      t.equal(upstream.requests[index]?.field('http2-settings'), undefined, what);
      t.notMatch(upstream.requests[index]?.field('connection') ?? '', /upgrade/i, what);
      t.equal(rules.heads[index]?.websocket, false, what);
    }
  });
}
