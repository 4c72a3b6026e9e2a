// Large answers: how fast they pass, and that a proxy lets the server wait instead of keeping them.

import type { Bench, Scenario } from '../bench.ts';
import { download } from '../clients/download.ts';
import { downloadStreams } from '../clients/download-streams.ts';
import { measureLoad, meet } from '../load.ts';
import { cpuSeconds, type MemoryWatch, watchMemory } from '../process-use.ts';
import type { Running } from '../programs.ts';
import { inRounds } from '../proxies.ts';
import { type Column, markdownTable } from '../rules/markdown.ts';
import { median, rounded, roundedOrNull } from '../rules/numbers.ts';
import { type BenchRow, type DownloadRow, rowsOf, type SlowReadersRow } from '../rules/rows.ts';
import { type Upstream, withUpstream } from '../upstream.ts';

const slowReaders = 30;
const slowBytesPerSecond = 1_000_000;

export const downloads: Scenario = {
  name: 'downloads',
  title: 'Large downloads',
  about: `100 MB again and again in one stream and in six, medians of interleaved rounds; then ${slowReaders} readers of 1 MB/s each. Memory growth is the highest of a round, from where it was before.`,
  measure: (bench) =>
    withUpstream(bench, async (upstream) => {
      const rounds = bench.quick ? 1 : 3;
      const plan = { target: { upstreamPort: upstream.port }, rounds, others: [] };
      const measured = await inRounds(bench, plan, async (proxy, round) => {
        const rows = await measureOne(bench, upstream, proxy, { first: round === 1, last: round === rounds });
        const speeds = rows.map((row) => row.megabytesPerSecond).join(', ');
        bench.say(`round ${round}, ${proxy.name}: ${speeds} MB/s`);
        return rows;
      });
      const rows = measured.flatMap((each) => summarise(each.flat()));
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

/** One round of one proxy; the slow readers come with the last. */
async function measureOne(
  bench: Bench,
  upstream: Upstream,
  proxy: Running,
  { first, last }: { readonly first: boolean; readonly last: boolean },
): Promise<(DownloadRow | SlowReadersRow)[]> {
  const { programs, quick } = bench;
  if (first) {
    const target = { ...proxy, tls: false };
    const visitor = await meet(programs, target, upstream.body);
    await measureLoad(programs, target, visitor, { connections: 16, seconds: 1 });
  }
  const memory = watchMemory(proxy.pid);
  const seconds = quick ? 0.5 : 1;
  try {
    const rows = [
      await measureStreams(upstream, proxy, memory, { streams: 1, seconds }),
      await measureStreams(upstream, proxy, memory, { streams: 6, seconds }),
    ];
    return last ? [...rows, await measureSlowReaders(upstream, proxy, memory, quick ? 1 : 3)] : rows;
  } finally {
    memory.stop();
  }
}

/** The rounds of one proxy: medians, and the largest growth of memory. */
function summarise(rows: readonly (DownloadRow | SlowReadersRow)[]): (DownloadRow | SlowReadersRow)[] {
  const downloads = [...Map.groupBy(rowsOf(rows, 'download'), (row) => row.streams).values()];
  return [...downloads.map(medianOf), ...rowsOf(rows, 'slow-readers')];
}

function medianOf(rounds: readonly DownloadRow[]): DownloadRow {
  const [first] = rounds;
  if (first === undefined) throw new Error('a group is never empty');
  const cpu = rounds.flatMap((row) => row.cpuSecondsPerGigabyte ?? []);
  const growth = rounds.flatMap((row) => row.rssGrowthMiB ?? []);
  return {
    ...first,
    megabytesPerSecond: median(rounds.map((row) => row.megabytesPerSecond)),
    cpuSecondsPerGigabyte: cpu.length > 0 ? median(cpu) : null,
    rssGrowthMiB: growth.length > 0 ? Math.max(...growth) : null,
  };
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
