// The same with TLS to the browser, as every site has it.

import type { Bench, Scenario } from '../bench.ts';
import { httpProxyMaker } from '../proxies/http-proxy.ts';
import { measureRounds } from '../rounds.ts';
import { markdownTable } from '../rules/markdown.ts';
import { type BenchRow, rowsOf } from '../rules/rows.ts';
import { summarise } from '../rules/summary.ts';
import { loadColumns } from './throughput.ts';

export const tls: Scenario = {
  name: 'tls',
  title: 'TLS to the browser',
  about: 'The same over TLS with an EC P-256 key, plain HTTP to the server.',
  measure,
  table: (rows) => markdownTable(rowsOf(rows, 'tls'), loadColumns),
};

async function measure(bench: Bench): Promise<readonly BenchRow[]> {
  const times = bench.quick ? { seconds: 1, rounds: 1 } : { seconds: 2, rounds: 5 };
  const makers = [...bench.makers, httpProxyMaker(bench, true)];
  const measured = await measureRounds(
    { ...bench, makers },
    {
      ...times,
      connections: [64],
      tls: bench.tls,
      direct: false,
    },
  );
  return summarise(measured).map((row) => ({ kind: 'tls', ...row }));
}
