// Which fault comes next: decks of all kinds, each shuffled anew, so that even a short run has every kind before one
// comes twice. The same seed gives the same faults in the same order. Pure.

import type { DrainPolicy } from '../../../cluster/model.ts';
import { createRandom, type Random } from '../../fuzz/random.ts';
import { type Fault, type FaultKind, faultKinds, type Planned } from './faults.ts';

export type ScheduleOptions = {
  readonly seed: number;
  readonly servers: number;
  /** Kinds to choose from; all of them if not said. */
  readonly kinds?: readonly FaultKind[];
};

const policies: readonly DrainPolicy[] = ['finish', 'no-extension', 'now'];

/** Endless: whoever runs it takes as many as there is time for. */
export function* schedule({ seed, servers, kinds = faultKinds }: ScheduleOptions): Generator<Planned> {
  const random = createRandom(seed);
  for (;;) {
    for (const kind of shuffled(kinds, random)) {
      const pauseMs = between(random, 1_000, 4_000);
      yield { fault: faultOf(kind, random.below(servers), random), pauseMs };
    }
  }
}

function faultOf(kind: FaultKind, server: number, random: Random): Fault {
  switch (kind) {
    case 'recycle':
    case 'reset':
      return { kind, server };
    case 'kill':
    case 'refuse':
    case 'tomcat':
      return { kind, server, forMs: between(random, 3_000, 9_000) };
    // Longer than it takes to be noticed.
    case 'hang':
      return { kind, server, forMs: between(random, 5_000, 16_000) };
    case 'slow':
      return { kind, server, forMs: between(random, 4_000, 8_000), byMs: between(random, 200, 900) };
    case 'database':
      return { kind, forMs: between(random, 3_000, 12_000) };
    case 'leader':
      return { kind, forMs: between(random, 2_000, 7_000) };
    case 'drain':
      return { kind, server, policy: random.pick(policies), deadlineMs: between(random, 3_000, 9_000) };
    case 'role':
      return { kind, choice: random.below(1_000), leaderDies: random.below(2) === 1 };
  }
}

function between(random: Random, least: number, most: number): number {
  return least + random.below(most - least + 1);
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const left = [...items];
  return items.map(() => left.splice(random.below(left.length), 1)[0] as Item);
}
