// A steady rate on one port: wrk where it is installed, else the own generator in a process of its own.

import { join } from 'node:path';
import { findProgram } from '../support/needs.ts';
import type { OpenLoopPlan, OpenLoopResult } from './clients/open-loop.ts';
import { type LoadTarget, requestText, type Visitor, wrkParameters } from './load.ts';
import type { Programs } from './programs.ts';

export type SteadyPlan = Pick<OpenLoopPlan, 'requestsPerSecond' | 'connections' | 'seconds'>;
export type SteadyResult = Pick<OpenLoopResult, 'sent' | 'p50Ms' | 'p90Ms' | 'p99Ms' | 'p999Ms'>;

/** Rejects where one answer was missing or not a whole 200. */
export async function measureSteady(
  programs: Programs,
  target: LoadTarget,
  visitor: Visitor,
  plan: SteadyPlan,
): Promise<SteadyResult> {
  const wrk = findProgram('wrk');
  const result = wrk
    ? await ofWrk(programs, { wrk, target, visitor, plan })
    : await ofOwn(programs, { ...plan, port: target.port, request: requestText(visitor.cookie) });
  if (result.failures > 0) throw new Error(`${target.name}: ${result.failures} answers are missing or wrong`);
  return result;
}

type OfWrk = {
  readonly wrk: string;
  readonly target: LoadTarget;
  readonly visitor: Visitor;
  readonly plan: SteadyPlan;
};

/**
 * Each connection asks when its time has come, `connections / requestsPerSecond` after its last answer and at random
 * around that: a stall shorter than that is felt by all who are due meanwhile.
 */
async function ofWrk(programs: Programs, { wrk, target, visitor, plan }: OfWrk) {
  const gapMs = (1000 * plan.connections) / plan.requestsPerSecond;
  const script = join(import.meta.dirname, 'wrk-steady.lua');
  const parameters = [...wrkParameters(target, visitor, { ...plan, script }), '--', String(gapMs)];
  const output = await programs.output({ side: 'rest', command: wrk, parameters });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as SteadyResult & { readonly failures: number };
}

async function ofOwn(programs: Programs, plan: OpenLoopPlan): Promise<OpenLoopResult> {
  const parameters = [join(import.meta.dirname, 'clients', 'open-loop.ts'), JSON.stringify(plan)];
  const output = await programs.output({ side: 'rest', command: process.execPath, parameters });
  return JSON.parse(output) as OpenLoopResult;
}
