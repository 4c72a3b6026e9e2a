// A route that says "not yet": nothing moves until the rules have decided, nothing is lost, and nobody is waited for
// who has left.

import t from 'tap';
import type { Route, SettledRoute } from '../../../balancer/engine.ts';
import { forwardTo, replyWith } from '../../support/scripted-rules.ts';
import { waitFor } from '../../support/wait-for.ts';
import { type MakeEngine, request, stand } from './stand.ts';

/** A decision that the test makes when it likes. */
function later() {
  const { promise, resolve, reject } = Promise.withResolvers<SettledRoute>();
  const wait: Route = { kind: 'wait', next: promise, because: 'test' };
  return { wait, decide: resolve, reject };
}

/** Lets everything happen that would happen at once. */
async function turns() {
  for (let each = 0; each < 20; each++) await new Promise(setImmediate);
}

export function waitTests(name: string, make: MakeEngine): void {
  t.test(`${name}: a request that waits goes on where the rules say then`, async (t) => {
    const { wait, decide } = later();
    const { open, upstream, rules, server, ended } = await stand(t, make, { script: { route: () => wait } });
    const client = await open();
    client.write(request('GET /a'));
    await waitFor('the question', () => rules.calls[0]?.includes('route'));
    await turns();
    t.equal(upstream.connections.length, 0);
    t.equal(client.received(), '');
    decide(forwardTo(server));
    t.match(await client.answer(), { status: 200, body: 'ok:/a' });
    t.match(await ended(), { reason: 'completed', status: 200 });
    t.same(rules.calls[0], ['begin', 'route', 'responseHead', 'end']);
    rules.script = {};
    client.write(request('GET /b'));
    t.equal((await client.answer()).body, 'ok:/b', 'the connection goes on');
  });

  t.test(`${name}: a request that waits may get a reply in the end`, async (t) => {
    const { wait, decide } = later();
    const { open, upstream, rules, ended } = await stand(t, make, { script: { route: () => wait } });
    const client = await open();
    client.write(request('POST /', ['Content-Length: 5'], 'hello'));
    await waitFor('the question', () => rules.calls[0]?.includes('route'));
    decide(replyWith(503, 'too many'));
    t.match(await client.answer(), { status: 503, body: 'too many' });
    t.equal(upstream.connections.length, 0);
    t.match(await ended(), { reason: 'replied', status: 503 });
  });

  t.test(`${name}: a server that cannot be connected to may lead to a wait`, async (t) => {
    const { wait, decide } = later();
    const { open, rules, server } = await stand(t, make, {
      script: {
        route: () => forwardTo({ ...server, id: 'nobody', origin: 'http://127.0.0.1:1' }),
        connectFailed: () => wait,
      },
    });
    const client = await open();
    client.write(request('POST /a', ['Content-Length: 5'], 'hello'));
    await waitFor('the failure', () => rules.calls[0]?.includes('connectFailed'));
    await turns();
    decide(forwardTo(server));
    t.equal((await client.answer()).body, 'ok:/a');
  });

  t.test(`${name}: a body that is longer than what the rules see is not lost in a wait`, async (t) => {
    const body = Array.from({ length: 40_000 }, (_, at) => `line ${at}\n`).join('');
    for (const framing of ['length', 'chunked'] as const) {
      const { wait, decide } = later();
      const { open, upstream, rules, server } = await stand(t, make, {
        script: { peekBytes: 8, route: () => wait },
      });
      const client = await open();
      const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
      client.write(
        framing === 'length'
          ? request('POST /', [`Content-Length: ${body.length}`], body)
          : request('POST /', ['Transfer-Encoding: chunked'], chunked),
      );
      await waitFor('the question', () => rules.calls[0]?.includes('route'));
      await turns();
      decide(forwardTo(server));
      t.equal((await client.answer()).status, 200);
      t.ok(upstream.requests[0]?.body === body, `${framing}: the server got all of it, in order`);
    }
  });

  t.test(`${name}: the rest of a body may come while its request waits`, async (t) => {
    const { wait, decide } = later();
    const { open, upstream, rules, server } = await stand(t, make, {
      script: { peekBytes: 3, route: () => wait },
    });
    const client = await open();
    client.write(request('POST /', ['Content-Length: 9'], 'abc'));
    await waitFor('the question', () => rules.calls[0]?.includes('route'));
    client.write('def');
    await turns();
    decide(forwardTo(server));
    client.write('ghi');
    t.equal((await client.answer()).status, 200);
    t.equal(upstream.requests[0]?.body, 'abcdefghi');
  });

  t.test(`${name}: no time-out runs while a request waits`, async (t) => {
    const { wait, decide } = later();
    const limits = { bodyTimeoutMs: 100, headTimeoutMs: 100, connectTimeoutMs: 100, serverTimeoutMs: 100 };
    const { open, rules, server } = await stand(t, make, {
      limits: { ...limits, clientIdleMs: 100, clientReadTimeoutMs: 100 },
      script: { peekBytes: 3, route: () => wait },
    });
    const client = await open();
    client.write(request('POST /', ['Content-Length: 6'], 'abc'));
    await waitFor('the question', () => rules.calls[0]?.includes('route'));
    const untilMs = performance.now() + 2_500;
    await waitFor('every limit to be long over', () => performance.now() > untilMs);
    t.equal(client.received(), '');
    client.write('def');
    decide(forwardTo(server));
    t.equal((await client.answer()).status, 200);
  });

  for (const way of ['ends', 'resets'] as const) {
    t.test(`${name}: a client that ${way} while it waits has left, and nothing is sent for it`, async (t) => {
      const { wait, decide } = later();
      const { open, upstream, rules, server, ended, engine } = await stand(t, make, {
        script: { peekBytes: 3, route: () => wait },
      });
      const client = await open();
      client.write(request('POST /', ['Content-Length: 9'], 'abcdefghi'));
      await waitFor('the question', () => rules.calls[0]?.includes('route'));
      if (way === 'ends') client.end();
      else client.reset();
      t.match(await ended(), { reason: 'client-gone', status: 0, connectMs: undefined });
      decide(forwardTo(server));
      await turns();
      t.equal(upstream.connections.length, 0);
      t.same(rules.calls[0], ['begin', 'route', 'end']);
      client.close();
      await waitFor('the connection to be gone', () => engine.stats().clientConnections === 0);
    });
  }

  t.test(`${name}: a close lets a request that waits go on within its grace`, async (t) => {
    const { wait, decide } = later();
    const { open, engine, rules, server } = await stand(t, make, { script: { route: () => wait } });
    const client = await open();
    client.write(request('GET /a'));
    await waitFor('the question', () => rules.calls[0]?.includes('route'));
    const closing = engine.close(10_000);
    await turns();
    decide(forwardTo(server));
    t.equal((await client.answer()).body, 'ok:/a');
    await closing;
  });

  t.test(`${name}: a close cuts a request that waits longer than its grace`, async (t) => {
    const { wait, decide } = later();
    const { open, engine, upstream, rules, server, ended } = await stand(t, make, {
      script: { route: () => wait },
    });
    const client = await open();
    client.write(request('GET /a'));
    await waitFor('the question', () => rules.calls[0]?.includes('route'));
    await engine.close(100);
    await waitFor('the cut', () => client.over());
    t.match(await ended(), { reason: 'client-gone' });
    decide(forwardTo(server));
    await turns();
    t.equal(upstream.connections.length, 0);
  });

  t.test(`${name}: a wait that fails is an answer and a problem`, async (t) => {
    const { wait, reject } = later();
    const { ask, problems, rules } = await stand(t, make, {
      script: { route: () => wait },
      problemsExpected: true,
    });
    const asked = ask(request('GET /'));
    await waitFor('the question', () => rules.calls[0]?.includes('route'));
    reject(new Error('a fault in the rules'));
    t.match((await asked).status, /^50[02]$/);
    await waitFor('the problem', () => problems.length > 0);
  });
}
