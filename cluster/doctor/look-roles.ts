// The roles that exist once as a keeper of them sees them; where none runs they are looked at here, with the same eyes
// and the same rules. Changes nothing.

import type { Server, Topology } from '../model.ts';
import type { RemoteRunner } from '../remote/command.ts';
import { lookAtAll } from '../roles/look-at-all.ts';
import type { Role } from '../roles/role.ts';
import { createBook, type RolesBook, type RolesWorld, sightsOf, standingNow } from '../roles/roles-state.ts';
import { parameterFacts } from '../roles/rules/server-value.ts';
import type { RoleSeen } from './model.ts';

export type RolesLook = {
  readonly roles: readonly Role[];
  readonly servers: readonly Server[];
  /** Undefined where the settings were not read. */
  readonly topology: Topology | undefined;
  /** Undefined where they were not counted. */
  readonly detachedScripts: number | undefined;
  readonly runner: RemoteRunner;
  readonly nowMs: () => number;
};

/** One look at every server; nobody is asked and nobody is taken for dead. Never rejects. */
export async function lookAtRoles(look: RolesLook, signal: AbortSignal): Promise<readonly RoleSeen[]> {
  const { roles, servers, topology, detachedScripts, runner, nowMs } = look;
  const world: RolesWorld = {
    roles: () => roles,
    servers: () => servers,
    factsOf: () => ({ serving: false, users: 0, http: 'silent', database: 'silent' }),
    parameter: () => parameterFacts(topology),
    hasSsh: runner.available,
    nowMs,
  };
  const book: RolesBook = { ...createBook({ moves: [], told: [], dead: [], known: [] }), detachedScripts };
  await lookAtAll(book, world, runner, signal);
  return rolesSeen(book, world, () => false);
}

/** What is known of each role that is watched. */
export function rolesSeen(
  book: RolesBook,
  world: RolesWorld,
  isMoving: (role: Role) => boolean,
): readonly RoleSeen[] {
  const names = world.servers().map(({ name }) => name);
  return world.roles().map((role) => ({
    role,
    standing: standingNow(role, book, world),
    sights: sightsOf(role, book, world).map((sight, at) => ({ ...sight, name: names[at] ?? sight.server })),
    moving: isMoving(role),
  }));
}
