// What a run that is no test has instead of tap's teardown: what was begun last ends first.

import type { Stage } from '../support/fairlead-process.ts';

/** Call `end` once, whatever happened; rejects with everything that could not end. */
export function createStage(): Stage & { end(): Promise<void> } {
  const endings: (() => unknown)[] = [];
  return {
    teardown: (ending: () => unknown) => void endings.push(ending),
    async end() {
      const problems: unknown[] = [];
      for (const ending of endings.splice(0).reverse()) {
        try {
          await ending();
        } catch (problem) {
          problems.push(problem);
        }
      }
      if (problems.length > 0) throw new AggregateError(problems, 'not everything could be ended');
    },
  };
}
