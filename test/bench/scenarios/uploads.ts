// One very large upload: it must pass through, not stay.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bench, Scenario } from '../bench.ts';
import { probeBody, probePath } from '../clients/probe.ts';
import { upload } from '../clients/upload.ts';
import { watchMemory } from '../process-use.ts';
import type { Running } from '../programs.ts';
import { eachProxy } from '../proxies.ts';
import { markdownTable } from '../rules/markdown.ts';
import { rounded, roundedOrNull } from '../rules/numbers.ts';
import { type BenchRow, rowsOf, type UploadRow } from '../rules/rows.ts';

export const uploads: Scenario = {
  name: 'uploads',
  title: 'Upload of 1 GB',
  about: 'One body of 1 GB with its length, to a server that counts what arrives.',
  measure,
  table: (rows) =>
    markdownTable(rowsOf(rows, 'upload'), [
      ['proxy', (row) => row.proxy],
      ['MB', (row) => row.megabytes],
      ['MB/s', (row) => row.megabytesPerSecond],
      ['RSS growth MiB', (row) => row.rssGrowthMiB, 1],
    ]),
};

const smallBytes = 100_000;

async function measure(bench: Bench): Promise<readonly BenchRow[]> {
  const server = countingServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const upstreamPort = (server.address() as AddressInfo).port;
  const bytes = bench.quick ? 100_000_000 : 1_000_000_000;
  try {
    return await eachProxy(bench, { upstreamPort }, async (proxy) => {
      const row = await measureOne(proxy, bytes);
      bench.say(`${proxy.name}: ${row.megabytesPerSecond} MB/s`);
      return [row];
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/**
 * A tenth of it in small bodies first: what a process that works has set up for all bodies, the room for new objects
 * among it, is not what one large body costs.
 */
async function measureOne({ name, port, pid }: Running, bytes: number): Promise<UploadRow> {
  for (let sent = 0; sent < bytes / 10; sent += smallBytes) await checkedUpload(name, port, smallBytes);
  const memory = watchMemory(pid);
  const startedMs = performance.now();
  await checkedUpload(name, port, bytes);
  const seconds = (performance.now() - startedMs) / 1000;
  memory.stop();
  return {
    kind: 'upload',
    proxy: name,
    megabytes: bytes / 1e6,
    megabytesPerSecond: rounded(bytes / 1e6 / seconds, 0),
    rssGrowthMiB: roundedOrNull(memory.growthMiB(), 1),
  };
}

async function checkedUpload(name: string, port: number, bytes: number): Promise<void> {
  const arrived = await upload(port, bytes);
  if (arrived !== String(bytes)) throw new Error(`${name}: of ${bytes} bytes ${arrived} arrived`);
}

/** Answers with the number of bytes of the body. */
function countingServer() {
  return createServer((request, response) => {
    if (request.url === probePath) return void response.end(probeBody);
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('error', () => response.destroy());
    request.on('end', () => {
      const text = String(bytes);
      response.writeHead(200, { 'Content-Length': text.length }).end(text);
    });
  });
}
