// Load on all proxies in turn, round by round, so that a slow minute of the machine hits all alike.

import type { Bench, TlsFiles } from './bench.ts';
import { type LoadTarget, measureLoad, meet, type Visitor } from './load.ts';
import { cpuSeconds, residentMiB } from './process-use.ts';
import type { Running } from './programs.ts';
import type { Measured } from './rules/summary.ts';
import { type Upstream, withUpstream } from './upstream.ts';

export type RoundsPlan = {
  readonly connections: readonly number[];
  readonly seconds: number;
  readonly rounds: number;
  readonly tls: TlsFiles | undefined;
  /** True: the upstream is asked as well, under the name `direct`. */
  readonly direct: boolean;
};

type Contender = { readonly target: LoadTarget; readonly visitor: Visitor; readonly pid: number | undefined };

/** Starts all proxies, measures, stops them. */
export function measureRounds(bench: Bench, plan: RoundsPlan): Promise<Measured[]> {
  return withUpstream(bench, async (upstream) => {
    const running: Running[] = [];
    try {
      for (const maker of bench.makers) {
        const target = { upstreamPort: upstream.port, tls: plan.tls };
        await attempt(bench, maker.name, async () => running.push(await maker.start(target)));
      }
      return await measure(bench, plan, upstream, running);
    } finally {
      await Promise.all(running.map((each) => each.stop()));
    }
  });
}

async function measure(
  bench: Bench,
  plan: RoundsPlan,
  upstream: Upstream,
  running: readonly Running[],
): Promise<Measured[]> {
  const tls = plan.tls !== undefined;
  const targets = running.map(({ name, port, pid }) => ({ target: { name, port, tls }, pid }));
  const direct = { target: { name: 'direct', port: upstream.port, tls: false }, pid: undefined };
  const contenders: Contender[] = [];
  const warmUp = { connections: Math.max(...plan.connections), seconds: bench.quick ? 2 : 4 };
  for (const each of plan.direct ? [direct, ...targets] : targets) {
    await attempt(bench, each.target.name, async () => {
      const visitor = await meet(bench.programs, each.target, upstream.body);
      // What a just-in-time compiler has not seen yet is not what is measured.
      await measureLoad(bench.programs, each.target, visitor, warmUp);
      contenders.push({ ...each, visitor });
    });
  }
  const measured: Measured[] = [];
  for (let round = 1; round <= plan.rounds; round++) {
    for (const connections of plan.connections) {
      for (const contender of contenders) {
        const { name } = contender.target;
        await attempt(bench, name, async () => {
          const one = await measureOne(bench, upstream, contender, { connections, seconds: plan.seconds });
          measured.push(one);
          const rate = Math.round(one.requestsPerSecond);
          const what = `round ${round}, ${connections} connections, ${name}`;
          bench.say(
            `${what}: ${rate} requests/s, p99 ${one.p99Ms} ms, CPU ${one.cpuUsPerRequest?.toFixed(1)} us`,
          );
        });
      }
    }
  }
  return measured;
}

/** One proxy that fails takes none of the others with it. */
async function attempt(bench: Bench, name: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    bench.fail(`${name}: ${(error as Error).message}`);
  }
}

async function measureOne(
  { programs }: Bench,
  upstream: Upstream,
  { target, visitor, pid }: Contender,
  plan: { readonly connections: number; readonly seconds: number },
): Promise<Measured> {
  const servedBefore = await upstream.served();
  const cpuBefore = cpuSeconds(pid);
  const load = await measureLoad(programs, target, visitor, plan);
  const cpu = cpuSeconds(pid);
  const served = (await upstream.served()) - servedBefore;
  // Nothing may be answered out of thin air: the upstream gave every answer that was counted.
  if (load.requests > served) {
    throw new Error(`${target.name}: ${load.requests} answers, but the upstream gave ${served}`);
  }
  return {
    proxy: target.name,
    connections: plan.connections,
    requestsPerSecond: load.requests / load.seconds,
    p50Ms: load.p50Ms,
    p99Ms: load.p99Ms,
    cpuUsPerRequest:
      cpu === undefined || cpuBefore === undefined ? undefined : ((cpu - cpuBefore) * 1e6) / load.requests,
    rssMiB: residentMiB(pid),
  };
}
