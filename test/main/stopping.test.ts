// A stop while people work: others are told to look elsewhere first, what had begun is finished, what was asked on a
// connection nobody was told to leave is answered.

import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import type { Product } from '../../main/product.ts';
import { type Answer, everyTraffic, preparePlainSite } from '../support/plain-site.ts';
import { type SteadyLoad, startSteadyLoad } from '../support/steady-load.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(120_000);

const moment: Answer = (request, response, name) => {
  request.resume();
  setTimeout(() => response.end(name), request.url?.includes('slow') ? 300 : 5);
};

function load(product: Product, clients: number): SteadyLoad {
  return startSteadyLoad({
    url: product.url,
    clients,
    next: (count) => ({ path: count % 2 === 0 ? `/slow?${count}` : `/quick?${count}`, body: undefined }),
    isGood: (status, body) => status === 200 && /^CRM0[123]$/.test(body),
    endsWhenTold: true,
  });
}

const readiness = async (product: Product) => {
  const answer = await fetch(`${product.adminUrl}/readyz`);
  return { status: answer.status, body: (await answer.json()) as { because: string[] } };
};

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

for (const { engine, workers } of everyTraffic) {
  t.test(`${engine}, ${workers} workers: a stop under load fails no request`, async (t) => {
    const site = await preparePlainSite(t, 3, moment);
    site.write({ traffic: { engine, workers }, logging: { access: { format: 'json', file: 'access.log' } } });
    const product = await site.start();
    const clients = load(product, 300);
    // A connection that the system has taken and we have not is lost at a stop: nothing was asked on it yet.
    await waitFor('load', () => clients.done() > 1000 && clients.connections() === 300);
    t.ok(clients.inFlight() >= 200, `${clients.inFlight()} requests in flight`);
    await product.close();
    t.equal(await isOpen(product.port), false);
    await clients.stop();
    t.same(clients.failures, [], `${clients.done()} requests`);
    t.equal(clients.connections(), 300);
    t.notOk(
      site.log().some(({ level }) => level !== 'info'),
      'a clean log',
    );
    t.ok(existsSync(join(site.folder, 'access.log')));
  });
}

t.test('with a delay it is not ready at once and serves on, also who comes new', async (t) => {
  const site = await preparePlainSite(t, 1, moment);
  site.write({ traffic: { drainDelayMs: 600_000 } });
  const product = await site.start();
  await waitFor('to be ready', async () => (await readiness(product)).status === 200);
  const over = new AbortController();
  const closing = product.close(over.signal);
  const { status, body } = await readiness(product);
  t.equal(status, 503);
  t.same(body.because, ['Fairlead is stopping']);
  t.equal(await isOpen(product.port), true, 'who comes new is served');
  t.equal(await (await fetch(product.url)).text(), 'CRM01');
  t.match(await product.reload?.(), { ok: false, problem: 'Fairlead is stopping' });
  t.match(
    site.log().filter(({ msg }) => msg.includes('not ready any more')),
    [{ level: 'info' }],
  );
  over.abort();
  await closing;
  t.equal(await isOpen(product.port), false);
});

t.test('the admin listener answers until traffic is closed, and not after', async (t) => {
  const site = await preparePlainSite(t, 1, (_request, response) => {
    held.push(() => response.end('late'));
  });
  const held: (() => void)[] = [];
  const product = await site.start();
  const answer = fetch(product.url);
  await waitFor('the request', () => held.length === 1);
  const closing = product.close();
  await waitFor('nobody new', async () => !(await isOpen(product.port)));
  t.equal((await readiness(product)).status, 503);
  t.match(await (await fetch(`${product.adminUrl}/api/v1/status`)).json(), { url: product.url });
  t.match(await (await fetch(`${product.adminUrl}/metrics`)).text(), 'fairlead_');
  held[0]?.();
  t.equal(await (await answer).text(), 'late');
  await closing;
  await t.rejects(readiness(product));
});

t.test('cut: what runs is broken off, and what must survive is written', async (t) => {
  const held: string[] = [];
  const site = await preparePlainSite(t, 1, ({ url = '' }) => held.push(url));
  const product = await site.start();
  const broken = fetch(`${product.url}/CRM/eware.dll/Do?SID=77`).then(
    () => 'answered',
    () => 'cut',
  );
  await waitFor('the request', () => held.length === 1);
  const cut = new AbortController();
  const closing = product.close(cut.signal);
  await waitFor('nobody new', async () => !(await isOpen(product.port)));
  cut.abort();
  await closing;
  t.equal(await broken, 'cut');
  t.match(
    site.log().filter(({ level }) => level === 'warn'),
    [{ msg: /running requests are cut/ }],
  );
});

t.test('a stop that is asked for twice is one stop', async (t) => {
  const site = await preparePlainSite(t, 1);
  const product = await site.start();
  await Promise.all([product.close(), product.close()]);
  t.equal(site.log().filter(({ msg }) => msg.includes('nobody new is taken')).length, 1);
});
