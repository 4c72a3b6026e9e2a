// The race every proxy with kept connections has: the server closes one just as the next request is sent on it.

import { type AddressInfo, createServer, type Server } from 'node:net';
import { createRandom } from '../../balancer/support/random.ts';
import type { Bench, Scenario } from '../bench.ts';
import { isProbe, probeAnswer } from '../clients/probe.ts';
import { createVisitor } from '../clients/visitor.ts';
import type { Running } from '../programs.ts';
import { eachProxy } from '../proxies.ts';
import { markdownTable } from '../rules/markdown.ts';
import { type BenchRow, rowsOf, type StaleRow } from '../rules/rows.ts';

const visitors = 6;
const longestMs = 6;
const seed = 20;

export const stale: Scenario = {
  name: 'stale',
  title: 'Servers that close kept connections at random',
  about: `GET requests by ${visitors} visitors at random moments to a server that closes each connection 0 to ${longestMs} ms after its answer. Wrong is whatever is not the whole 200.`,
  measure,
  table: (rows) =>
    markdownTable(rowsOf(rows, 'stale'), [
      ['proxy', (row) => row.proxy],
      ['requests', (row) => row.requests],
      ['wrong', (row) => row.wrong],
    ]),
};

async function measure(bench: Bench): Promise<readonly BenchRow[]> {
  const server = await closingServer();
  const upstreamPort = (server.address() as AddressInfo).port;
  const requests = bench.quick ? 300 : 1500;
  try {
    return await eachProxy(bench, { upstreamPort }, async (proxy): Promise<StaleRow[]> => {
      const wrong = await countWrong(proxy, requests);
      bench.say(`${proxy.name}: ${wrong} of ${requests} wrong`);
      return [{ kind: 'stale', proxy: proxy.name, requests, wrong }];
    });
  } finally {
    server.close();
  }
}

async function countWrong({ port }: Running, requests: number): Promise<number> {
  let wrong = 0;
  const visit = async (_: unknown, index: number) => {
    const random = createRandom(seed + index);
    const visitor = createVisitor(port);
    for (let request = 0; request < requests / visitors; request++) {
      if ((await visitor.ask()) !== 'right') wrong++;
      await pause(random.below(longestMs * 1000) / 1000);
    }
    visitor.leave();
  };
  await Promise.all(Array.from({ length: visitors }, visit));
  return wrong;
}

/** What was sent before it closed is lost, as with IIS: it never answers twice on one connection it has given up. */
async function closingServer(): Promise<Server> {
  const random = createRandom(seed);
  const answer = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nright';
  const server = createServer({ noDelay: true }, (socket) => {
    let closing: NodeJS.Timeout | undefined;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      clearTimeout(closing);
      if (isProbe(chunk.toString('latin1'))) return void socket.end(probeAnswer);
      const afterMs = random.below(longestMs + 1);
      socket.write(answer, () => {
        if (afterMs === 0) socket.destroy();
        else closing = setTimeout(() => socket.destroy(), afterMs);
      });
    });
    socket.on('close', () => clearTimeout(closing));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

/** A timer of less than a millisecond is one of a millisecond: turns of the event loop fill the rest. */
async function pause(pauseMs: number): Promise<void> {
  const endMs = performance.now() + pauseMs;
  do {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  } while (performance.now() < endMs);
}
