// Thousands of browsers that have asked once and keep their connection: what each costs, and that others are served.

import type { Socket } from 'node:net';
import type { Bench, Scenario } from '../bench.ts';
import { readAnswer } from '../clients/answer.ts';
import { openSocket } from '../clients/open-socket.ts';
import { measureLoad, meet, requestText } from '../load.ts';
import { residentMiB } from '../process-use.ts';
import type { Running } from '../programs.ts';
import { eachProxy } from '../proxies.ts';
import { markdownTable } from '../rules/markdown.ts';
import { rounded, roundedOrNull } from '../rules/numbers.ts';
import { type BenchRow, type IdleRow, rowsOf } from '../rules/rows.ts';
import { type Upstream, withUpstream } from '../upstream.ts';

const atOnce = 100;
/** Memory is looked at when the work of connecting has settled. */
const settleMs = 1000;

export const idle: Scenario = {
  name: 'idle',
  title: 'Idle kept connections',
  about:
    'Each connection asks once and stays. Memory grows from where it was before the first; beside the last of them four others ask as fast as they can.',
  measure: (bench) =>
    withUpstream(bench, (upstream) =>
      eachProxy(bench, { upstreamPort: upstream.port }, async (proxy) => {
        const rows = await measureOne(bench, upstream, proxy);
        const each = rows.map((row) => `${row.connections}: ${row.kilobytesPerConnection} KB each`);
        bench.say(`${proxy.name}: ${each.join(', ')}`);
        return rows;
      }),
    ),
  table: (rows: readonly BenchRow[]) =>
    markdownTable(rowsOf(rows, 'idle'), [
      ['proxy', (row) => row.proxy],
      ['connections', (row) => row.connections],
      ['KB each', (row) => row.kilobytesPerConnection, 1],
      ['RSS MiB', (row) => row.rssMiB, 0],
      ['others: requests/s', (row) => row.othersRequestsPerSecond],
      ['others: p99 ms', (row) => row.othersP99Ms, 2],
    ]),
};

async function measureOne(bench: Bench, upstream: Upstream, proxy: Running): Promise<IdleRow[]> {
  const { programs, quick } = bench;
  const target = { ...proxy, tls: false };
  const visitor = await meet(programs, target, upstream.body);
  const request = requestText(visitor.cookie);
  const beforeMiB = residentMiB(proxy.pid) ?? 0;
  const sockets: Socket[] = [];
  const rows: IdleRow[] = [];
  try {
    for (const connections of quick ? [500, 1000] : [5000, 10_000]) {
      while (sockets.length < connections)
        sockets.push(...(await Promise.all(Array.from({ length: atOnce }, () => openIdle(proxy, request)))));
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      const rssMiB = residentMiB(proxy.pid);
      const each = rssMiB && ((rssMiB - beforeMiB) * 1024) / connections;
      rows.push({
        kind: 'idle',
        proxy: proxy.name,
        connections,
        rssMiB: roundedOrNull(rssMiB, 1),
        kilobytesPerConnection: roundedOrNull(each, 2),
        othersRequestsPerSecond: null,
        othersP99Ms: null,
      });
    }
    const others = await measureLoad(programs, target, visitor, { connections: 4, seconds: 1 });
    const closed = sockets.filter((each) => each.destroyed).length;
    if (closed > 0) throw new Error(`closed ${closed} of ${sockets.length} idle connections`);
    const othersRequestsPerSecond = rounded(others.requests / others.seconds, 0);
    return [
      ...rows.slice(0, -1),
      ...rows.slice(-1).map((row) => ({
        ...row,
        othersRequestsPerSecond,
        othersP99Ms: rounded(others.p99Ms, 2),
      })),
    ];
  } finally {
    for (const each of sockets) each.destroy();
  }
}

/** Resolves when its one answer is there. */
function openIdle({ name, port }: Running, request: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  let text = '';
  const socket = openSocket(port, false, () => socket.write(request, 'latin1'));
  socket.on('error', reject);
  socket.on('close', () => reject(new Error(`${name}: a connection was closed before its answer`)));
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    const { kind } = readAnswer(text);
    if (kind === 'incomplete') return;
    if (kind === 'whole') resolve(socket);
    else socket.destroy();
    text = '';
  });
  return promise;
}
