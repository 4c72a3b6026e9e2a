// Sights and roles for the tests of cluster/roles/rules/. Servers are A, B, C; A is the master.

import type { Move, Role, RoleMeans, ServerSight, SightState } from '../../../../cluster/roles/role.ts';
import type { Place } from '../../../../cluster/roles/rules/place.ts';

export const service: RoleMeans = { kind: 'service', service: 'CRMIndexerService' };
export const parameter: RoleMeans = { kind: 'parameter', name: 'SIM_DTLSServer' };

const words: Readonly<Record<string, SightState>> = {
  r: 'running',
  c: 'changing',
  s: 'stopped',
  a: 'absent',
  u: 'unknown',
};

/** `r s u+` is running on A, stopped on B, unknown on C which is dead. */
export function sightsFrom(text: string): readonly ServerSight[] {
  return text.split(' ').map((word, at) => ({
    server: 'ABC'[at] ?? '?',
    state: words[word[0] ?? ''] ?? 'unknown',
    by: 'ssh' as const,
    atMs: 0,
    text: 'as told',
    dead: word.endsWith('+'),
  }));
}

export const roleOf = (change: Partial<Role> = {}): Role => ({
  name: 'indexer',
  title: 'Indexer',
  setting: 'roles.indexer',
  means: service,
  place: 'any',
  neverTwo: false,
  wantedOn: undefined,
  failover: false,
  ...change,
});

/** As `sightsFrom`, with users of each server. */
export function placesFrom(text: string, users: readonly number[] = [0, 0, 0]): readonly Place[] {
  return sightsFrom(text).map((sight, at) => ({
    server: sight.server,
    name: `CRM0${at + 1}`,
    isMaster: at === 0,
    serving: !sight.dead,
    users: users[at] ?? 0,
    sight,
  }));
}

/** A move of the indexer from A to B that has just begun. */
export const moveOf = (change: Partial<Move> = {}): Move => ({
  role: 'indexer',
  from: 'A',
  to: 'B',
  by: 'anna',
  why: 'a test',
  cause: 'asked',
  beganAtMs: 0,
  fence: 10,
  version: { fence: 10, number: 1 },
  heading: 'there',
  failedStarts: 0,
  refreshSinceMs: undefined,
  deeds: [],
  end: undefined,
  ...change,
});
