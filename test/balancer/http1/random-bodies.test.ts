// Bodies of random size, framing and cuts through the real engine, plain and TLS: every byte arrives, in order, both
// ways. node:http is the client and the server, so that nothing of the core is its own witness.

import { createHash } from 'node:crypto';
import { Agent, createServer, type IncomingMessage, request as plainRequest } from 'node:http';
import { createServer as createTlsServer, Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import t from 'tap';
import { createCoreEngine } from '../../../balancer/http1/core-engine.ts';
import { createRandom, type Random } from '../../fuzz/random.ts';
import { createScriptedRules, serverAt, wideLimits } from '../../support/scripted-rules.ts';

const seed = 20_261_121;
const exchanges = 150;

/** Random bytes in random pieces; now and then large enough for every way of writing. */
function pieces(random: Random): Buffer[] {
  const sizes = [0, 1, 100, 5000, 16_384, 16_385, 70_000, 300_000];
  return Array.from({ length: random.below(5) }, () =>
    Buffer.alloc(random.below(random.pick(sizes) + 1), String(random.below(1e9))),
  );
}

const digest = (all: readonly Buffer[]) => createHash('sha256').update(Buffer.concat(all)).digest('hex');

async function bodyOf(message: IncomingMessage): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const piece of message) all.push(piece);
  return all;
}

for (const secure of [false, true]) {
  t.test(`random bodies pass whole, ${secure ? 'TLS' : 'plain'} on both sides`, async (t) => {
    t.comment(`seed ${seed}`);
    const random = createRandom(seed);
    const pem = await generate([{ name: 'commonName', value: 'localhost' }], {
      keyType: 'ec',
      algorithm: 'sha256',
    });
    const keys = { key: pem.private, cert: pem.cert };
    const answer = async (message: IncomingMessage, response: import('node:http').ServerResponse) => {
      const received = await bodyOf(message);
      const sent = pieces(random);
      const length = sent.reduce((sum, each) => sum + each.length, 0);
      response.setHeader('x-received', digest(received));
      response.setHeader('x-sent', digest(sent));
      const framing = random.below(3);
      if (framing === 0) response.setHeader('content-length', length);
      if (framing === 1) response.setHeader('connection', 'close');
      for (const piece of sent) response.write(piece);
      response.end();
    };
    const upstream = secure ? createTlsServer(keys, answer) : createServer(answer);
    await new Promise<void>((resolve) => {
      upstream.listen(0, '127.0.0.1', resolve);
    });
    const { port: upstreamPort } = upstream.address() as AddressInfo;
    const origin = `${secure ? 'https' : 'http'}://127.0.0.1:${upstreamPort}`;
    const problems: Error[] = [];
    const rules = createScriptedRules(serverAt(origin, { verifyCertificate: false }), {
      responseHead: () => ({
        edits: { drop: [], replace: new Map(), append: [] },
        watchBody: random.below(4) === 0,
      }),
    });
    const engine = createCoreEngine({
      rules,
      limits: wideLimits,
      tls: secure ? [{ serverName: undefined, key: pem.private, certificate: pem.cert }] : undefined,
      upstreamCa: undefined,
      onProblem: (problem) => problems.push(problem),
      nowMs: () => performance.now(),
    });
    const port = await engine.listen({ host: '127.0.0.1', port: 0 });
    const agents = {
      plain: new Agent({ keepAlive: true, maxSockets: 4 }),
      tls: new TlsAgent({ keepAlive: true, maxSockets: 4 }),
    };
    const ask = async () => {
      const body = pieces(random);
      const length = body.reduce((sum, each) => sum + each.length, 0);
      const headers = random.below(2) ? { 'content-length': length } : { 'transfer-encoding': 'chunked' };
      const options = { port, host: '127.0.0.1', method: 'POST', headers, rejectUnauthorized: false };
      const outgoing = secure
        ? tlsRequest({ ...options, agent: agents.tls })
        : plainRequest({ ...options, agent: agents.plain });
      const response = new Promise<IncomingMessage>((resolve, reject) => {
        outgoing.on('response', resolve);
        outgoing.on('error', reject);
      });
      for (const piece of body) outgoing.write(piece);
      outgoing.end();
      const message = await response;
      const received = digest(await bodyOf(message));
      if (message.headers['x-received'] !== digest(body)) t.fail('the request body changed');
      if (message.headers['x-sent'] !== received) t.fail('the answer body changed');
      return message.statusCode;
    };
    const statuses = new Set<number | undefined>();
    for (let round = 0; round < exchanges / 5; round++) {
      for (const status of await Promise.all(Array.from({ length: 5 }, ask))) statuses.add(status);
    }
    t.same([...statuses], [200]);
    t.same(problems, []);
    t.same(new Set(rules.ends.map((end) => end.reason)), new Set(['completed']));
    agents.plain.destroy();
    agents.tls.destroy();
    upstream.closeAllConnections();
    upstream.close();
    await engine.close(0);
  });
}
