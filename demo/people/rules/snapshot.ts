// What can be seen of the simulated people at one moment. A type only.

import type { PeopleTally } from './tally.ts';

export type PeopleSnapshot = {
  readonly elapsedMs: number;
  /** How many will come in all, and how many have. */
  readonly people: number;
  readonly started: number;
  readonly tally: PeopleTally;
};
