// Limits on what one client may do: how much it may send, how often it may ask, how long it may leave its answer.

import t from 'tap';
import { waitFor } from '../../support/wait-for.ts';
import { answerText } from '../../support/wire-server.ts';
import { type MakeEngine, request, stand } from './stand.ts';

const chunk = (length: number) => `${length.toString(16)}\r\n${'x'.repeat(length)}\r\n`;
const chunked = 'Transfer-Encoding: chunked';

export function clientLimitTests(name: string, make: MakeEngine): void {
  t.test(`${name}: a body announced as too large is a 413 before a server hears of it`, async (t) => {
    const { open, upstream, rules, engine } = await stand(t, make, { limits: { bodyBytes: 10 } });
    const rows: readonly (readonly [string, number])[] = [
      [request('POST /', ['Content-Length: 10'], '0123456789'), 200],
      [request('POST /', ['Content-Length: 11']), 413],
      [request('POST /', ['Expect: 100-continue', 'Content-Length: 999999999999']), 413],
    ];
    for (const [bytes, status] of rows) {
      const client = await open();
      client.write(bytes);
      const answer = await client.answer();
      t.match(answer, { status, interim: [] });
      if (status !== 413) continue;
      t.match(answer, { body: 'failure 413' });
      t.equal(answer.field('connection'), 'close');
      await waitFor('the close', () => client.over());
    }
    await waitFor('all ends', () => rules.ends.length === 3);
    t.match(rules.ends[2], { reason: 'bad-request', status: 413 });
    t.notOk(rules.calls[2]?.includes('route'));
    t.equal(upstream.requests.length, 1);
    t.equal(engine.stats().badRequestsTotal, 2);
  });

  t.test(`${name}: a chunked body that grows too large is a 413, and the server is left`, async (t) => {
    const { open, upstream, ended, engine } = await stand(t, make, { limits: { bodyBytes: 10 } });
    const client = await open();
    client.write(request('POST /', [chunked], chunk(8)));
    await waitFor('the request', () => upstream.requests.length === 1);
    client.write(chunk(8));
    t.match(await client.answer(), { status: 413, body: 'failure 413' });
    await waitFor('the close', () => client.over());
    t.match(await ended(), { reason: 'bad-request', status: 413 });
    t.equal(upstream.requests[0]?.complete, false);
    await waitFor('release', () => engine.stats().upstreamConnections === 0);
  });

  t.test(`${name}: framing does not count as body`, async (t) => {
    const { ask, upstream } = await stand(t, make, { limits: { bodyBytes: 10 } });
    const body = `${chunk(1).repeat(10)}0\r\n\r\n`;
    t.equal((await ask(request('POST /', [chunked], body))).status, 200);
    t.equal(upstream.requests[0]?.body, 'x'.repeat(10));
  });

  t.test(`${name}: a body that grows too large behind the head of an answer cuts it`, async (t) => {
    const { open, ended, upstream } = await stand(t, make, {
      limits: { bodyBytes: 10 },
      upstream: {
        onHead: ({ connection }) => connection.send('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello'),
        onRequest: () => undefined,
      },
    });
    const client = await open();
    client.write(request('POST /', [chunked], chunk(8)));
    await waitFor('a part of the answer', () => client.received().endsWith('hello'));
    client.write(chunk(8));
    await waitFor('the break', () => client.over());
    t.match(await ended(), { reason: 'bad-request', status: 200, responseBodyBytes: 5 });
    await waitFor('release', () => upstream.connections[0]?.over);
  });

  t.test(`${name}: the last answer that a connection may have says so and closes it`, async (t) => {
    const { open, upstream, rules } = await stand(t, make, { limits: { requestsPerConnection: 3 } });
    for (const ahead of [false, true]) {
      const client = await open();
      if (ahead) client.write(request('GET /').repeat(5));
      for (const last of [false, false, true]) {
        if (!ahead) client.write(request('GET /'));
        const answer = await client.answer();
        t.equal(answer.status, 200);
        t.equal(answer.field('connection') === 'close', last);
      }
      await waitFor('the close', () => client.over());
      t.equal(client.received(), '', 'no further answer');
    }
    t.equal(upstream.requests.length, 6);
    t.equal(rules.ends.length, 6);
  });

  t.test(`${name}: an answer of our own counts as one of a connection`, async (t) => {
    const { open } = await stand(t, make, {
      limits: { requestsPerConnection: 1 },
      script: {
        route: () => ({ kind: 'reply', because: 'x', reply: { status: 503, fields: [], body: 'no' } }),
      },
    });
    const client = await open();
    client.write(request('GET /'));
    const answer = await client.answer();
    t.match(answer, { status: 503, body: 'no' });
    t.equal(answer.field('connection'), 'close');
    await waitFor('the close', () => client.over());
  });

  const large = 'x'.repeat(16_777_216);
  const sendsMuch = {
    onRequest: ({ connection }: { connection: { send(text: string): void } }) =>
      connection.send(answerText(200, large)),
  };

  t.test(`${name}: a client that does not take its answer is left after a time of its own`, async (t) => {
    const { open, ended, engine } = await stand(t, make, {
      limits: { clientReadTimeoutMs: 200 },
      upstream: sendsMuch,
    });
    const client = await open();
    client.socket.pause();
    client.write(request('GET /'));
    t.match(await ended(), { reason: 'client-gone', status: 200 });
    await waitFor('release', () => engine.stats().upstreamConnections === 0);
    await waitFor('the close', () => engine.stats().clientConnections === 0);
  });

  t.test(`${name}: the idle time of a client is not its time to read`, async (t) => {
    const { open } = await stand(t, make, {
      limits: { clientIdleMs: 100 },
      upstream: sendsMuch,
    });
    const client = await open();
    client.socket.pause();
    client.write(request('GET /'));
    const untilMs = performance.now() + 1_000;
    await waitFor('the idle time to be long over', () => performance.now() > untilMs);
    client.socket.resume();
    t.equal((await client.answer()).body.length, large.length);
  });
}
