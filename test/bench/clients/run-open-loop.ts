// Starts the open-loop generator as a process of its own.

import { join } from 'node:path';
import type { Programs } from '../programs.ts';
import type { OpenLoopPlan, OpenLoopResult } from './open-loop.ts';

/** Rejects where one answer was missing or not a whole 200. */
export async function runOpenLoop(programs: Programs, plan: OpenLoopPlan): Promise<OpenLoopResult> {
  const script = join(import.meta.dirname, 'open-loop.ts');
  const parameters = [script, JSON.stringify(plan)];
  const output = await programs.output({ side: 'rest', command: process.execPath, parameters });
  const result = JSON.parse(output) as OpenLoopResult;
  if (result.failures > 0)
    throw new Error(`${result.failures} answers at port ${plan.port} are missing or wrong`);
  return result;
}
