// Who is let in, and that who leaves makes room.

import t from 'tap';
import type { TrafficLimits } from '../../../balancer/engine.ts';
import { createAdmission } from '../../../balancer/http1/admission.ts';
import { createCoreEngine } from '../../../balancer/http1/core-engine.ts';
import { wideLimits } from '../../support/scripted-rules.ts';
import { waitFor } from '../../support/wait-for.ts';
import { request, stand } from '../engine-suite/stand.ts';

t.test('without limits everybody is let in', (t) => {
  const admission = createAdmission(() => wideLimits);
  for (let count = 0; count < 1000; count++) t.equal(admission.enter('10.0.0.1'), true);
  t.end();
});

t.test('an address has its share, all have theirs, and who leaves makes room', (t) => {
  let limits: TrafficLimits = { ...wideLimits, clientConnections: 5, connectionsPerAddress: 2 };
  const admission = createAdmission(() => limits);
  const rows = [
    ['enter', 'a', true],
    ['enter', 'a', true],
    ['enter', 'a', false],
    ['enter', 'b', true],
    ['leave', 'a', undefined],
    ['enter', 'a', true],
    ['enter', 'b', true],
    ['enter', 'c', true],
    ['enter', 'd', false],
    ['leave', 'c', undefined],
    ['enter', 'd', true],
  ] as const;
  for (const [what, address, wanted] of rows) t.equal(admission[what](address), wanted, `${what} ${address}`);
  limits = { ...limits, clientConnections: 6 };
  t.equal(admission.enter('e'), true, 'limits may change');
  t.end();
});

t.test('a proxy in front carries many people', (t) => {
  const limits = {
    ...wideLimits,
    connectionsPerAddress: 1,
    isExemptAddress: (address: string) => address === 'proxy',
  };
  const admission = createAdmission(() => limits);
  for (let count = 0; count < 10; count++) t.equal(admission.enter('proxy'), true);
  t.equal(admission.enter('a'), true);
  t.equal(admission.enter('a'), false);
  t.end();
});

for (const secure of [false, true]) {
  t.test(
    `a connection too many is closed at once, ${secure ? 'before its handshake' : 'unread'}`,
    async (t) => {
      const { generate } = await import('selfsigned');
      const pem = await generate([{ name: 'commonName', value: 'a' }], {
        keyType: 'ec',
        algorithm: 'sha256',
      });
      const tls = secure ? [{ serverName: undefined, key: pem.private, certificate: pem.cert }] : undefined;
      const { open, engine } = await stand(t, createCoreEngine, {
        limits: { connectionsPerAddress: 2 },
        engine: { tls },
      });
      const own = secure ? {} : undefined;
      const clients = [await open(own), await open(own)];
      await waitFor('both', () => engine.stats().clientConnections === 2);
      if (secure) await t.rejects(open(own));
      else {
        const third = await open();
        await waitFor('its close', () => third.over());
      }
      clients[0]?.close();
      await waitFor('room', () => engine.stats().clientConnections === 1);
      const next = await waitFor('to be let in', () => open(own).catch(() => undefined));
      next.write(request('GET /'));
      t.equal((await next.answer()).status, 200);
    },
  );
}

t.test('new limits count for open connections too', async (t) => {
  const { open, engine } = await stand(t, createCoreEngine);
  const client = await open();
  client.write(request('GET /', [`X: ${'v'.repeat(3000)}`]));
  t.equal((await client.answer()).status, 200);
  engine.setLimits({ ...wideLimits, headBytes: 1000 });
  client.write(request('GET /', [`X: ${'v'.repeat(3000)}`]));
  t.equal((await client.answer()).status, 431);
});
