// Goes on with what another process left in the middle: looked for once for each time that this Fairlead came to lead.

import type { UpgradeManager } from '../../../cluster/upgrade/manager-types.ts';
import type { LeadershipPart } from '../leadership.ts';

export type GoOnOptions = {
  readonly manager: Pick<UpgradeManager, 'current' | 'resume'>;
  readonly leadership: Pick<LeadershipPart, 'isLeader' | 'fence'>;
  readonly onProblem: (problem: Error) => void;
};

/**
 * Called again and again; reads the runs from the disk only while it leads under a fence under which it has not read
 * them. Where that fails it is tried again, and told where it is another failure. Never rejects.
 */
export function createGoOn({ manager, leadership, onProblem }: GoOnOptions): () => Promise<void> {
  let doneFor: number | undefined;
  let looking = false;
  let told: string | undefined;
  return async () => {
    const fence = leadership.fence();
    if (looking || fence === doneFor || !leadership.isLeader() || manager.current() !== undefined) return;
    looking = true;
    try {
      await manager.resume();
      doneFor = fence;
      told = undefined;
    } catch (error) {
      const problem = error as Error;
      if (problem.message !== told) onProblem(problem);
      told = problem.message;
    } finally {
      looking = false;
    }
  };
}
