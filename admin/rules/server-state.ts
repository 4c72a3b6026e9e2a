// One word for people that joins what is observed (health), what is wanted (admin state) and the cap, and what
// that word means for the whole cluster. Pure.

import type { AdminState, Health } from '../../cluster/model.ts';
import type { ServerStateWord, Status } from '../status-schema.ts';

/** What traffic says of a server: it gets no further log-on; it gets nothing, because live requests failed. */
export type TrafficSight = {
  readonly atCap: boolean;
  readonly ejected: boolean;
  /** Somebody prepares it, so that log-ons go elsewhere. */
  readonly warming: boolean;
};

/**
 * Maintenance comes first: somebody took the server out and knows. Down and ejected come before draining: people on a
 * draining server want to know that it is gone.
 */
export function serverState(
  admin: AdminState,
  health: Health,
  { atCap, ejected, warming }: TrafficSight,
): ServerStateWord {
  if (admin.state === 'maintenance') return 'maintenance';
  if (health.state === 'down') return 'down';
  if (ejected) return 'ejected';
  if (admin.state === 'draining') return 'draining';
  if (warming && health.state !== 'going-up' && health.state !== 'unknown') return 'warming';
  if (health.state === 'up') return atCap ? 'full' : 'serving';
  return health.state;
}

/** Since when that word holds; undefined for `full`, which comes and goes with people, and for `ejected`. */
export function serverStateSinceMs(
  word: ServerStateWord,
  admin: AdminState,
  health: Health,
): number | undefined {
  switch (word) {
    case 'maintenance':
    case 'draining':
      return admin.sinceMs;
    case 'serving':
      return Math.max(admin.sinceMs, health.sinceMs);
    case 'full':
    case 'ejected':
    case 'warming':
      return undefined;
    case 'down':
    case 'going-up':
    case 'going-down':
    case 'unknown':
      return health.sinceMs;
  }
}

/** True where users can work and, but for a full server, log on. One that is going down is still trusted. */
export function serves(word: ServerStateWord): boolean {
  return word === 'serving' || word === 'full' || word === 'going-down';
}

/**
 * State of the whole: all servers serve, some do, none does. Without any server none does. Checks that are doubted
 * change nothing here: what nobody can vouch for is not called serving.
 */
export function clusterState(words: readonly ServerStateWord[]): Status['state'] {
  const serving = words.filter(serves).length;
  if (serving === 0) return 'none-serving';
  return serving === words.length ? 'serving' : 'degraded';
}
