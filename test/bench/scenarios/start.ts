// A start on the worst morning: the database is away, the servers are those that were known last.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../support/wait-for.ts';
import type { Bench, Scenario } from '../bench.ts';
import { askOnce } from '../clients/ask-once.ts';
import { requestText } from '../load.ts';
import { createProductSite, type ProductSite } from '../product-site.ts';
import { markdownTable } from '../rules/markdown.ts';
import { median, rounded } from '../rules/numbers.ts';
import { rowsOf } from '../rules/rows.ts';
import { withUpstream } from '../upstream.ts';

export const start: Scenario = {
  name: 'start',
  title: 'Start without the database',
  about:
    'From the start of the process to the first answer of a server, with the server list and the compiled code of the last run and nobody at the port of the database.',
  measure: (bench) =>
    withUpstream(bench, async (upstream) => {
      const site = await createProductSite(bench, upstream);
      try {
        await learnTopology(site);
        const timesMs: number[] = [];
        for (let run = 0; run < (bench.quick ? 2 : 5); run++) timesMs.push(await startOnce(bench, site));
        return [
          {
            kind: 'start',
            starts: timesMs.length,
            medianMs: rounded(median(timesMs), 0),
            slowestMs: rounded(Math.max(...timesMs), 0),
          },
        ];
      } finally {
        await site.close();
      }
    }),
  table: (rows) =>
    markdownTable(rowsOf(rows, 'start'), [
      ['starts', (row) => row.starts],
      ['median ms', (row) => row.medianMs],
      ['slowest ms', (row) => row.slowestMs],
    ]),
};

/** Once with the database, so that there is something to remember. */
async function learnTopology(site: ProductSite): Promise<void> {
  const product = await site.start();
  await waitFor('the kept server list', () => existsSync(join(site.dataDirectory, 'topology.json')));
  await product.stop();
  await site.stopDatabase();
}

async function startOnce(bench: Bench, site: ProductSite): Promise<number> {
  const startedMs = performance.now();
  const product = await site.start();
  try {
    await askOnce({ port: product.port, tls: false }, requestText(undefined));
    const tookMs = performance.now() - startedMs;
    bench.say(`first answer after ${Math.round(tookMs)} ms`);
    return tookMs;
  } finally {
    await product.stop();
  }
}
