// The budgets the product has set itself, each held against what was measured. Times decide nothing else: a budget
// that is missed is told, not punished.

import { type Column, markdownTable } from './markdown.ts';
import { type BenchRow, type RowOf, rowsOf } from './rows.ts';

export type Verdict = {
  readonly what: string;
  /** Undefined: told only. */
  readonly bar: string | undefined;
  /** Undefined where it was not measured, or where what it is compared with is missing. */
  readonly measured: string | undefined;
  readonly met: boolean;
};

export const verdictColumns: readonly Column<Verdict>[] = [
  ['budget', (row) => row.what],
  ['bar', (row) => row.bar],
  ['measured', (row) => row.measured],
  ['', wordOf],
];

function wordOf({ bar, measured, met }: Verdict): string {
  if (measured === undefined) return 'not measured';
  if (bar === undefined) return 'told';
  return met ? 'met' : '**missed**';
}

/** All of them for one proxy of the rows, such as `fairlead (core)`. */
export function judge(rows: readonly BenchRow[], proxy: string): readonly Verdict[] {
  return [
    ...judgeLoad(rows, proxy),
    ...judgeBodies(rows, proxy),
    ...judgeLife(rows, proxy),
    ...judgeRules(rows),
    ...judgeWorkers(rows),
  ];
}

/** Those that were measured and are not met. */
export function missed(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.filter((each) => each.measured !== undefined && !each.met);
}

export function verdictTable(verdicts: readonly Verdict[]): string {
  return markdownTable(verdicts, verdictColumns);
}

/** The first of the rows has one worker. */
function judgeWorkers(rows: readonly BenchRow[]): Verdict[] {
  const [one, two] = rowsOf(rows, 'workers').map((row) => row.cpuUsPerRequest ?? undefined);
  return [atMost('CPU of a request with two workers', 1.1, 'x one', ratio(two, one))];
}

function judgeLoad(rows: readonly BenchRow[], proxy: string): Verdict[] {
  const plain = (name: string, connections: number) =>
    rowsOf(rows, 'load').find((row) => row.proxy === name && row.connections === connections);
  const direct = rowsOf(rows, 'direct').find((row) => row.connections === 4)?.p50Ms;
  const secure = (name: string) => rowsOf(rows, 'tls').find((row) => row.proxy === name);
  const steady = (name: string) => rowsOf(rows, 'open-loop').find((row) => row.proxy === name);
  const rate = 'requestsPerSecond';
  const added = (name: string) => difference(plain(name, 4)?.p50Ms, direct);
  return [
    atLeast(
      'throughput, 64 connections',
      0.55,
      'HAProxy',
      ratio(plain(proxy, 64)?.[rate], plain('haproxy', 64)?.[rate]),
    ),
    atLeast(
      'throughput, 64 connections',
      5,
      'http-proxy',
      ratio(plain(proxy, 64)?.[rate], plain('http-proxy', 64)?.[rate]),
    ),
    atMost(
      'p99, 64 connections',
      2,
      'x HAProxy',
      ratio(plain(proxy, 64)?.p99Ms, plain('haproxy', 64)?.p99Ms),
    ),
    atMost('p50, 4 connections', 1.3, 'x HAProxy', ratio(plain(proxy, 4)?.p50Ms, plain('haproxy', 4)?.p50Ms)),
    told('the same less what it is without a proxy', 'x HAProxy', ratio(added(proxy), added('haproxy'))),
    atLeast('TLS, 64 connections', 0.55, 'HAProxy', ratio(secure(proxy)?.[rate], secure('haproxy')?.[rate])),
    atLeast(
      'TLS, 64 connections',
      5.5,
      'http-proxy',
      ratio(secure(proxy)?.[rate], secure('http-proxy')?.[rate]),
    ),
    atMost(
      '2,000 requests/s, p50 over HAProxy',
      0.05,
      'ms',
      difference(steady(proxy)?.p50Ms, steady('haproxy')?.p50Ms),
    ),
    atMost('2,000 requests/s, p99', 2, 'x HAProxy', ratio(steady(proxy)?.p99Ms, steady('haproxy')?.p99Ms)),
  ];
}

