// When Fairlead is killed during a run: moments from a seed, each so long after so many steps. Pure.

import { createRandom } from '../../fuzz/random.ts';

export type KillMoment = {
  /** So many steps have begun. */
  readonly begun: number;
  /** So long after that, or after Fairlead was started again where it is already so. */
  readonly afterMs: number;
};

/** Longest time into a step: longer than most steps, so that some moments fall between two. */
const longestMs = 1_500;

/** So many steps have begun, and the run still lasts long enough to be killed: the last ones take no time. */
export const lastMoment = (steps: number) => Math.max(1, steps - 5);

/** In the order they come; the same seed gives the same ones. */
export function killMoments(seed: number, kills: number, steps: number): readonly KillMoment[] {
  const { below } = createRandom(seed);
  const moments = Array.from({ length: kills }, () => ({
    begun: 1 + below(lastMoment(steps)),
    afterMs: below(longestMs),
  }));
  return moments.sort((one, other) => one.begun - other.begun);
}
