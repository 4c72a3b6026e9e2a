// Opening, counting and closing: the port, the numbers, the grace of a close, and what it cuts.

import t from 'tap';
import { createScriptedRules, serverAt, wideLimits } from '../../support/scripted-rules.ts';
import { waitFor } from '../../support/wait-for.ts';
import { openClient } from '../../support/wire-client.ts';
import { answerText } from '../../support/wire-server.ts';
import { type MakeEngine, request, stand } from './stand.ts';

export function lifeTests(name: string, make: MakeEngine): void {
  t.test(`${name}: a port that is taken is told`, async (t) => {
    const { port } = await stand(t, make);
    const second = make({
      rules: createScriptedRules(serverAt('http://127.0.0.1:1')),
      limits: wideLimits,
      tls: undefined,
      upstreamCa: undefined,
      onProblem: (problem) => t.fail(String(problem)),
      nowMs: () => performance.now(),
    });
    await t.rejects(second.listen({ host: '127.0.0.1', port }), /EADDRINUSE|in use|listen/);
    await second.close(0);
  });

  t.test(`${name}: the numbers tell what is open`, async (t) => {
    const { open, engine, upstream } = await stand(t, make, { upstream: { onRequest: () => undefined } });
    t.match(engine.stats(), { clientConnections: 0, upstreamConnections: 0, upstreamIdle: 0, tunnels: 0 });
    const client = await open();
    client.write(request('GET /'));
    await waitFor('the request', () => upstream.requests.length === 1);
    t.match(engine.stats(), { clientConnections: 1, upstreamConnections: 1, upstreamIdle: 0 });
    upstream.requests[0]?.connection.send(answerText(200, 'hi'));
    await client.answer();
    await waitFor('the kept connection', () => engine.stats().upstreamIdle === 1);
    t.match(engine.stats(), { upstreamConnections: 1, badRequestsTotal: 0, retriesTotal: 0 });
    client.close();
    await waitFor('the client to be gone', () => engine.stats().clientConnections === 0);
  });

  t.test(`${name}: a close lets running answers finish and takes nobody new`, async (t) => {
    const { open, engine, upstream, port } = await stand(t, make, {
      upstream: { onRequest: () => undefined },
    });
    const idle = await open();
    idle.write(request('GET /idle'));
    await waitFor('the first request', () => upstream.requests.length === 1);
    upstream.requests[0]?.connection.send(answerText(200, 'hi'));
    await idle.answer();
    const busy = await open();
    busy.write(request('GET /busy'));
    await waitFor('the second request', () => upstream.requests.length === 2);
    let closed = false;
    const closing = engine.close(10_000).then(() => {
      closed = true;
    });
    await waitFor('the idle connection to go', () => idle.over());
    await t.rejects(openClient(port));
    t.equal(closed, false);
    upstream.requests[1]?.connection.send(answerText(200, 'done'));
    const answer = await busy.answer();
    t.match(answer, { status: 200, body: 'done', complete: true });
    t.match(answer.field('connection'), /close/i);
    await closing;
    t.match(engine.stats(), { clientConnections: 0, upstreamConnections: 0 });
  });

  t.test(`${name}: an answer that had begun before the close is the last on its connection`, async (t) => {
    const { open, engine, upstream } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection }) => connection.send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab'),
      },
    });
    const client = await open();
    client.write(request('GET /'));
    await waitFor('the beginning', () => client.received().endsWith('ab'));
    const closing = engine.close(10_000);
    upstream.requests[0]?.connection.send('cd');
    t.equal((await client.answer()).body, 'abcd');
    await waitFor('the close', () => client.over());
    await closing;
  });

  t.test(`${name}: a close cuts what is not done within its grace`, async (t) => {
    const { open, engine, upstream, rules } = await stand(t, make, {
      upstream: {
        onRequest: ({ connection, target }) => {
          if (target !== '/ws') return;
          connection.send(
            'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
          );
          connection.tunnel(() => undefined);
        },
      },
    });
    const silent = await open();
    const half = await open();
    half.write('GET / HTTP/1.1\r\nHo');
    const busy = await open();
    busy.write(request('GET /never'));
    const socket = await open();
    socket.write(
      request('GET /ws', [
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ]),
    );
    await socket.answer();
    await waitFor('the request', () => upstream.requests.length === 2);
    await engine.close(100);
    for (const client of [silent, half, busy, socket]) await waitFor('the cut', () => client.over());
    await waitFor('both ends', () => rules.ends.length === 2);
    t.match(engine.stats(), { clientConnections: 0, upstreamConnections: 0, tunnels: 0 });
  });

  t.test(`${name}: 60 clients at once get their own answers`, async (t) => {
    const { open, engine } = await stand(t, make);
    const clients = await Promise.all(Array.from({ length: 60 }, () => open()));
    const answers = await Promise.all(
      clients.map((client, index) => {
        client.write(request(`GET /${index}`));
        return client.answer();
      }),
    );
    t.same(
      answers.map((answer) => answer.body),
      clients.map((_, index) => `ok:/${index}`),
    );
    await waitFor('all to be kept', () => {
      const stats = engine.stats();
      return stats.upstreamIdle === stats.upstreamConnections;
    });
  });
}
