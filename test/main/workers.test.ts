// The product with more than one worker, as an operator meets it: one status, one set of metrics, one access log, and a
// plain word about what only a start can change.

import { readFileSync } from 'node:fs';
import { Agent, get, type RequestOptions } from 'node:http';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import t from 'tap';
import { metricSum, readMetrics } from '../support/metrics-text.ts';
import { preparePlainSite } from '../support/plain-site.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(120_000);

const ask = (url: string) =>
  new Promise<string>((resolve, reject) => {
    const asked = get(url, { agent: new Agent({ keepAlive: false }) }, (response) =>
      readAll(response).then(resolve, reject),
    );
    asked.on('error', reject);
  });

for (const engine of ['core', 'safe']) {
  t.test(`${engine}: three workers are one Fairlead to whoever looks`, async (t) => {
    const site = await preparePlainSite(t, 2);
    const access = { format: 'json', file: 'access.log' };
    site.write({ traffic: { engine, workers: 3 }, logging: { access } });
    const product = await site.start();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => ask(`${product.url}/x?${index}`)),
    );
    t.ok(answers.every((each) => /^CRM0[12]$/.test(each)));
    t.same(product.status().workers, { wanted: 3, running: 3, restarts: 0 });
    const metrics = await readMetrics(product.adminUrl);
    t.equal(metricSum(metrics, 'fairlead_workers'), 3);
    t.equal(metricSum(metrics, 'fairlead_worker_restarts_total'), 0);
    t.equal(metricSum(metrics, 'fairlead_http_requests_total'), 60);
    const lines = () => readFileSync(join(site.folder, 'access.log'), 'utf8').split('\n').filter(Boolean);
    await waitFor('every line', () => lines().length === 60);
    t.equal(new Set(lines().map((line) => JSON.parse(line).id)).size, 60, 'no id is there twice');

    site.write({ traffic: { engine, workers: 2 }, logging: { access: { ...access, file: 'other.log' } } });
    t.match(await product.reload?.(), {
      ok: true,
      restart: ['traffic.workers'],
      applied: ['logging.access.file'],
    });
    t.match(product.status().workers, { wanted: 3, running: 3 });
    await ask(product.url);
    const other = () => readFileSync(join(site.folder, 'other.log'), 'utf8').split('\n').filter(Boolean);
    await waitFor('the line in the new log', () => other().length === 1);
    await product.close();
    t.ok(
      site.log().every(({ level }) => level === 'info'),
      'a clean log',
    );
  });
}

// The safe engine pins no connections, with one worker or many.
t.test('a log-on of Windows keeps its connection to the server, whichever worker has it', async (t) => {
  const known = new WeakSet<object>();
  const site = await preparePlainSite(t, 2, (request, response, name) => {
    request.resume();
    const { authorization } = request.headers;
    if (authorization === 'NTLM one') {
      known.add(request.socket);
      response.writeHead(401, { 'www-authenticate': 'NTLM two' }).end();
    } else if (known.has(request.socket)) response.end(name);
    else response.writeHead(401, { 'www-authenticate': 'NTLM' }).end();
  });
  site.write({ traffic: { workers: 3 } });
  const { url } = await site.start();
  const visit = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const answers: number[] = [];
    for (const authorization of ['', 'NTLM one', 'NTLM three', '', '']) {
      const headers = authorization === '' ? {} : { authorization };
      answers.push(await statusOf(url, { agent, headers }));
    }
    agent.destroy();
    return answers.join();
  };
  const visits = await Promise.all(Array.from({ length: 20 }, visit));
  t.same(visits, Array(20).fill('401,401,200,200,200'));
});

const statusOf = (url: string, options: RequestOptions) =>
  new Promise<number>((resolve, reject) => {
    const asked = get(url, options, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    asked.on('error', reject);
  });

t.test('one worker is this thread, and says so', async (t) => {
  const site = await preparePlainSite(t, 1);
  const product = await site.start();
  t.same(product.status().workers, { wanted: 1, running: 1, restarts: 0 });
  t.equal(metricSum(await readMetrics(product.adminUrl), 'fairlead_workers'), 1);
});

t.test('a port that is taken is told as with one worker', async (t) => {
  const site = await preparePlainSite(t, 1);
  site.write({ traffic: { workers: 2 } });
  const { port } = await site.start();
  site.write({ traffic: { workers: 2 }, listen: { host: '127.0.0.1', port }, dataDirectory: 'other' });
  await t.rejects(site.start(), { code: 'MAIN_LISTEN', message: /another program listens there/ });
});
