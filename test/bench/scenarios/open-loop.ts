// A steady rate that leaves every proxy time to spare: what users feel, and who stalls now and then.

import type { Bench, Scenario } from '../bench.ts';
import { runOpenLoop } from '../clients/run-open-loop.ts';
import { meet, requestText } from '../load.ts';
import { cpuSeconds } from '../process-use.ts';
import { eachProxy } from '../proxies.ts';
import { markdownTable } from '../rules/markdown.ts';
import { rounded, roundedOrNull } from '../rules/numbers.ts';
import { type BenchRow, type OpenLoopRow, rowsOf } from '../rules/rows.ts';
import { withUpstream } from '../upstream.ts';

const requestsPerSecond = 2000;
const connections = 64;

export const openLoop: Scenario = {
  name: 'open-loop',
  title: `${requestsPerSecond} requests a second, open loop`,
  about:
    'A fixed rate over 64 connections; latency counts from the moment a request was due, so a part of each belongs to the generator: compare with none.',
  measure: (bench) =>
    withUpstream(bench, async (upstream) => {
      const { body, port } = upstream;
      const direct = await measureOne(bench, { name: 'none', port, pid: undefined, body });
      const proxied = await eachProxy(bench, { upstreamPort: port }, async (proxy) => {
        const row = await measureOne(bench, { ...proxy, body });
        bench.say(`${proxy.name}: p50 ${row.p50Ms} ms, p99 ${row.p99Ms} ms`);
        return [row];
      });
      return [direct, ...proxied];
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

type Contender = {
  readonly name: string;
  readonly port: number;
  readonly pid: number | undefined;
  readonly body: string;
};

async function measureOne(bench: Bench, { name, port, pid, body }: Contender): Promise<OpenLoopRow> {
  const { programs, quick } = bench;
  const { cookie } = await meet(programs, { name, port, tls: false }, body);
  const plan = { port, requestsPerSecond, connections, request: requestText(cookie) };
  await runOpenLoop(programs, { ...plan, seconds: quick ? 0.2 : 1 });
  const cpuBefore = cpuSeconds(pid) ?? 0;
  const result = await runOpenLoop(programs, { ...plan, seconds: quick ? 1 : 5 });
  const cpu = cpuSeconds(pid);
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
