// A steady rate that leaves every proxy time to spare: what users feel, and who stalls now and then.

import type { Bench, Scenario } from '../bench.ts';
import { measureLoad, meet } from '../load.ts';
import { cpuSeconds } from '../process-use.ts';
import type { Running } from '../programs.ts';
import { inRounds } from '../proxies.ts';
import { markdownTable } from '../rules/markdown.ts';
import { median, rounded, roundedOrNull } from '../rules/numbers.ts';
import { type BenchRow, type OpenLoopRow, rowsOf } from '../rules/rows.ts';
import { measureSteady } from '../steady-load.ts';
import { withUpstream } from '../upstream.ts';

const requestsPerSecond = 2000;
const connections = 64;

export const openLoop: Scenario = {
  name: 'open-loop',
  title: `${requestsPerSecond} requests a second, open loop`,
  about:
    'A fixed rate over 64 connections, each of which asks when its time has come, whatever the others wait for. A part of each latency belongs to the generator: compare with none.',
  measure: (bench) =>
    withUpstream(bench, async (upstream) => {
      const none: Running = { ...upstream, name: 'none' };
      const plan = { target: { upstreamPort: upstream.port }, rounds: bench.quick ? 1 : 5, others: [none] };
      const measured = await inRounds(bench, plan, async (proxy, round) => {
        const row = await measureOne(bench, proxy, { body: upstream.body, round });
        bench.say(`round ${round}, ${proxy.name}: p50 ${row.p50Ms} ms, p99 ${row.p99Ms} ms`);
        return row;
      });
      return measured.map(medianOf);
    }),
  table: (rows: readonly BenchRow[]) =>
    markdownTable(rowsOf(rows, 'open-loop'), [
      ['proxy', (row) => row.proxy],
      ['p50 ms', (row) => row.p50Ms, 3],
      ['p90 ms', (row) => row.p90Ms, 3],
      ['p99 ms', (row) => row.p99Ms, 2],
      ['p99.9 ms', (row) => row.p999Ms, 2],
      ['CPU us/request', (row) => row.cpuUsPerRequest, 0],
    ]),
};

async function measureOne(
  { programs, quick }: Bench,
  { name, port, pid }: Running,
  { body, round }: { readonly body: string; readonly round: number },
): Promise<OpenLoopRow> {
  const target = { name, port, tls: false };
  const visitor = await meet(programs, target, body);
  const plan = { requestsPerSecond, connections };
  if (round === 1) {
    // What a just-in-time compiler has not seen yet is not what is measured: as many requests as before the throughput.
    await measureLoad(programs, target, visitor, { connections, seconds: quick ? 1 : 4 });
    await measureSteady(programs, target, visitor, { ...plan, seconds: quick ? 1 : 2 });
  }
  const known = name === 'none' ? undefined : pid;
  const cpuBefore = cpuSeconds(known) ?? 0;
  const result = await measureSteady(programs, target, visitor, { ...plan, seconds: quick ? 1 : 3 });
  const cpu = cpuSeconds(known);
  return {
    kind: 'open-loop',
    proxy: name,
    requestsPerSecond,
    p50Ms: rounded(result.p50Ms, 3),
    p90Ms: rounded(result.p90Ms, 3),
    p99Ms: rounded(result.p99Ms, 3),
    p999Ms: rounded(result.p999Ms, 3),
    cpuUsPerRequest: roundedOrNull(cpu && ((cpu - cpuBefore) * 1e6) / result.sent, 0),
  };
}

/** The rounds of one proxy, at least one, as one row. */
function medianOf(rounds: readonly OpenLoopRow[]): OpenLoopRow {
  const [first] = rounds;
  if (first === undefined) throw new Error('a proxy without a round is left out');
  const of = (name: 'p50Ms' | 'p90Ms' | 'p99Ms' | 'p999Ms') => median(rounds.map((each) => each[name]));
  const cpu = rounds.flatMap((each) => each.cpuUsPerRequest ?? []);
  return {
    ...first,
    p50Ms: of('p50Ms'),
    p90Ms: of('p90Ms'),
    p99Ms: of('p99Ms'),
    p999Ms: of('p999Ms'),
    cpuUsPerRequest: cpu.length > 0 ? median(cpu) : null,
  };
}
