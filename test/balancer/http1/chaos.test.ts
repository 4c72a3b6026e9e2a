// Servers and clients that misbehave in every way at once, as chance has it: afterwards every exchange has ended
// exactly once, nothing is open, and nobody was told of a problem.

import { connect } from 'node:net';
import t from 'tap';
import type { ExchangeEnd, Reply } from '../../../balancer/engine.ts';
import { createCoreEngine } from '../../../balancer/http1/core-engine.ts';
import { createRandom } from '../../fuzz/random.ts';
import { forwardTo, noEdits, replyWith, serverAt, wideLimits } from '../../support/scripted-rules.ts';
import { waitFor } from '../../support/wait-for.ts';
import { answerText, openServer, type WireConnection } from '../../support/wire-server.ts';

const seed = 7_411;
const lanes = 40;
const connectionsPerLane = 25;

const answers: readonly ((connection: WireConnection) => void)[] = [
  (connection) => connection.socket.destroy(),
  (connection) => connection.reset(),
  () => undefined,
  (connection) => connection.send('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal'),
  (connection) => connection.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal'),
  (connection) => connection.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'),
  (connection) => connection.send('garbage\r\n\r\n'),
  (connection) => connection.send(answerText(200, 'x'.repeat(2_000_000))),
  (connection) => connection.send(`HTTP/1.1 100 Continue\r\n\r\n${answerText(200, 'ok')}`),
  (connection) => connection.end(answerText(200, 'ok')),
  (connection) => connection.send(answerText(200, 'ok')),
  (connection) => connection.send(answerText(200, 'ok')),
];

const host = 'Host: a\r\n';
const requests: readonly string[] = [
  `GET / HTTP/1.1\r\n${host}\r\n`,
  `GET / HTTP/1.1\r\n${host}\r\nGET / HTTP/1.1\r\n${host}\r\n`,
  `POST / HTTP/1.1\r\n${host}Content-Length: 5\r\n\r\nhello`,
  `POST / HTTP/1.1\r\n${host}Content-Length: 500\r\n\r\nhello`,
  `POST / HTTP/1.1\r\n${host}Content-Length: 400000\r\n\r\n${'x'.repeat(400_000)}`,
  `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX`,
  `POST / HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`,
  `GET / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
  'GET / HTTP/1.0\r\n\r\n',
  'GET / HTT',
  'bad\r\n\r\n',
];

t.test('after chaos nothing is left', async (t) => {
  t.comment(`seed ${seed}`);
  const random = createRandom(seed);
  const pause = (limitMs: number) => new Promise((resolve) => setTimeout(resolve, random.below(limitMs)));
  const upstream = await openServer({ onHead: ({ connection }) => random.pick(answers)(connection) });
  upstream.script = { ...upstream.script, onRequest: () => undefined };
  const server = serverAt(`http://127.0.0.1:${upstream.port}`);
  const ends: ExchangeEnd[][] = [];
  const problems: Error[] = [];
  const failureReply = (status: number): Reply => ({ status, fields: [], body: 'failure' });
  const engine = createCoreEngine({
    rules: {
      begin: () => {
        const own: ExchangeEnd[] = [];
        ends.push(own);
        return {
          peekBytes: random.below(4) ? 0 : 100,
          route: () => (random.below(20) ? forwardTo(server) : replyWith(503, 'full')),
          connectFailed: () => replyWith(502, 'none'),
          responseHead: () => ({ edits: noEdits, watchBody: random.below(3) === 0 }),
          responseChunk: () => undefined,
          failureReply,
          end: (end) => own.push(end),
        };
      },
    },
    limits: {
      ...wideLimits,
      headTimeoutMs: 200,
      bodyTimeoutMs: 200,
      clientIdleMs: 300,
      clientReadTimeoutMs: 300,
      serverTimeoutMs: 200,
      serverIdleMs: 200,
      connectionsPerServer: 20,
    },
    tls: undefined,
    upstreamCa: undefined,
    onProblem: (problem) => problems.push(problem),
    nowMs: () => performance.now(),
  });
  const port = await engine.listen({ host: '127.0.0.1', port: 0 });
  const visit = async () => {
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: random.below(3) === 0 });
    client.on('error', () => client.destroy());
    if (random.below(3)) client.resume();
    for (let count = 1 + random.below(4); count > 0 && !client.destroyed; count--) {
      client.write(random.pick(requests));
      await pause(15);
    }
    const leaving = random.below(4);
    if (leaving === 0) client.resetAndDestroy();
    if (leaving === 1) client.end();
    if (leaving === 2) await pause(300);
    client.destroy();
  };
  const lane = async () => {
    for (let count = 0; count < connectionsPerLane; count++) await visit();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await waitFor('nothing to be open', () => {
    const { clientConnections, upstreamConnections } = engine.stats();
    return clientConnections === 0 && upstreamConnections === 0;
  });
  t.same(problems, []);
  t.ok(ends.length > lanes * 10, `${ends.length} exchanges`);
  t.equal(ends.filter((own) => own.length !== 1).length, 0, 'each has ended once');
  t.ok(new Set(ends.flat().map((end) => end.reason)).size >= 6, 'in many ways');
  await engine.close(0);
  await upstream.close();
});
