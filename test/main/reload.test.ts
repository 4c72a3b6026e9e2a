// A configuration that changes while people work: nothing is dropped, a bad one changes nothing, and what happened is
// told to whoever asked, to the operator and to Prometheus.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import t from 'tap';
import { createCertificate } from '../../demo/certificate.ts';
import { metricSum, readMetrics } from '../support/metrics-text.ts';
import { type Answer, everyTraffic, preparePlainSite } from '../support/plain-site.ts';
import { startSteadyLoad } from '../support/steady-load.ts';
import { waitFor } from '../support/wait-for.ts';
import { openClient } from '../support/wire-client.ts';

t.setTimeout(120_000);

const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };

/** A server that takes a moment now and then, and gives back what it was sent. */
const echo: Answer = (request, response, name) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const answer = () => response.end(`${name} ${Buffer.concat(pieces)}`);
    if (request.url?.includes('slow')) setTimeout(answer, 150);
    else answer();
  });
};

for (const { engine, workers } of everyTraffic) {
  t.test(
    `${engine}, ${workers} workers: twenty reloads under load drop no request and no connection`,
    async (t) => {
      const site = await preparePlainSite(t, 3, echo);
      site.write({ traffic: { engine, workers } });
      const product = await site.start();
      const load = startSteadyLoad({
        url: product.url,
        clients: 200,
        next: (count) => ({
          path: count % 3 === 0 ? `/slow?${count}` : `/quick?${count}`,
          body: count % 4 === 0 ? `body ${count}`.padEnd(20_000, '.') : undefined,
        }),
        isGood: (status, body) => status === 200 && /^CRM0[123] (body \d+\.+)?$/.test(body),
      });
      t.teardown(() => load.stop());
      const tunnel = connect(product.port, '127.0.0.1');
      t.teardown(() => tunnel.destroy());
      let echoed = '';
      let tunnelClosed = false;
      tunnel.on('data', (data) => {
        echoed += data.toString('latin1');
      });
      tunnel.on('error', () => tunnel.destroy());
      tunnel.on('close', () => {
        tunnelClosed = true;
      });
      tunnel.write(
        'GET /ws HTTP/1.1\r\nHost: crm\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
      await waitFor('the tunnel', () => echoed.includes('101 Switching'));
      await waitFor('load', () => load.done() > 400);

      for (let number = 1; number <= 20; number++) {
        const before = load.done();
        const odd = number % 2 === 1;
        site.write({
          routing: { unavailable: { title: `Title ${number}` }, trustedProxies: odd ? ['10.0.0.0/8'] : [] },
          servers: Object.fromEntries(
            site.servers.map(({ name, origin }) => [
              name,
              { origin, weight: number, maxUsers: 100 + number },
            ]),
          ),
          health: { intervalMs: odd ? 300 : 500 },
          traffic: {
            engine,
            workers,
            limits: { headBytes: odd ? 32_768 : 65_536, connectionsPerServer: odd ? 500 : 600 },
          },
          logging: { access: { format: odd ? 'combined' : 'json', file: 'access.log' } },
        });
        t.ok(load.inFlight() >= 150, `${load.inFlight()} requests in flight at reload ${number}`);
        const answer = await product.reload?.();
        t.match(answer, { ok: true, restart: [] });
        t.ok(answer?.applied.includes('routing.unavailable.title'));
        t.equal(product.status().servers[0]?.weight, number);
        t.equal(product.status().servers[0]?.maxUsers, 100 + number);
        tunnel.write(`<${number}>`);
        await waitFor('the tunnel to answer', () => echoed.endsWith(`<${number}>`));
        await waitFor('the load to go on', () => load.done() > before + 100);
      }
      await load.stop();
      t.same(load.failures, [], `${load.done()} requests`);
      t.equal(load.connections(), 200, 'each client kept its one connection');
      t.equal(tunnelClosed, false);
      t.ok(
        site.log().every(({ level }) => level === 'info'),
        'a clean log',
      );
    },
  );
}

t.test('a faulty configuration is refused with every fault, and the old one stays', async (t) => {
  const site = await preparePlainSite(t, 1);
  const product = await site.start();
  const good = async () =>
    metricSum(await readMetrics(product.adminUrl), 'fairlead_config_last_load_successful');
  t.equal(await good(), 1);
  site.write({ listen: { host: '127.0.0.1', port: 70_000 }, health: { fall: 0 }, routing: { mode: 'x' } });
  const answer = await fetch(`${product.adminUrl}/api/v1/reload`, json);
  t.equal(answer.status, 422);
  const told = (await answer.json()) as { entries: { path: string }[] };
  t.match(told, { ok: false, problem: null, faults: 3, applied: [] });
  t.same(told.entries.map(({ path }) => path).toSorted(), ['health.fall', 'listen.port', 'routing.mode']);
  t.equal(await good(), 0);
  t.match(
    product.status().notices.filter(({ code }) => code === 'reload-refused'),
    [{ severity: 'warning', text: /fairlead\.yaml:\d+:\d+.*and 2 more/ }],
  );
  t.equal(await (await fetch(product.url)).text(), 'CRM01', 'it serves');
  t.match(
    site.log().filter(({ level }) => level === 'error'),
    [{ msg: /refused/ }],
  );
  site.write();
  t.match(await product.reload?.(), { ok: true, applied: [], restart: [] });
  t.equal(await good(), 1);
  t.same(
    product.status().notices.filter(({ code }) => code === 'reload-refused'),
    [],
  );
});

t.test('a file that is gone is a fault like any other', async (t) => {
  const site = await preparePlainSite(t, 1);
  const product = await site.start();
  renameSync(site.file, `${site.file}.away`);
  t.match(await product.reload?.(), { ok: false, entries: [{ code: 'CFG_FILE' }] });
  renameSync(`${site.file}.away`, site.file);
  t.match(await product.reload?.(), { ok: true });
});

t.test('what only a start can change is told by name, and the rest is in use', async (t) => {
  const site = await preparePlainSite(t, 1);
  const product = await site.start();
  site.write({
    listen: { host: '127.0.0.1', port: 12_345, publicUrl: 'http://crm.example.com' },
    dataDirectory: 'elsewhere',
  });
  t.match(await product.reload?.(), {
    ok: true,
    applied: ['listen.publicUrl'],
    restart: ['listen.port', 'dataDirectory'],
  });
  t.match(
    product.status().notices.filter(({ code }) => code === 'restart-needed'),
    [{ severity: 'info', text: 'listen.port, dataDirectory change with the next start.' }],
  );
  t.equal(product.status().url, 'http://crm.example.com');
  t.equal(await (await fetch(`http://127.0.0.1:${product.port}`)).text(), 'CRM01');
  site.write();
  t.match(await product.reload?.(), { ok: true, restart: [] });
  t.same(
    product.status().notices.filter(({ code }) => code === 'restart-needed'),
    [],
  );
});

t.test('a server comes, moves and goes by reload', async (t) => {
  const site = await preparePlainSite(t, 2);
  const product = await site.start();
  const [first, second] = site.servers;
  const names = () => product.status().servers.map(({ name, origin }) => `${name} ${origin}`);
  site.write({ servers: { A: { origin: first?.origin } } });
  t.match(await product.reload?.(), { ok: true });
  t.same(names(), [`A ${first?.origin}`]);
  await waitFor('it to be checked', () => product.status().state === 'serving');
  t.equal(await (await fetch(product.url)).text(), 'CRM01');
  site.write({ servers: { A: { origin: second?.origin } } });
  t.match(await product.reload?.(), { ok: true, applied: ['servers.A.origin'] });
  t.equal(await (await fetch(product.url)).text(), 'CRM02', 'its new address');
});

for (const workers of [1, 3]) {
  t.test(
    `${workers} workers: certificates are exchanged by reload, and who is connected stays`,
    async (t) => {
      const site = await preparePlainSite(t, 1);
      const identity = async (name: string) => {
        const { certificate, key } = await createCertificate([name], Date.now());
        writeFileSync(join(site.folder, `${name}.pem`), certificate);
        writeFileSync(join(site.folder, `${name}.key`), key);
        return { certificateFile: `${name}.pem`, keyFile: `${name}.key` };
      };
      const listen = { host: '127.0.0.1', port: 0 };
      const [first, second] = [
        await identity('one.test'),
        { ...(await identity('two.test')), serverName: 'two.test' },
      ];
      const traffic = { workers };
      site.write({ traffic, listen: { ...listen, tls: [first] } });
      const product = await site.start();
      const open = async (servername: string) => {
        const client = await openClient(product.port, { servername });
        t.teardown(() => client.close());
        const name = (client.socket as TLSSocket).getPeerCertificate().subjectaltname?.split(',')[0];
        const ask = async () => {
          client.write('GET / HTTP/1.1\r\nHost: crm\r\n\r\n');
          return (await client.answer()).body;
        };
        return { name, ask };
      };
      const kept = await open('two.test');
      t.same([kept.name, await kept.ask()], ['DNS:one.test', 'CRM01']);

      site.write({ traffic, listen: { ...listen, tls: [first, second] } });
      t.match(await product.reload?.(), { ok: true, applied: ['listen.tls'] });
      await waitFor('every worker to show it', async () => (await open('two.test')).name === 'DNS:two.test');
      t.equal(await kept.ask(), 'CRM01');

      site.write({ traffic, listen: { ...listen, tls: [first, { ...second, keyFile: first.keyFile }] } });
      t.match(await product.reload?.(), { ok: false, entries: [{ code: 'CFG_CERTIFICATE' }] });
      t.equal((await open('two.test')).name, 'DNS:two.test', 'the old one stays');

      site.write({ traffic, listen });
      t.match(await product.reload?.(), { ok: true, applied: [], restart: ['listen.tls'] });
      t.equal((await open('one.test')).name, 'DNS:one.test', 'a listener does not cease to speak TLS');
      t.equal(await kept.ask(), 'CRM01');
    },
  );
}

t.test('several reloads at once are done one after the other, none for nothing', async (t) => {
  const site = await preparePlainSite(t, 1);
  const product = await site.start();
  site.write({ routing: { unavailable: { title: 'one' } } });
  const first = product.reload?.();
  const answers = await Promise.all([first, ...Array.from({ length: 10 }, () => product.reload?.())]);
  t.ok(answers.every((answer) => answer?.ok));
  const read = site.log().filter(({ msg }) => msg.startsWith('the configuration was read anew'));
  t.ok(read.length <= 2, `${read.length} readings for 11 wishes`);
});

t.test('the access log comes, is turned and goes by reload', async (t) => {
  const site = await preparePlainSite(t, 1);
  const product = await site.start();
  const file = join(site.folder, 'logs', 'access.log');
  const lines = (path = file) => readFileSync(path, 'utf8').trimEnd().split('\n');
  await fetch(`${product.url}/before`);
  site.write({ logging: { access: { format: 'combined', file: 'logs/access.log' } } });
  t.match(await product.reload?.(), { ok: true });
  await fetch(`${product.url}/CRM/eware.dll/Do?SID=12345&Act=432`, { headers: { 'user-agent': 'test "1"' } });
  await waitFor('the line', () => readFileSync(file, 'utf8').includes('\n'));
  t.equal(lines().length, 1);
  t.match(
    lines()[0],
    /^127\.0\.0\.1 - - \[.*\] "GET \/CRM\/eware\.dll\/Do\?SID=\*&Act=432 HTTP\/1\.1" 200 5 "-" "test \\x221\\x22" server=CRM01 because=/,
  );
  t.match(lines()[0], / queue=(-|\d+) connect=\d+ first=\d+ total=\d+ end=completed sent=0 id=\S+$/);

  renameSync(file, `${file}.turned`);
  writeFileSync(site.file, `${readFileSync(site.file, 'utf8')}nonsense: 1\n`);
  t.match(
    await product.reload?.(),
    { ok: false },
    'the file is turned also where the configuration is faulty',
  );
  await fetch(`${product.url}/after`);
  await waitFor('a file under the old name', () => lines().some((line) => line.includes('/after')));
  t.equal(lines(`${file}.turned`).length, 1);

  site.write({ logging: { access: { format: 'json', file: 'logs/access.json' } } });
  t.match(await product.reload?.(), { ok: true });
  await fetch(`${product.url}/json`);
  const other = join(site.folder, 'logs', 'access.json');
  await waitFor('the JSON line', () => readFileSync(other, 'utf8').includes('\n'));
  t.match(JSON.parse(lines(other)[0] ?? ''), {
    log: 'access',
    target: '/json',
    status: 200,
    server: 'CRM01',
  });

  site.write();
  t.match(await product.reload?.(), { ok: true });
  await fetch(`${product.url}/unlogged`);
  await product.close();
  t.equal(lines(other).length, 1);
  t.notMatch(readFileSync(file, 'utf8'), 'unlogged');
});

t.test('an access log that cannot be opened changes nothing', async (t) => {
  const site = await preparePlainSite(t, 1);
  const product = await site.start();
  writeFileSync(join(site.folder, 'file'), '');
  site.write({
    routing: { unavailable: { title: 'other' } },
    logging: { access: { format: 'json', file: 'file/access.log' } },
  });
  t.match(await product.reload?.(), { ok: false, problem: /access log cannot be written/, applied: [] });
  t.equal(await (await fetch(product.url)).text(), 'CRM01');
  site.write({ routing: { unavailable: { title: 'other' } } });
  t.match(
    await product.reload?.(),
    { ok: true, applied: ['routing.unavailable.title'] },
    'it was not taken before',
  );
});

t.test(
  'who may reload is decided by the listener, and a product without a file has nothing to reload',
  async (t) => {
    const site = await preparePlainSite(t, 1);
    const product = await site.start();
    const url = `${product.adminUrl}/api/v1/reload`;
    t.equal((await fetch(url, { method: 'POST' })).status, 415);
    t.equal(
      (await fetch(url, { ...json, headers: { ...json.headers, origin: 'http://evil.example' } })).status,
      403,
    );
    t.equal((await fetch(url)).status, 405);
    t.equal((await fetch(url, json)).status, 200);
  },
);
