// `npm run bench -- [--connections 64,4] [--seconds 3] [--rounds 3] [--engines safe,core] [--json FILE]`: requests a
// second, latency, CPU and memory of Fairlead beside http-proxy, HAProxy and nginx, all started here, in one run.
// Ratios count, absolute figures do not.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { engineNames } from '../support/front.ts';
import { checkAnswers, generator, measureLoad } from './load.ts';
import { cpuSeconds, residentMiB } from './process-use.ts';
import { startProxies } from './proxies.ts';
import { type Measured, markdownTable, summarise } from './rules/summary.ts';
import type { Running } from './running.ts';
import { startUpstream, type Upstream } from './upstream.ts';

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '64,4' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    engines: { type: 'string', default: engineNames.join(',') },
    json: { type: 'string' },
  },
});
const plan = {
  connections: values.connections.split(',').map(Number),
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  engines: engineNames.filter((name) => values.engines.split(',').includes(name)),
};
if ([...plan.connections, plan.seconds, plan.rounds].some((each) => !(each > 0))) {
  console.error('--connections, --seconds and --rounds want numbers above 0');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'fairlead-bench-'));
const running: Running[] = [];
try {
  const upstream = await startUpstream(folder);
  running.push(upstream);
  const started = await startProxies({ folder, upstreamPort: upstream.port, engines: plan.engines });
  running.push(...started.proxies);
  for (const each of started.missing) console.error(`left out: ${each}`);
  console.error(`load from ${generator()}, upstream is ${upstream.name}`);
  const measured = await measure(upstream, started.proxies);
  const rows = summarise(measured);
  console.log(markdownTable(rows));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
} finally {
  for (const each of running.reverse()) await each.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Rounds are interleaved, so that a slow minute of the machine hits all alike. */
async function measure(upstream: Upstream, proxies: readonly Running[]): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const proxy of proxies) {
    await checkAnswers(proxy.port, upstream.body);
    // What a just-in-time compiler has not seen yet is not what is measured.
    await measureLoad({ port: proxy.port, connections: 16, seconds: 2 });
  }
  for (let round = 1; round <= plan.rounds; round++) {
    for (const connections of plan.connections) {
      for (const proxy of proxies) {
        const one = await measureOne(upstream, proxy, connections);
        measured.push(one);
        const rate = Math.round(one.requestsPerSecond);
        console.error(`round ${round}, ${connections} connections, ${proxy.name}: ${rate} requests/s`);
      }
    }
  }
  return measured;
}

async function measureOne(upstream: Upstream, proxy: Running, connections: number): Promise<Measured> {
  const servedBefore = await upstream.served();
  const cpuBefore = cpuSeconds(proxy.pid);
  const load = await measureLoad({ port: proxy.port, connections, seconds: plan.seconds });
  const cpu = cpuSeconds(proxy.pid);
  const served = (await upstream.served()) - servedBefore;
  // Every answer that was counted is one the upstream gave, and it gives nothing but 200; what was under way when
  // the time was up may be missing.
  if (load.failures > 0) throw new Error(`${proxy.name}: ${load.failures} answers were not 200`);
  if (load.requests > served) {
    throw new Error(`${proxy.name}: ${load.requests} answers, but the upstream gave ${served}`);
  }
  return {
    proxy: proxy.name,
    connections,
    requestsPerSecond: load.requests / load.seconds,
    p50Ms: load.p50Ms,
    p99Ms: load.p99Ms,
    cpuUsPerRequest:
      cpu === undefined || cpuBefore === undefined ? undefined : ((cpu - cpuBefore) * 1e6) / load.requests,
    rssMiB: residentMiB(proxy.pid),
  };
}
