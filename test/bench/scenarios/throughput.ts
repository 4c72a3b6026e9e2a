// Plain throughput: how many requests a core moves, how long they take, and what one costs.

import type { Bench, Scenario } from '../bench.ts';
import { httpProxyMaker } from '../proxies/http-proxy.ts';
import { measureRounds } from '../rounds.ts';
import { type Column, markdownTable } from '../rules/markdown.ts';
import { type BenchRow, type LoadRow, rowsOf } from '../rules/rows.ts';
import { summarise } from '../rules/summary.ts';

export const loadColumns: readonly Column<LoadRow>[] = [
  ['proxy', (row) => row.proxy],
  ['connections', (row) => row.connections],
  ['requests/s', (row) => row.requestsPerSecond],
  ['x HAProxy', (row) => row.ratioToHaproxy, 2],
  ['p50 ms', (row) => row.p50Ms, 2],
  ['p99 ms', (row) => row.p99Ms, 2],
  ['CPU us/request', (row) => row.cpuUsPerRequest, 1],
  ['RSS MiB', (row) => row.rssMiB, 0],
];

export const throughput: Scenario = {
  name: 'throughput',
  title: 'Throughput, kept connections',
  about:
    'A small answer (1 KB) asked for as fast as it comes, with the affinity cookie; medians of interleaved rounds.',
  measure,
  table: (rows) =>
    markdownTable([...rowsOf(rows, 'direct').map(asLoadRow), ...rowsOf(rows, 'load')], loadColumns),
};

async function measure(bench: Bench): Promise<readonly BenchRow[]> {
  const times = bench.quick ? { seconds: 1, rounds: 1 } : { seconds: 2, rounds: 7 };
  const makers = [...bench.makers, httpProxyMaker(bench, true)];
  const measured = await measureRounds(
    { ...bench, makers },
    {
      ...times,
      connections: [64, 4],
      tls: undefined,
      direct: true,
    },
  );
  return summarise(measured).map((row) => {
    if (row.proxy !== 'direct') return row;
    const { connections, requestsPerSecond, p50Ms, p99Ms } = row;
    return { kind: 'direct', connections, requestsPerSecond, p50Ms, p99Ms };
  });
}

function asLoadRow(row: Omit<LoadRow, 'proxy' | 'ratioToHaproxy' | 'cpuUsPerRequest' | 'rssMiB'>): LoadRow {
  return { proxy: 'none', ratioToHaproxy: null, cpuUsPerRequest: null, rssMiB: null, ...row };
}
