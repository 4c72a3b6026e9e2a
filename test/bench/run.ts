// `npm run bench -- [--only throughput,tls,...] [--engines core,safe] [--quick] [--json FILE] [--docs]`: Fairlead
// beside HAProxy, nginx, Caddy and http-proxy, all started here, in one run. Ratios count, absolute figures do not.
// Ends with 0 if every measured budget of the engine `core` is met, 3 if one is missed (never with --quick), 1 after a
// wrong answer or a part that failed, 2 for words it does not know.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Scenario } from './bench.ts';
import { writeDocument } from './document.ts';
import { describeMachine } from './machine.ts';
import { type BenchOptions, parseOptions } from './options.ts';
import { createPrograms } from './programs.ts';
import { findProxies } from './proxies.ts';
import { judge, missed, verdictTable } from './rules/budgets.ts';
import type { BenchRow } from './rules/rows.ts';
import { scenarios } from './scenarios.ts';
import { writeTlsFiles } from './tls-files.ts';

const missedCode = 3;
const options = readOptions();
const programs = createPrograms();
const folder = mkdtempSync(join(tmpdir(), 'fairlead-bench-'));
const stopped = Promise.withResolvers<never>();
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    stopping = true;
    stopped.reject(new Error(`stopped by ${signal}`));
  });
try {
  await Promise.race([run(options), stopped.promise]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await programs.stopAll();
  rmSync(folder, { recursive: true, force: true });
}
// What was under way when somebody stopped it is of no use to anybody.
process.exit();

function readOptions(): BenchOptions {
  try {
    return parseOptions(
      process.argv.slice(2),
      scenarios.map(({ name }) => name),
    );
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}

async function run({ only, engines, quick, docs, json }: BenchOptions): Promise<void> {
  const machine = describeMachine(programs.pinned);
  const { makers, missing } = findProxies({ programs, folder }, engines);
  for (const each of missing) console.error(`left out: ${each}`);
  const tls = await writeTlsFiles(folder);
  const bench: Bench = { folder, quick, engines, programs, makers, tls, say, fail };
  const rows: BenchRow[] = [];
  const parts: string[] = [];
  for (const scenario of scenarios.filter(({ name }) => only.includes(name))) {
    const measured = await measure(bench, scenario);
    rows.push(...measured);
    parts.push(`## ${scenario.title}\n\n${scenario.about}\n\n${scenario.table(measured)}`);
    console.log(`\n${parts.at(-1)}`);
  }
  const budgets = engines.map(
    (engine) => `## Budgets, engine ${engine}\n\n${verdictTable(judge(rows, `fairlead (${engine})`))}`,
  );
  console.log(`\n${budgets.join('\n')}`);
  if (json) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
  const notes = [...machine, ...missing.map((each) => `left out: ${each}`)].map((each) => `- ${each}`);
  if (docs) writeDocument([notes.join('\n'), ...budgets, ...parts].join('\n\n'));
  if (!quick) tellMissed(rows);
}

/** The engine `safe` is for the careful: no budget binds it. */
function tellMissed(rows: readonly BenchRow[]): void {
  const misses = missed(judge(rows, 'fairlead (core)'));
  for (const { what, bar, measured } of misses) console.error(`missed: ${what}: ${measured}, not ${bar}`);
  if (misses.length > 0) process.exitCode ??= missedCode;
}

function say(text: string): void {
  console.error(text);
}

/** Whatever fails because everything was stopped is no news. */
function fail(text: string): void {
  if (!stopping) console.error(`failed: ${text}`);
  process.exitCode = 1;
}

/** A part that fails takes none of the others with it. */
async function measure(bench: Bench, { name, measure: measureIt }: Scenario): Promise<readonly BenchRow[]> {
  const startedMs = performance.now();
  try {
    return await measureIt(bench);
  } catch (error) {
    fail(`${name}: ${error instanceof Error ? error.message : error}`);
    return [];
  } finally {
    say(`${name} took ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
  }
}