function judgeBodies(rows: readonly BenchRow[], proxy: string): Verdict[] {
  const streams = (name: string, count: number) =>
    rowsOf(rows, 'download').find((row) => row.proxy === name && row.streams === count);
  const slow = rowsOf(rows, 'slow-readers').find((row) => row.proxy === proxy);
  const upload = rowsOf(rows, 'upload').find((row) => row.proxy === proxy);
  const speed = 'megabytesPerSecond';
  return [
    atLeast(
      'download, one stream',
      0.6,
      'HAProxy',
      ratio(streams(proxy, 1)?.[speed], streams('haproxy', 1)?.[speed]),
    ),
    atLeast(
      'download, six streams',
      0.75,
      'HAProxy',
      ratio(streams(proxy, 6)?.[speed], streams('haproxy', 6)?.[speed]),
    ),
    below('downloads, memory growth', 16, 'MiB', streams(proxy, 6)?.rssGrowthMiB),
    below('and with slow readers', 16, 'MiB', slow?.rssGrowthMiB),
    below(`upload of ${upload?.megabytes ?? 1000} MB, memory growth`, 16, 'MiB', upload?.rssGrowthMiB),
  ];
}

function judgeLife(rows: readonly BenchRow[], proxy: string): Verdict[] {
  const stale = rowsOf(rows, 'stale').find((row) => row.proxy === proxy);
  const aborts = rowsOf(rows, 'aborts').find((row) => row.proxy === proxy);
  const idle = rowsOf(rows, 'idle').find((row) => row.proxy === proxy);
  return [
    atMost(
      'server closes kept connections at random',
      0,
      `wrong of ${stale?.requests ?? 1500}`,
      stale?.wrong,
    ),
    atMost('clients vanish mid-answer', 0, `connections left of ${aborts?.clients ?? 1000}`, aborts?.left),
    atMost(`${idle?.connections ?? 5000} idle connections`, 7, 'KB each', idle?.kilobytesPerConnection),
    judgeOthers(rowsOf(rows, 'idle').filter((row) => row.proxy === proxy)),
  ];
}

/** The row with the most connections tells how others fared meanwhile. */
function judgeOthers(rows: readonly RowOf<'idle'>[]): Verdict {
  const last = rows.at(-1);
  const rate = last?.othersRequestsPerSecond;
  return {
    what: `others beside ${last?.connections ?? 10_000} idle connections`,
    bar: 'are served',
    measured: known(rate) ? `${rate} requests/s` : undefined,
    met: known(rate) && rate > 0,
  };
}

function judgeRules(rows: readonly BenchRow[]): Verdict[] {
  const decision = rowsOf(rows, 'decision')[0];
  const burst = rowsOf(rows, 'burst')[0];
  const statements = rowsOf(rows, 'sql').map((row) => row.statementsPerSecond);
  const most = statements.length > 0 ? Math.max(...statements) : undefined;
  return [
    below('log-on decision, 16 servers', 5, 'us', decision?.usPerDecision),
    atMost('burst of 1,000 log-ons, four servers', 1, 'users apart', burst?.largestDifference),
    atMost('statements to the database, with traffic and without', 2, 'a second', most),
    below('start from the last known servers', 1000, 'ms', rowsOf(rows, 'start')[0]?.medianMs),
  ];
}

type Known = number | null | undefined;

function ratio(value: Known, other: Known): number | undefined {
  return known(value) && known(other) && other > 0 ? value / other : undefined;
}

function difference(value: Known, other: Known): number | undefined {
  return known(value) && known(other) ? value - other : undefined;
}

function atLeast(what: string, bar: number, than: string, value: Known): Verdict {
  const measured = known(value) ? `${shown(value)} x` : undefined;
  return { what, bar: `>= ${bar} x ${than}`, measured, met: known(value) && value >= bar };
}

function atMost(what: string, bar: number, unit: string, value: Known): Verdict {
  return {
    what,
    bar: `<= ${bar} ${unit}`,
    measured: known(value) ? shown(value) : undefined,
    met: known(value) && value <= bar,
  };
}

function told(what: string, unit: string, value: Known): Verdict {
  return { what, bar: undefined, measured: known(value) ? `${shown(value)} ${unit}` : undefined, met: true };
}

function below(what: string, bar: number, unit: string, value: Known): Verdict {
  return {
    what,
    bar: `< ${bar} ${unit}`,
    measured: known(value) ? shown(value) : undefined,
    met: known(value) && value < bar,
  };
}

function known(value: Known): value is number {
  return value !== null && value !== undefined;
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 0.1 ? 3 : 2);
}
