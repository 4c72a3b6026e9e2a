// Certificates as a real handshake shows them.

import { createServer as createPlain } from 'node:net';
import { createServer } from 'node:tls';
import t, { type Test } from 'tap';
import { lookAtDoor } from '../../../cluster/doctor/look-door.ts';
import { createCertificate } from '../../../demo/certificate.ts';

const options = { authorities: undefined, timeoutMs: 20_000 };

async function listening(t: Test, server: ReturnType<typeof createPlain>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

t.test('names that fit are told one by one, and whether the authority is trusted', async (t) => {
  const { certificate: cert, key } = await createCertificate(['crmweb1.example.com'], Date.now());
  const port = await listening(t, createServer({ cert, key }));
  const door = {
    origin: `https://127.0.0.1:${port}`,
    names: ['CRMWEB1.example.com', '127.0.0.1'],
    otherNames: ['crmweb1'],
  };
  const strange = await lookAtDoor(door, options);
  t.match(strange, {
    seen: true,
    value: {
      kind: 'tls',
      askedNames: ['crmweb1.example.com', '127.0.0.1'],
      fits: ['crmweb1.example.com', '127.0.0.1'],
      names: /^crmweb1\.example\.com, .*127\.0\.0\.1/,
      distrust: /SELF_SIGNED|self-signed/i,
    },
  });
  const trusted = await lookAtDoor(door, { ...options, authorities: cert });
  t.equal(trusted.seen && trusted.value.kind === 'tls' && trusted.value.distrust, undefined);
  const elsewhere = {
    origin: 'https://crm.example.com',
    names: ['crm.example.com'],
    host: '127.0.0.1',
    port,
  };
  t.match(await lookAtDoor(elsewhere, options), { seen: true, value: { fits: [] } });
});

t.test('plain HTTP is an answer; what cannot be reached, or speaks no TLS, is not seen', async (t) => {
  t.same(await lookAtDoor({ origin: 'http://127.0.0.1:1', names: [] }, options), {
    seen: true,
    value: { kind: 'plain' },
  });
  t.match(await lookAtDoor({ origin: 'https://127.0.0.1:1', names: [] }, options), {
    seen: false,
    because: /No TLS handshake with 127\.0\.0\.1:1: .*ECONNREFUSED/,
  });
  const silent = createPlain((socket) => socket.on('error', () => undefined).resume());
  const origin = `https://127.0.0.1:${await listening(t, silent)}`;
  t.match(await lookAtDoor({ origin, names: ['x'] }, { ...options, timeoutMs: 200 }), {
    seen: false,
    because: /no answer within 200 ms/,
  });
});
