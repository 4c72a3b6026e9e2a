// What a run is at, for those who look: the last decision, or that it cannot be written down. Decides nothing.

import type { JournalUnwritten } from './journal.ts';
import type { Decision, Standing } from './model.ts';

export type StandingBoard = {
  shown(): Standing | undefined;
  /** `writes`: it comes to nothing before it is written down, and while that fails it is not shown. */
  decided(next: Decision, writes: boolean): void;
  /** The journal has taken something of the last decision. */
  written(): void;
  unwritten(problem: JournalUnwritten): void;
};

export function createStanding(onChange: (standing: Standing) => void): StandingBoard {
  let shown: Standing | undefined;
  let last: Decision | undefined;
  const show = (standing: Standing) => {
    shown = standing;
    onChange(standing);
  };
  return {
    shown: () => shown,
    decided(next, writes) {
      last = next;
      if (!writes || shown?.kind !== 'unwritten') show(next);
    },
    written() {
      if (shown?.kind === 'unwritten' && last !== undefined) show(last);
    },
    unwritten({ message: because, mend: first }) {
      const step = last !== undefined && 'step' in last ? last.step : undefined;
      const mend = `${first}; the run goes on by itself then, or at once with: fairlead upgrade resume`;
      show({ kind: 'unwritten', step, because, mend });
    },
  };
}
