// From single measurements to the table: medians over the rounds, ratios to HAProxy, Markdown.

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

export type Row = {
  readonly proxy: string;
  readonly connections: number;
  readonly requestsPerSecond: number;
  /** Null where HAProxy is not installed. */
  readonly ratioToHaproxy: number | null;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUsPerRequest: number | null;
  readonly rssMiB: number | null;
};

/** One row for each proxy and number of connections, in the order they were first measured. */
export function summarise(measured: readonly Measured[]): Row[] {
  const groups = Map.groupBy(measured, (each) => `${each.connections} ${each.proxy}`);
  const rows = [...groups.values()].map(rowOf);
  return rows.map((row) => {
    const haproxy = rows.find((each) => each.proxy === 'haproxy' && each.connections === row.connections);
    if (haproxy === undefined) return row;
    return { ...row, ratioToHaproxy: rounded(row.requestsPerSecond / haproxy.requestsPerSecond, 2) };
  });
}

function rowOf(group: readonly Measured[]): Row {
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
    cpuUsPerRequest: cpu.length > 0 ? rounded(median(cpu), 1) : null,
    rssMiB: rss.length > 0 ? rounded(Math.max(...rss), 1) : null,
  };
}

/** The rows as a Markdown table; `-` is what is not known. */
export function markdownTable(rows: readonly Row[]): string {
  const head = [
    'proxy',
    'connections',
    'requests/s',
    'x HAProxy',
    'p50 ms',
    'p99 ms',
    'CPU us/request',
    'RSS MiB',
  ];
  const lines = rows.map((row) => [
    row.proxy,
    row.connections,
    row.requestsPerSecond,
    row.ratioToHaproxy?.toFixed(2) ?? '-',
    row.p50Ms.toFixed(2),
    row.p99Ms.toFixed(2),
    row.cpuUsPerRequest ?? '-',
    row.rssMiB ?? '-',
  ]);
  const align = head.map((_, index) => (index === 0 ? '---' : '--:'));
  return [head, align, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
