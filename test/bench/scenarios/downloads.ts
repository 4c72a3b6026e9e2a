// Large answers: how fast they pass, and that a proxy lets the server wait instead of keeping them.

import type { Bench, Scenario } from '../bench.ts';
import { download } from '../clients/download.ts';
import { downloadStreams } from '../clients/download-streams.ts';
import { measureLoad, meet } from '../load.ts';
import { cpuSeconds, type MemoryWatch, watchMemory } from '../process-use.ts';
import type { Running } from '../programs.ts';
import { eachProxy } from '../proxies.ts';
import { type Column, markdownTable } from '../rules/markdown.ts';
import { rounded, roundedOrNull } from '../rules/numbers.ts';
import { type BenchRow, type DownloadRow, rowsOf, type SlowReadersRow } from '../rules/rows.ts';
import { type Upstream, withUpstream } from '../upstream.ts';

const slowReaders = 30;
const slowBytesPerSecond = 1_000_000;

export const downloads: Scenario = {
  name: 'downloads',
  title: 'Large downloads',
  about: `100 MB again and again in one stream and in six; then ${slowReaders} readers of 1 MB/s each. Memory growth is the highest so far, from where it was after small requests.`,
  measure: (bench) =>
    withUpstream(bench, async (upstream) => {
      const rows = await eachProxy(bench, { upstreamPort: upstream.port }, async (proxy) => {
        const own = await measureOne(bench, upstream, proxy);
        bench.say(`${proxy.name}: ${own.map((row) => row.megabytesPerSecond).join(', ')} MB/s`);
        return own;
      });
      return rows.map((row) => (row.kind === 'download' ? withRatio(row, rows) : row));
    }),
  table: (rows) =>
    `${markdownTable(rowsOf(rows, 'download'), downloadColumns)}\n${markdownTable(rowsOf(rows, 'slow-readers'), slowColumns)}`,
};

const downloadColumns: readonly Column<DownloadRow>[] = [
  ['proxy', (row) => row.proxy],
  ['streams', (row) => row.streams],
  ['MB/s', (row) => row.megabytesPerSecond],
  ['x HAProxy', (row) => row.ratioToHaproxy, 2],
  ['CPU s/GB', (row) => row.cpuSecondsPerGigabyte, 2],
  ['RSS growth MiB', (row) => row.rssGrowthMiB, 1],
];

const slowColumns: readonly Column<SlowReadersRow>[] = [
  ['proxy', (row) => row.proxy],
  ['slow readers', (row) => row.readers],
  ['MB/s in all', (row) => row.megabytesPerSecond],
  ['RSS growth MiB', (row) => row.rssGrowthMiB, 1],
];

async function measureOne(
  bench: Bench,
  upstream: Upstream,
  proxy: Running,
): Promise<(DownloadRow | SlowReadersRow)[]> {
  const { programs, quick } = bench;
  const target = { ...proxy, tls: false };
  const visitor = await meet(programs, target, upstream.body);
  await measureLoad(programs, target, visitor, { connections: 16, seconds: 1 });
  const memory = watchMemory(proxy.pid);
  const seconds = quick ? 0.5 : 2;
  try {
    return [
      await measureStreams(upstream, proxy, memory, { streams: 1, seconds }),
      await measureStreams(upstream, proxy, memory, { streams: 6, seconds }),
      await measureSlowReaders(upstream, proxy, memory, quick ? 1 : 4),
    ];
  } finally {
    memory.stop();
  }
}

type Streams = { readonly streams: number; readonly seconds: number };

async function measureStreams(
  { largeBytes }: Upstream,
  { name, port, pid }: Running,
  memory: MemoryWatch,
  { streams, seconds }: Streams,
): Promise<DownloadRow> {
  const cpuBefore = cpuSeconds(pid);
  const result = await downloadStreams(streams, { port, path: '/large', bytes: largeBytes, seconds });
  const megabytes = result.bytes / 1e6;
  const cpu = cpuSeconds(pid);
  return {
    kind: 'download',
    proxy: name,
    streams,
    megabytesPerSecond: rounded(megabytes / result.seconds, 0),
    ratioToHaproxy: null,
    cpuSecondsPerGigabyte: roundedOrNull(cpu && ((cpu - (cpuBefore ?? 0)) * 1000) / megabytes, 2),
    rssGrowthMiB: roundedOrNull(memory.growthMiB(), 1),
  };
}

async function measureSlowReaders(
  { largeBytes }: Upstream,
  { name, port }: Running,
  memory: MemoryWatch,
  seconds: number,
): Promise<SlowReadersRow> {
  const signal = AbortSignal.timeout(seconds * 1000);
  const plan = { port, path: '/large', bytes: largeBytes, bytesPerSecond: slowBytesPerSecond, signal };
  const read = await Promise.all(Array.from({ length: slowReaders }, () => download(plan)));
  return {
    kind: 'slow-readers',
    proxy: name,
    readers: slowReaders,
    megabytesPerSecond: rounded(read.reduce((sum, each) => sum + each, 0) / 1e6 / seconds, 0),
    rssGrowthMiB: roundedOrNull(memory.growthMiB(), 1),
  };
}

function withRatio(row: DownloadRow, rows: readonly BenchRow[]): DownloadRow {
  const haproxy = rowsOf(rows, 'download').find(
    (each) => each.proxy === 'haproxy' && each.streams === row.streams,
  );
  if (haproxy === undefined) return row;
  return { ...row, ratioToHaproxy: rounded(row.megabytesPerSecond / haproxy.megabytesPerSecond, 2) };
}
