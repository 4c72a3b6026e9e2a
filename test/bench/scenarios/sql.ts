// What the database is asked for: the same with traffic as without.

import type { Scenario } from '../bench.ts';
import { measureLoad, meet } from '../load.ts';
import { createProductSite, type ProductSite } from '../product-site.ts';
import { markdownTable } from '../rules/markdown.ts';
import { rounded } from '../rules/numbers.ts';
import { rowsOf, type SqlRow } from '../rules/rows.ts';
import { withUpstream } from '../upstream.ts';

export const sql: Scenario = {
  name: 'sql',
  title: 'Statements to the database',
  about:
    'The product as it is started, its usual poll, a look-alike of SQL Server that counts what arrives; log-on at the database left out.',
  measure: (bench) =>
    withUpstream(bench, async (upstream) => {
      const site = await createProductSite(bench, upstream);
      try {
        const product = await site.start();
        const target = { ...product, tls: false };
        const visitor = await meet(bench.programs, target, upstream.body);
        const seconds = bench.quick ? 3 : 8;
        const plan = { connections: 16, seconds };
        return [
          await countStatements(site, () => quiet(seconds)),
          await countStatements(site, async () => {
            const load = await measureLoad(bench.programs, target, visitor, plan);
            return load.requests;
          }),
        ];
      } finally {
        await site.close();
      }
    }),
  table: (rows) =>
    markdownTable(rowsOf(rows, 'sql'), [
      ['requests/s', (row) => row.requestsPerSecond],
      ['statements/s', (row) => row.statementsPerSecond, 2],
    ]),
};

async function quiet(seconds: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return 0;
}

/** `traffic` resolves with the number of its requests. */
async function countStatements(site: ProductSite, traffic: () => Promise<number>): Promise<SqlRow> {
  const before = site.statements();
  const startedMs = performance.now();
  const requests = await traffic();
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    kind: 'sql',
    requestsPerSecond: rounded(requests / seconds, 0),
    statementsPerSecond: rounded((site.statements() - before) / seconds, 2),
  };
}
