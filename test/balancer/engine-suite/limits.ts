// Every limit of `TrafficLimits` is real: sizes with their status, times with what the client and server see.

import t from 'tap';
import { forwardTo } from '../../support/scripted-rules.ts';
import { waitFor } from '../../support/wait-for.ts';
import { answerText } from '../../support/wire-server.ts';
import { type MakeEngine, request, stand } from './stand.ts';

export function limitTests(name: string, make: MakeEngine): void {
  t.test(`${name}: sizes beyond the limits are refused with their own status`, async (t) => {
    const limits = { headBytes: 4096, fieldCount: 20, targetBytes: 1000 };
    const { open, upstream } = await stand(t, make, { limits });
    const many = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: 1`);
    const rows: readonly (readonly [string, string, number])[] = [
      ['a head of the allowed size', request('GET /', [`X: ${'v'.repeat(3000)}`]), 200],
      ['a head that is too big', request('GET /', [`X: ${'v'.repeat(5000)}`]), 431],
      ['a head that is far too big', request('GET /', [`X: ${'v'.repeat(200_000)}`]), 431],
      ['as many fields as allowed', request('GET /', many(19)), 200],
      ['one field more', request('GET /', many(20)), 431],
      ['a long target', request(`GET /${'a'.repeat(999)}`), 200],
      ['a target that is too long', request(`GET /${'a'.repeat(1000)}`), 414],
    ];
    for (const [what, bytes, status] of rows) {
      const client = await open();
      client.write(bytes);
      t.equal((await client.answer()).status, status, what);
      if (status !== 200) await waitFor('the close', () => client.over());
    }
    t.equal(upstream.requests.length, 3);
  });

  t.test(`${name}: no field is lost below the limit, however many there are`, async (t) => {
    const { ask, upstream } = await stand(t, make, { limits: { fieldCount: 3000, headBytes: 131_072 } });
    const fields = Array.from({ length: 2500 }, (_, index) => `X-${index}: ${index}`);
    t.equal((await ask(request('GET /', fields))).status, 200);
    t.equal(upstream.requests[0]?.fields.filter((each) => each[0].startsWith('X-')).length, 2500);
  });

  t.test(`${name}: an answer with an endless head, or too many fields, is a 502`, async (t) => {
    const { ask, upstream, engine } = await stand(t, make, { limits: { headBytes: 4096, fieldCount: 20 } });
    const many = Array.from({ length: 21 }, (_, index) => `X-${index}: 1`);
    for (const fields of [[`X: ${'v'.repeat(5000)}`], many]) {
      upstream.script = { onRequest: ({ connection }) => connection.send(answerText(200, 'hi', fields)) };
      t.equal((await ask(request('GET /'))).status, 502);
    }
    await waitFor('release', () => engine.stats().upstreamConnections === 0);
  });

  t.test(`${name}: a head that comes too slowly is a 408 or a close`, async (t) => {
    const { open, upstream, rules } = await stand(t, make, { limits: { headTimeoutMs: 200 } });
    const client = await open();
    client.write('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    const drip = setInterval(() => client.write('x'), 50);
    t.teardown(() => clearInterval(drip));
    await waitFor('the close', () => client.over());
    if (client.received() !== '') t.equal((await client.answer()).status, 408);
    t.same([upstream.requests, rules.calls], [[], []]);
  });

  t.test(`${name}: a body that stops is a 408, and the server is released`, async (t) => {
    const { open, upstream, ended, engine } = await stand(t, make, { limits: { bodyTimeoutMs: 200 } });
    const client = await open();
    client.write(request('POST /', ['Content-Length: 10'], 'hello'));
    t.equal((await client.answer()).status, 408);
    await waitFor('the close', () => client.over());
    t.match(await ended(), { reason: 'client-timeout', status: 408, requestBodyBytes: 5 });
    t.equal(upstream.requests[0]?.complete, false);
    await waitFor('release', () => engine.stats().upstreamConnections === 0);
  });

  t.test(`${name}: a body that stops before the decision is a 408 without a decision`, async (t) => {
    const { open, rules, ended, upstream } = await stand(t, make, {
      limits: { bodyTimeoutMs: 200 },
      script: { peekBytes: 8 },
    });
    const client = await open();
    client.write(request('POST /', ['Content-Length: 10'], 'hello'));
    t.equal((await client.answer()).status, 408);
    t.match(await ended(), { reason: 'client-timeout' });
    t.notOk(rules.calls[0]?.includes('route'));
    t.equal(upstream.connections.length, 0);
  });

  t.test(`${name}: a slow body that goes on is waited for`, async (t) => {
    const { open, upstream } = await stand(t, make, {
      limits: { bodyTimeoutMs: 600, serverTimeoutMs: 600 },
    });
    const client = await open();
    client.write(request('POST /', ['Content-Length: 10']));
    for (let sent = 0; sent < 10; sent++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      client.write('x');
    }
    t.equal((await client.answer()).status, 200);
    t.equal(upstream.requests[0]?.body, 'xxxxxxxxxx');
  });

  t.test(`${name}: a client that waits for 100 is not the one who is slow`, async (t) => {
    const { open, upstream, ended } = await stand(t, make, {
      limits: { bodyTimeoutMs: 100, serverTimeoutMs: 500 },
    });
    const client = await open();
    client.write(request('POST /', ['Expect: 100-continue', 'Content-Length: 5']));
    t.equal((await client.answer()).status, 504);
    t.match(await ended(), { reason: 'upstream-timeout' });
    t.equal(upstream.requests[0]?.complete, false);
  });

  t.test(`${name}: a server that stays silent is a 504, asked once, and released`, async (t) => {
    const { ask, upstream, ended } = await stand(t, make, {
      limits: { serverTimeoutMs: 200 },
      upstream: { onRequest: () => undefined },
    });
    t.match(await ask(request('GET /')), { status: 504, body: 'failure 504' });
    t.match(await ended(), { reason: 'upstream-timeout', status: 504 });
    t.equal(upstream.requests.length, 1);
    await waitFor('release', () => upstream.connections[0]?.over);
  });

  t.test(`${name}: a route may have a time of its own, longer or shorter than the others`, async (t) => {
    const times = new Map([
      ['/report', 20_000],
      ['/picture', 50],
    ]);
    const site = await stand(t, make, {
      limits: { serverTimeoutMs: 300 },
      script: {
        route: (_peeked, head) => ({ ...forwardTo(site.server), silenceMs: times.get(head.target) }),
      },
      upstream: { onRequest: () => undefined },
    });
    const report = site.ask(request('GET /report'));
    await waitFor('the report to be begun', () => site.upstream.requests.length === 1);
    t.equal((await site.ask(request('GET /picture'))).status, 504);
    t.match(await site.ended(), { reason: 'upstream-timeout' });
    t.equal((await site.ask(request('GET /other'))).status, 504);
    site.upstream.connections[0]?.send(answerText(200, 'a long one'));
    t.match(await report, { status: 200, body: 'a long one' });
  });

  t.test(`${name}: a server that falls silent in its answer is a cut answer`, async (t) => {
    const { open, upstream, ended } = await stand(t, make, {
      limits: { serverTimeoutMs: 200 },
      upstream: {
        onRequest: ({ connection }) => connection.send('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello'),
      },
    });
    const client = await open();
    client.write(request('GET /'));
    await waitFor('the break', () => client.over());
    t.match(await ended(), { reason: 'upstream-timeout', status: 200, responseBodyBytes: 5 });
    await waitFor('release', () => upstream.connections[0]?.over);
  });

  t.test(`${name}: an answer that trickles is not a silent server`, async (t) => {
    const { ask } = await stand(t, make, {
      limits: { serverTimeoutMs: 600 },
      upstream: {
        onRequest: ({ connection }) => {
          const text = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
          const pieces = [text.slice(0, 9), text.slice(9, 20), text.slice(20, 38), 'h', 'e', 'l', 'l', 'o'];
          const next = () => {
            const piece = pieces.shift();
            if (piece === undefined) return;
            connection.send(piece);
            setTimeout(next, 130);
          };
          next();
        },
      },
    });
    t.equal((await ask(request('GET /'))).body, 'hello');
  });

  t.test(`${name}: a client without a request is closed after its idle time`, async (t) => {
    const { open } = await stand(t, make, { limits: { clientIdleMs: 200 } });
    const client = await open();
    client.write(request('GET /'));
    t.equal((await client.answer()).status, 200);
    await waitFor('the close', () => client.over());
    t.equal(client.received(), '', 'without a word');
  });

  t.test(`${name}: a kept server connection is closed after its idle time`, async (t) => {
    const { ask, engine, upstream } = await stand(t, make, { limits: { serverIdleMs: 200 } });
    await ask(request('GET /'));
    await waitFor('the pool', () => engine.stats().upstreamConnections === 0);
    await waitFor('the close', () => upstream.connections[0]?.over);
  });

  t.test(`${name}: a server that says how long it keeps connections is believed`, async (t) => {
    const { ask, engine, ended } = await stand(t, make, {
      limits: { serverIdleMs: 60_000 },
      upstream: {
        onRequest: ({ connection }) => connection.send(answerText(200, 'hi', ['Keep-Alive: timeout=1'])),
      },
    });
    await ask(request('GET /'));
    await ended();
    await waitFor(
      'the connection to go before the second is over',
      () => engine.stats().upstreamConnections === 0,
    );
    t.equal(engine.stats().upstreamIdle, 0);
  });

  t.test(`${name}: connections to a server are no more than allowed, the rest wait`, async (t) => {
    const { open, upstream } = await stand(t, make, {
      limits: { connectionsPerServer: 2 },
      upstream: { onRequest: () => undefined },
    });
    const clients = await Promise.all(Array.from({ length: 4 }, () => open()));
    for (const [index, client] of clients.entries()) client.write(request(`GET /${index}`));
    await waitFor('two requests', () => upstream.requests.length === 2);
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    t.equal(upstream.connections.length, 2);
    upstream.script = {};
    for (const each of upstream.requests.slice()) each.connection.send(answerText(200, 'late'));
    const answers = await Promise.all(clients.map((client) => client.answer()));
    t.ok(answers.every((answer) => answer.status === 200));
    t.equal(upstream.connections.length, 2);
  });

  t.test(`${name}: waiting for a connection has an end and nothing was sent`, async (t) => {
    const { open, upstream, rules } = await stand(t, make, {
      limits: { connectionsPerServer: 1, connectTimeoutMs: 200 },
      upstream: { onRequest: () => undefined },
    });
    const first = await open();
    first.write(request('GET /first'));
    await waitFor('the first request', () => upstream.requests.length === 1);
    const second = await open();
    second.write(request('POST /second', ['Content-Length: 2'], 'hi'));
    t.match(await second.answer(), { status: 502, body: 'no server' });
    t.ok(rules.calls[1]?.includes('connectFailed'));
    upstream.requests[0]?.connection.send(answerText(200, 'late'));
    t.equal((await first.answer()).body, 'late');
    t.equal(upstream.requests.length, 1);
  });
}
