// What a run that is no test has instead of tap's teardown: what was begun last ends first.

import type { Stage } from '../support/fairlead-process.ts';

/** Call `end` once, whatever happened. */
export function createStage(): Stage & { end(): Promise<void> } {
  const endings: (() => unknown)[] = [];
  return {
    teardown: (ending: () => unknown) => void endings.push(ending),
    async end() {
      for (const ending of endings.splice(0).reverse()) await ending();
    },
  };
}
