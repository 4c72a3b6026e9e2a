// TLS on both sides: which certificate a client gets, the swap of certificates, what is asked of a server's.

import type { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import t from 'tap';
import type { TlsIdentity } from '../../../balancer/engine.ts';
import { waitFor } from '../../support/wait-for.ts';
import { openServer } from '../../support/wire-server.ts';
import { type MakeEngine, request, stand } from './stand.ts';

type Pem = { readonly key: string; readonly certificate: string };

async function certificateFor(commonName: string): Promise<Pem> {
  const pem = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: commonName }] },
    ],
  });
  return { key: pem.private, certificate: pem.cert };
}

const identity = (serverName: string | undefined, pem: Pem): TlsIdentity => ({ serverName, ...pem });
const subject = (socket: unknown) => (socket as TLSSocket).getPeerCertificate().subject.CN;

export function tlsTests(name: string, make: MakeEngine): void {
  t.test(`${name}: a client gets the certificate of the name it asks for`, async (t) => {
    const [first, second, wild] = await Promise.all(
      ['one.test', 'two.test', '*.three.test'].map(certificateFor),
    );
    if (!first || !second || !wild) throw new Error('no certificates');
    const { open, rules } = await stand(t, make, {
      engine: {
        tls: [identity(undefined, first), identity('two.test', second), identity('*.three.test', wild)],
      },
    });
    const rows = [
      [undefined, 'one.test'],
      ['two.test', 'two.test'],
      ['TWO.test', 'two.test'],
      ['a.three.test', '*.three.test'],
      ['other.test', 'one.test'],
    ] as const;
    for (const [servername, wanted] of rows) {
      const client = await open(servername === undefined ? {} : { servername });
      t.equal(subject(client.socket), wanted);
      client.write(request('GET /'));
      t.equal((await client.answer()).status, 200);
      t.equal(rules.heads.at(-1)?.client.secure, true);
    }
  });

  t.test(`${name}: certificates are swapped without dropping a connection`, async (t) => {
    const [before, after] = await Promise.all(['before.test', 'after.test'].map(certificateFor));
    if (!before || !after) throw new Error('no certificates');
    const { open, engine } = await stand(t, make, { engine: { tls: [identity(undefined, before)] } });
    const old = await open({});
    old.write(request('GET /1'));
    t.equal((await old.answer()).status, 200);
    engine.setTls([identity(undefined, after)]);
    old.write(request('GET /2'));
    t.equal((await old.answer()).body, 'ok:/2');
    t.equal(subject(old.socket), 'before.test');
    t.equal(subject((await open({})).socket), 'after.test');
    t.throws(() => engine.setTls([{ serverName: undefined, key: 'nonsense', certificate: 'nonsense' }]));
    t.equal(subject((await open({})).socket), 'after.test', 'a bad certificate changes nothing');
  });

  t.test(`${name}: only HTTP/1.1 is spoken over TLS`, async (t) => {
    const pem = await certificateFor('one.test');
    const { open } = await stand(t, make, { engine: { tls: [identity(undefined, pem)] } });
    const client = await open({ ALPNProtocols: ['h2', 'http/1.1'] });
    t.equal((client.socket as TLSSocket).alpnProtocol, 'http/1.1');
    await t.rejects(open({ ALPNProtocols: ['h2'] }));
  });

  t.test(`${name}: a client that does not speak TLS harms nobody`, async (t) => {
    const pem = await certificateFor('one.test');
    const { open, engine } = await stand(t, make, { engine: { tls: [identity(undefined, pem)] } });
    const plain = await open();
    plain.write(request('GET /'));
    await waitFor('the close', () => plain.over());
    const client = await open({});
    client.write(request('GET /'));
    t.equal((await client.answer()).status, 200);
    t.ok(engine.stats().clientConnections >= 1);
  });

  t.test(`${name}: the certificate of a server is checked unless the site says otherwise`, async (t) => {
    const pem = await certificateFor('localhost');
    const crm = await openServer({}, { key: pem.key, cert: pem.certificate });
    t.teardown(() => crm.close());
    const origin = `https://localhost:${crm.port}`;
    const refused = await stand(t, make, { origin });
    t.equal((await refused.ask(request('POST /', ['Content-Length: 2'], 'hi'))).status, 502);
    t.match(await refused.ended(), { reason: 'connect-failed' });
    t.equal(crm.requests.length, 0, 'nothing was sent to a server nobody vouches for');
    const trusted = await stand(t, make, { origin, engine: { upstreamCa: pem.certificate } });
    t.equal((await trusted.ask(request('GET /ca'))).body, 'ok:/ca');
    const other = await stand(t, make, {
      origin: `https://127.0.0.1:${crm.port}`,
      engine: { upstreamCa: pem.certificate },
    });
    t.equal((await other.ask(request('GET /name'))).status, 502, 'a certificate for another name');
    const blind = await stand(t, make, {
      origin: `https://127.0.0.1:${crm.port}`,
      server: { verifyCertificate: false },
    });
    t.equal((await blind.ask(request('GET /blind'))).body, 'ok:/blind');
    t.equal((await blind.ask(request('POST /up', ['Content-Length: 5'], 'hello'))).status, 200);
    t.equal(crm.requests.at(-1)?.body, 'hello');
  });

  t.test(`${name}: a server is asked by its name, and connections to it are kept`, async (t) => {
    const pem = await certificateFor('localhost');
    const names: unknown[] = [];
    const crm = await openServer(
      {
        onConnection: ({ socket }) => names.push((socket as TLSSocket & { servername?: string }).servername),
      },
      { key: pem.key, cert: pem.certificate },
    );
    t.teardown(() => crm.close());
    const { open, engine } = await stand(t, make, {
      origin: `https://localhost:${crm.port}`,
      engine: { upstreamCa: pem.certificate },
    });
    const client = await open();
    for (const path of ['/1', '/2', '/3']) {
      client.write(request(`GET ${path}`));
      t.equal((await client.answer()).body, `ok:${path}`);
      await waitFor('the kept connection', () => engine.stats().upstreamIdle === 1);
    }
    t.same(names, ['localhost']);
  });

  t.test(`${name}: TLS connections are counted, limited and closed like others`, async (t) => {
    const pem = await certificateFor('one.test');
    const { open, engine } = await stand(t, make, {
      engine: { tls: [identity(undefined, pem)] },
      limits: { headTimeoutMs: 200 },
    });
    const slow = await open({});
    slow.write('GET / HTTP/1.1\r\nHost: ');
    const client = await open({});
    client.write(request('GET /'));
    t.equal((await client.answer()).status, 200);
    await waitFor('the slow one to be closed', () => slow.over());
    await waitFor('one connection', () => engine.stats().clientConnections === 1);
    await engine.close(50);
    await waitFor('the cut', () => client.over());
    t.equal(engine.stats().clientConnections, 0);
  });

  t.test(`${name}: a TLS answer that is cut looks cut`, async (t) => {
    const pem = await certificateFor('one.test');
    const { open, ended } = await stand(t, make, {
      engine: { tls: [identity(undefined, pem)] },
      upstream: {
        onRequest: ({ connection }) => connection.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello'),
      },
    });
    const client = await open({});
    client.write(request('GET /'));
    await waitFor('the break', () => client.over());
    t.match(await ended(), { reason: 'upstream-cut' });
    if (client.failure() === undefined) t.equal((await client.answer()).complete, false);
  });
}
