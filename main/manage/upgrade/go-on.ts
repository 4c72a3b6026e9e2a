// Goes on with what another process left in the middle: looked for once for each time that this Fairlead came to lead.

import type { Notice } from '../../../cluster/model.ts';
import type { UpgradeManager } from '../../../cluster/upgrade/manager-types.ts';
import type { LeadershipPart } from '../leadership.ts';

export type GoOnOptions = {
  readonly manager: Pick<UpgradeManager, 'current' | 'resume'>;
  readonly leadership: Pick<LeadershipPart, 'isLeader' | 'fence'>;
  readonly onProblem: (problem: Error) => void;
};

export type GoOn = {
  /**
   * Called again and again; reads the runs from the disk only while it leads under a fence under which it has not read
   * them. Where that fails it is tried again, and told where it is another failure. Never rejects.
   */
  look(): Promise<void>;
  /** Why it could not be gone on with what was left, until it can. */
  notices(): readonly Notice[];
};

export function createGoOn({ manager, leadership, onProblem }: GoOnOptions): GoOn {
  let doneFor: number | undefined;
  let looking = false;
  let told: string | undefined;
  return {
    notices: () => (told === undefined ? [] : [noticeOf(told)]),
    async look() {
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
    },
  };
}

function noticeOf(message: string): Notice {
  const text = `It cannot be gone on with a run that was left in the middle, if there is one: ${message}`;
  return { severity: 'fault', code: 'run-left', text, mend: 'Mend that; it is tried again by itself.' };
}
