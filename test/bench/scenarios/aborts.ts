// Browsers that vanish in the middle of an answer: the server's connection must be given up with them.

import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Bench, Scenario } from '../bench.ts';
import { openSocket } from '../clients/open-socket.ts';
import { isProbe, probeAnswer } from '../clients/probe.ts';
import { eachProxy } from '../proxies.ts';
import { markdownTable } from '../rules/markdown.ts';
import { type AbortsRow, type BenchRow, rowsOf } from '../rules/rows.ts';

const atOnce = 50;
/** How long a proxy may take to notice. */
const graceMs = 5000;
const request = 'GET /CRM/eware.dll/Do?Act=432 HTTP/1.1\r\nHost: crm.example.com\r\n\r\n';
const beginning = `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(20_000)}`;

export const aborts: Scenario = {
  name: 'aborts',
  title: 'Clients that vanish in the middle of an answer',
  about: `Each vanishes after the first bytes; the server then says nothing more. Left are the connections to the server that are still open ${graceMs / 1000} s after the last client went.`,
  measure,
  table: (rows) =>
    markdownTable(rowsOf(rows, 'aborts'), [
      ['proxy', (row) => row.proxy],
      ['clients', (row) => row.clients],
      ['connections left', (row) => row.left],
    ]),
};

async function measure(bench: Bench): Promise<readonly BenchRow[]> {
  const clients = bench.quick ? 200 : 1000;
  const server = await silentServer();
  try {
    return await eachProxy(bench, { upstreamPort: server.port }, async ({ name, port }) => {
      for (let done = 0; done < clients; done += atOnce) {
        await Promise.all(Array.from({ length: atOnce }, () => vanish(port)));
      }
      const left = await server.leftAfter(graceMs);
      bench.say(`${name}: ${left} connections left of ${clients}`);
      server.forget();
      return [{ kind: 'aborts', proxy: name, clients, left } satisfies AbortsRow];
    });
  } finally {
    server.close();
  }
}

/** Resolves when the client is gone, after the first bytes of its answer. */
function vanish(port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = openSocket(port, false, () => socket.write(request));
  let begun = false;
  socket.once('data', (chunk) => {
    begun = chunk.toString('latin1').startsWith('HTTP/1.1 200 ');
    socket.resetAndDestroy();
  });
  socket.on('error', reject);
  socket.on('close', () => (begun ? resolve() : reject(new Error(`port ${port}: no answer began`))));
  return promise;
}

/** Begins every answer and ends none. */
async function silentServer() {
  const answering = new Set<Socket>();
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => answering.delete(socket));
    socket.on('data', (chunk) => {
      if (isProbe(chunk.toString('latin1'))) return void socket.write(probeAnswer);
      answering.add(socket);
      socket.write(beginning);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async leftAfter(limitMs: number) {
      const endMs = performance.now() + limitMs;
      while (answering.size > 0 && performance.now() < endMs) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return answering.size;
    },
    /** Gives up what is left, for the next proxy's count. */
    forget() {
      for (const each of answering) each.destroy();
      answering.clear();
    },
    close: () => server.close(),
  };
}
