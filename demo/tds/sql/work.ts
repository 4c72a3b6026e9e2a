// The time that a long statement takes: sys.dm_exec_requests shows how far it is, and a client can cancel it.

import type { Run } from './run.ts';
import { delay } from './wait.ts';

const steps = 20;

/** Resolves when the work is done. `weight` is how much of the server's `workMs` it takes; rejects with Cancelled. */
export async function work({ engine, session, signal }: Run, command: string, weight: number): Promise<void> {
  session.work = { command, share: 0 };
  try {
    const stepMs = (engine.upkeep.workMs * weight) / steps;
    for (let step = 1; step <= steps && stepMs > 0; step += 1) {
      await delay(stepMs, signal);
      session.work = { command, share: step / steps };
    }
  } finally {
    session.work = undefined;
  }
}
