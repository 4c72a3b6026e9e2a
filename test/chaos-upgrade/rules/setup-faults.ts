// What goes wrong with the setups of a run, and where, from a seed: each server has one fault, in one of the hops. Pure.

import type { Plan } from '../../../cluster/upgrade/plan-model.ts';
import { createRandom } from '../../fuzz/random.ts';

/**
 * `wants-person`: its wizard ends at once, somebody has to do it at the screen. `fails-once`: it fails, and goes well the
 * next time. `cut-...`: the connection is cut, and nobody sees from afar whether it was done.
 */
export type FaultKind = 'wants-person' | 'fails-once' | 'cut-done' | 'cut-undone';

export type SetupFault = {
  readonly kind: FaultKind;
  /** Id of the setup in the plan. */
  readonly step: string;
  readonly server: string;
  /** So many setups of this server go well before. */
  readonly after: number;
};

/** What is to be asked for by a person who has looked, and where it was never begun has done it. */
export const rightAnswer: Readonly<Record<FaultKind, 'confirm' | 'retry'>> = {
  'wants-person': 'confirm',
  'fails-once': 'retry',
  'cut-done': 'confirm',
  'cut-undone': 'retry',
};

/** Three kinds, shuffled over the servers and hops of the plan; of the two cuts the seed says which. */
export function setupFaults(seed: number, { servers, steps }: Plan): readonly SetupFault[] {
  const { below, pick } = createRandom(seed);
  const kinds: FaultKind[] = ['wants-person', 'fails-once', pick(['cut-done', 'cut-undone'] as const)];
  return servers.flatMap(({ name: server }) => {
    const setups = steps.filter(({ key, targets }) => key === 'setup' && targets.includes(server));
    const after = below(setups.length);
    const step = setups[after]?.id;
    const [kind] = kinds.splice(below(kinds.length), 1);
    return step === undefined || kind === undefined ? [] : [{ kind, step, server, after }];
  });
}
