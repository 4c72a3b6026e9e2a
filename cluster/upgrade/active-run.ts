// The run that is under way, if there is one: carried on over its journal, put away when it ends.

import type { Journal } from './journal.ts';
import type { ManagerOptions } from './manager-types.ts';
import type { Plan } from './plan-model.ts';
import { type Run, startRun } from './run.ts';

export type ActiveRun = {
  readonly id: string;
  readonly run: Run;
  close(): Promise<void>;
};

/** Begins at once; `onEnd` is called when it has ended by itself. Throws where its environment is not there any more. */
export function carryOn(
  options: ManagerOptions,
  { id, plan, journal }: { readonly id: string; readonly plan: Plan; readonly journal: Journal },
  onEnd: (active: ActiveRun) => Promise<void>,
): ActiveRun {
  const environment = options.environments.get(plan.environment);
  if (environment === undefined)
    throw new Error(`run ${id} is of the environment ${plan.environment}, which is not configured any more`);
  const run = startRun({
    plan,
    journal,
    effects: environment.effects,
    observe: async (frozen, state, stop) => ({
      ...(await environment.observe(frozen, state, stop)),
      leader: options.isLeader(),
    }),
    fence: options.fence,
    nowMs: options.nowMs,
    lookAgainMs: options.lookAgainMs,
    onDecision: (decision) => options.onDecision(id, decision),
    onProblem: options.onProblem,
  });
  const active: ActiveRun = {
    id,
    run,
    async close() {
      await run.close();
      await journal.close();
    },
  };
  const over = async () => {
    if ((await run.ended) === undefined) return;
    await onEnd(active);
    // It may have changed the version: who looks next is to see the one of now.
    await environment.version();
  };
  over().catch(options.onProblem);
  return active;
}
