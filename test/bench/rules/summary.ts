// From single measurements of load to rows: medians over the rounds, ratios to HAProxy.

import { median, rounded, roundedOrNull } from './numbers.ts';
import type { LoadRow } from './rows.ts';

export type Measured = {
  readonly proxy: string;
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Undefined where the system does not tell. */
  readonly cpuUsPerRequest: number | undefined;
  readonly rssMiB: number | undefined;
};

/** One row for each proxy and number of connections, in the order they were first measured. */
export function summarise(measured: readonly Measured[]): LoadRow[] {
  const groups = Map.groupBy(measured, (each) => `${each.connections} ${each.proxy}`);
  const rows = [...groups.values()].map(rowOf);
  return rows.map((row) => {
    const haproxy = rows.find((each) => each.proxy === 'haproxy' && each.connections === row.connections);
    if (haproxy === undefined) return row;
    return { ...row, ratioToHaproxy: rounded(row.requestsPerSecond / haproxy.requestsPerSecond, 2) };
  });
}

function rowOf(group: readonly Measured[]): LoadRow {
  const [first] = group;
  if (first === undefined) throw new Error('a group is never empty');
  const cpu = group.flatMap(({ cpuUsPerRequest }) => cpuUsPerRequest ?? []);
  const rss = group.flatMap(({ rssMiB }) => rssMiB ?? []);
  return {
    proxy: first.proxy,
    connections: first.connections,
    requestsPerSecond: rounded(median(group.map((each) => each.requestsPerSecond)), 0),
    ratioToHaproxy: null,
    p50Ms: rounded(median(group.map((each) => each.p50Ms)), 3),
    p99Ms: rounded(median(group.map((each) => each.p99Ms)), 3),
    cpuUsPerRequest: roundedOrNull(cpu.length > 0 ? median(cpu) : undefined, 1),
    rssMiB: roundedOrNull(rss.length > 0 ? Math.max(...rss) : undefined, 1),
  };
}
