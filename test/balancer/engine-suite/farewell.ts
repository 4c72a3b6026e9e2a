// How an engine ends: whoever was not told that a connection ends may still use it.

import t from 'tap';
import { waitFor } from '../../support/wait-for.ts';
import { openClient } from '../../support/wire-client.ts';
import { type MakeEngine, request, stand } from './stand.ts';

export function farewellTests(name: string, make: MakeEngine): void {
  t.test(
    'a request on an open connection is answered after the close began, and told that it is the last',
    async (t) => {
      const { open, engine, port } = await stand(t, make);
      const clients = await Promise.all(Array.from({ length: 10 }, () => open()));
      for (const client of clients.slice(5)) {
        client.write(request('GET /before'));
        t.notMatch((await client.answer()).field('connection'), /close/i);
      }
      const closing = engine.close(10_000);
      await waitFor('nobody new', () =>
        openClient(port).then(
          (client) => client.close(),
          () => true,
        ),
      );
      for (const client of clients) {
        client.write(request('GET /after'));
        const answer = await client.answer();
        t.match(answer, { status: 200, body: 'ok:/after', complete: true });
        t.match(answer.field('connection'), /close/i);
        await waitFor('its end', () => client.over());
      }
      await closing;
    },
  );

  t.test(
    `${name}: an answer that had begun promised to stay, so the next request is answered too`,
    async (t) => {
      const { open, engine, upstream } = await stand(t, make, {
        upstream: {
          onRequest: ({ connection, target }) =>
            connection.send(
              target === '/slow'
                ? 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab'
                : 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
            ),
        },
      });
      const client = await open();
      client.write(request('GET /slow'));
      await waitFor('the beginning', () => client.received().endsWith('ab'));
      const closing = engine.close(10_000);
      upstream.requests[0]?.connection.send('cd');
      const first = await client.answer();
      t.equal(first.body, 'abcd');
      t.notMatch(first.field('connection'), /close/i);
      client.write(request('GET /next'));
      t.match(await client.answer(), { status: 200, body: 'ok' });
      await closing;
    },
  );

  t.test(`${name}: a second close has no patience`, async (t) => {
    const { open, engine, upstream } = await stand(t, make, {
      upstream: { onRequest: () => undefined },
    });
    const client = await open();
    client.write(request('GET /never'));
    await waitFor('the request', () => upstream.requests.length === 1);
    const closing = engine.close(3_600_000);
    await engine.close(0);
    await closing;
    await waitFor('the cut', () => client.over());
    t.match(engine.stats(), { clientConnections: 0, upstreamConnections: 0 });
  });
}
