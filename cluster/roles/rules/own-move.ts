// What the leader moves by itself: a second one is stopped where it does harm, a role of a dead server is started
// elsewhere where that is wanted, the integration service follows the least busy server. Pure.

import type { ServerId } from '../../model.ts';
import { counted } from '../../rules/counted.ts';
import type { MoveCause, Role, Standing } from '../role.ts';
import { bestPlace, isNamed, type Place } from './place.ts';

export type OwnSight = {
  readonly role: Role;
  readonly standing: Standing;
  readonly places: readonly Place[];
  /** Where it was last seen as the only one; undefined where it never was. */
  readonly lastOn: ServerId | undefined;
  /** Since when that server is confirmed dead; undefined where it is not. */
  readonly deadSinceMs: number | undefined;
  /** When its last move of whatever cause ended. */
  readonly movedAtMs: number | undefined;
  readonly nowMs: number;
};

export type OwnTimes = {
  readonly failoverAfterMs: number;
  readonly leastBusy: { readonly everyMs: number; readonly byUsers: number };
};

export type OwnMove = {
  readonly to: ServerId;
  readonly cause: MoveCause & ('failover' | 'second' | 'least-busy');
  readonly why: string;
};

/** Undefined where nothing is to be done. */
export function ownMove(sight: OwnSight, times: OwnTimes): OwnMove | undefined {
  switch (sight.standing.kind) {
    case 'several':
      return second(sight, sight.standing.on);
    case 'none':
      return failover(sight, times);
    case 'one':
      return leastBusy(sight, sight.standing.on, times);
    case 'unknown':
    case 'not-watched':
    case 'not-needed':
      return undefined;
  }
}

/** Only where it is clear which of them is the right one. */
function second({ role, places, lastOn }: OwnSight, on: readonly ServerId[]): OwnMove | undefined {
  if (!role.neverTwo && !role.failover) return undefined;
  const those = places.filter(({ server, sight }) => on.includes(server) && sight.state === 'running');
  const keep =
    (role.place === 'master' ? those.find(({ isMaster }) => isMaster) : undefined) ??
    those.find(({ name }) => isNamed(role.wantedOn, name)) ??
    those.find(({ server }) => server === lastOn);
  if (keep === undefined) return undefined;
  return {
    to: keep.server,
    cause: 'second',
    why: `two of ${role.title} do harm; it belongs on ${keep.name}`,
  };
}

function failover(sight: OwnSight, { failoverAfterMs }: OwnTimes): OwnMove | undefined {
  const { role, places, lastOn, deadSinceMs, nowMs } = sight;
  if (!role.failover || lastOn === undefined || deadSinceMs === undefined) return undefined;
  if (nowMs - deadSinceMs < failoverAfterMs) return undefined;
  const choice = bestPlace(role, places, lastOn);
  if (choice.kind === 'nowhere') return undefined;
  const dead = places.find(({ server }) => server === lastOn)?.name ?? 'its server';
  return { to: choice.to, cause: 'failover', why: `${dead} is dead` };
}

/** A few users more are no reason to move: it must be worth it, and not too soon after the last time. */
function leastBusy(
  { role, places, movedAtMs, nowMs }: OwnSight,
  on: ServerId,
  { leastBusy: { everyMs, byUsers } }: OwnTimes,
): OwnMove | undefined {
  if (role.place !== 'least-busy' || everyMs === 0) return undefined;
  if (movedAtMs !== undefined && nowMs - movedAtMs < everyMs) return undefined;
  const here = places.find(({ server }) => server === on);
  const choice = bestPlace(role, places, on);
  const there = choice.kind === 'chosen' && places.find(({ server }) => server === choice.to);
  if (here === undefined || !there || here.users - there.users < byUsers) return undefined;
  return {
    to: there.server,
    cause: 'least-busy',
    why: `${there.name} has ${counted(there.users, 'user')}, ${here.name} ${here.users}`,
  };
}
