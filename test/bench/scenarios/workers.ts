// What a second worker costs: the CPU of a request with one thread and with two that share the port.

import type { Bench, Scenario } from '../bench.ts';
import { fairleadMaker } from '../proxies/fairlead.ts';
import { measureRounds } from '../rounds.ts';
import { markdownTable } from '../rules/markdown.ts';
import { type BenchRow, rowsOf } from '../rules/rows.ts';
import { summarise } from '../rules/summary.ts';
import { loadColumns } from './throughput.ts';

export const workers: Scenario = {
  name: 'workers',
  title: 'One worker and two',
  about:
    'As throughput, with `traffic.workers` 1 and 2, not pinned: all threads share the cores with load and upstream, so that requests/s cannot double and CPU per request is what counts.',
  measure,
  table: (rows) => markdownTable(rowsOf(rows, 'workers'), loadColumns),
};

async function measure(bench: Bench): Promise<readonly BenchRow[]> {
  const times = bench.quick ? { seconds: 1, rounds: 1 } : { seconds: 2, rounds: 7 };
  const makers = [1, 2].map((count) => fairleadMaker(bench, 'core', count));
  const measured = await measureRounds(
    { ...bench, makers },
    { ...times, connections: [64], tls: undefined, direct: false },
  );
  return summarise(measured).map((row) => ({ kind: 'workers', ...row }));
}
