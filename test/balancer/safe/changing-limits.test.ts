// Limits of the engine over node:http that count connections, and limits that change while it runs.

import { generate } from 'selfsigned';
import t from 'tap';
import { createSafeEngine } from '../../../balancer/safe/engine.ts';
import { wideLimits } from '../../support/scripted-rules.ts';
import { waitFor } from '../../support/wait-for.ts';
import { request, stand } from '../engine-suite/stand.ts';

const pem = await generate([{ name: 'commonName', value: 'a' }], { keyType: 'ec', algorithm: 'sha256' });
const identity = { serverName: undefined, key: pem.private, certificate: pem.cert };

for (const secure of [false, true]) {
  const how = secure ? 'before its handshake' : 'unread';
  for (const limits of [{ connectionsPerAddress: 2 }, { clientConnections: 2 }]) {
    t.test(`${Object.keys(limits)[0]}: a connection too many is closed at once, ${how}`, async (t) => {
      const { open, engine } = await stand(t, createSafeEngine, {
        limits,
        engine: { tls: secure ? [identity] : undefined },
      });
      const own = secure ? {} : undefined;
      const clients = [await open(own), await open(own)];
      await waitFor('both', () => engine.stats().clientConnections === 2);
      if (secure) await t.rejects(open(own));
      else {
        const third = await open();
        await waitFor('its close', () => third.over());
      }
      t.equal(engine.stats().clientConnections, 2);
      clients[0]?.close();
      await waitFor('room', () => engine.stats().clientConnections === 1);
      const next = await open(own);
      next.write(request('GET /'));
      t.equal((await next.answer()).status, 200);
    });
  }
}

t.test('who is exempt may have more, and is asked for by address', async (t) => {
  const asked: string[] = [];
  const { open } = await stand(t, createSafeEngine, {
    limits: {
      connectionsPerAddress: 1,
      isExemptAddress(address) {
        asked.push(address);
        return address === '127.0.0.1';
      },
    },
  });
  for (const client of [await open(), await open(), await open()]) {
    client.write(request('GET /'));
    t.equal((await client.answer()).status, 200);
  }
  t.same(asked, ['127.0.0.1', '127.0.0.1']);
});

t.test('new limits count at once, on open connections as far as they can', async (t) => {
  const { open, engine } = await stand(t, createSafeEngine);
  const client = await open();
  const fields = Array.from({ length: 50 }, (_, index) => `X-${index}: ${'v'.repeat(100)}`);
  client.write(request('GET /', fields));
  t.equal((await client.answer()).status, 200);
  engine.setLimits({ ...wideLimits, headBytes: 4000 });
  const later = await open();
  later.write(request('GET /', fields));
  t.equal((await later.answer()).status, 431, 'the size of a head: on the next connection');
  engine.setLimits({ ...wideLimits, fieldCount: 20 });
  client.write(request('GET /', fields));
  t.equal((await client.answer()).status, 431, 'the number of its fields: on this one');
  engine.setLimits({ ...wideLimits, clientIdleMs: 100 });
  const idle = await open();
  idle.write(request('GET /'));
  t.equal((await idle.answer()).status, 200);
  await waitFor('the idle one to be closed', () => idle.over());
});

t.test('a lower cap on server connections makes requests wait', async (t) => {
  const { open, engine, upstream } = await stand(t, createSafeEngine, {
    upstream: { onRequest: () => undefined },
  });
  const clients = [await open(), await open(), await open()];
  clients[0]?.write(request('GET /1'));
  await waitFor('the first', () => upstream.requests.length === 1);
  engine.setLimits({ ...wideLimits, connectionsPerServer: 1 });
  clients[1]?.write(request('GET /2'));
  clients[2]?.write(request('GET /3'));
  await t.rejects(
    waitFor('a second one', () => upstream.requests.length > 1, 300),
    'nobody else gets a connection',
  );
  t.equal(engine.stats().upstreamConnections, 1);
});
