// Where a role runs, from how it was seen on each server: on one, on none, on several, or nobody knows. Pure.

import type { ServerId } from '../../model.ts';
import type { RoleMeans, ServerSight, Standing } from '../role.ts';

/** What else decides. */
export type StandingFacts = {
  readonly means: RoleMeans;
  /** Detached table-level scripts (F6); undefined where they were not counted, or the role is not DTLS. */
  readonly detachedScripts: number | undefined;
};

/**
 * Two that run are two, whatever else is hidden; with one and a hidden server nobody knows. What stands still counts
 * only as a second one, since it runs as soon as what it waits for does. A dead server runs nothing.
 */
export function standingOf(
  sights: readonly ServerSight[],
  { means, detachedScripts }: StandingFacts,
): Standing {
  const living = sights.filter(({ dead }) => !dead);
  const inState = (...states: readonly ServerSight['state'][]): readonly ServerId[] =>
    living.filter(({ state }) => states.includes(state)).map(({ server }) => server);
  const running = inState('running');
  if (detachedScripts === 0) return { kind: 'not-needed', on: running[0] };
  if (means.kind === 'none') return { kind: 'not-watched', missing: means.missing };
  const may = inState('running', 'changing');
  const hidden = inState('unknown');
  const [on] = running;
  if (on !== undefined && may.length > 1) return { kind: 'several', on: may };
  if (hidden.length > 0 || sights.length === 0) return { kind: 'unknown', on: running, hidden };
  return on === undefined ? { kind: 'none', standsStill: may } : { kind: 'one', on };
}
