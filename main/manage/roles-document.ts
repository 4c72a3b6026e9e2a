// How roles are told: the document of the API, the section of the status, the samples of the metrics. Decides nothing.

import type { RoleDocument, RolesDocument } from '../../admin/operations/roles.ts';
import { isoTime } from '../../admin/rules/iso-time.ts';
import type { StatusInput } from '../../admin/rules/status.ts';
import type { HandDesk } from '../../cluster/roles/hand-desk.ts';
import type { Move, Role, Standing } from '../../cluster/roles/role.ts';
import type { RolesKeeper } from '../../cluster/roles/roles-keeper.ts';
import { deathAt, nameOf, type RolesWorld, sightsOf, standingNow } from '../../cluster/roles/roles-state.ts';

export type RolesShown = {
  readonly keeper: RolesKeeper;
  readonly world: RolesWorld;
  readonly desk: HandDesk;
};

/** Every key is there; what is not known is null. */
export function rolesDocument(shown: RolesShown): RolesDocument {
  const { keeper, world, desk } = shown;
  const deaths = world.servers().map((server) => ({ server, death: deathAt(server, keeper.book, world) }));
  return {
    version: 1,
    detachedScripts: keeper.book.detachedScripts ?? null,
    roles: world.roles().map((role) => roleDocument(role, shown)),
    dead: deaths
      .filter(({ death }) => death.dead)
      .map(({ server, death }) => ({ server: server.name, because: death.because })),
    instructions: desk.waiting().map(({ id, sinceMs, instruction }) => ({
      id,
      ...instruction,
      since: isoTime(sinceMs),
    })),
  };
}

function roleDocument(role: Role, { keeper, world }: RolesShown): RoleDocument {
  const standing = standingNow(role, keeper.book, world);
  const sights = sightsOf(role, keeper.book, world);
  const moving = keeper.moving(role.name);
  const move = keeper.book.moves.get(role.name);
  const sinceMs = sinceOf(role, standing, keeper);
  return {
    role: role.name,
    title: role.title,
    seenBy: role.means.kind,
    wantedOn: role.wantedOn ?? role.place,
    failover: role.failover,
    state: moving ? 'moving' : standing.kind,
    on: sights.filter(({ state }) => state === 'running').map(({ server }) => nameOf(world, server)),
    since: sinceMs === undefined ? null : isoTime(sinceMs),
    remark: remarkOf(standing, world),
    servers: sights.map(({ server, state, by, atMs, text }) => ({
      ...{ server: nameOf(world, server), state, by, at: isoTime(atMs), text },
    })),
    move: move === undefined ? null : moveDocument(move, world),
  };
}

function sinceOf({ name }: Role, standing: Standing, { book }: RolesKeeper): number | undefined {
  if (standing.kind === 'one') return book.known.get(name)?.sinceMs;
  return book.since.get(name)?.sinceMs;
}

function remarkOf(standing: Standing, world: RolesWorld): string | null {
  const names = (ids: readonly string[]) => ids.map((id) => nameOf(world, id)).join(', ');
  switch (standing.kind) {
    case 'one':
    case 'several':
      return null;
    case 'none':
      return standing.standsStill.length === 0 ? null : `stands still on ${names(standing.standsStill)}`;
    case 'unknown':
      return standing.hidden.length === 0 ? null : `nobody sees ${names(standing.hidden)}`;
    case 'not-watched':
      return standing.missing;
    case 'not-needed':
      return 'there are no detached table-level scripts, so it is not needed';
  }
}

function moveDocument(move: Move, world: RolesWorld): NonNullable<RoleDocument['move']> {
  const { from, to, by, why, cause, fence, heading, deeds, end } = move;
  return {
    from: from === undefined ? null : nameOf(world, from),
    to: nameOf(world, to),
    by,
    reason: why,
    cause,
    began: isoTime(move.beganAtMs),
    fence,
    heading,
    deeds: deeds.map(({ atMs, ok, text }) => ({ at: isoTime(atMs), ok, text })),
    outcome: end?.outcome ?? null,
    ended: end === undefined ? null : isoTime(end.atMs),
    because: end?.text ?? null,
  };
}

/** The same in short, for the status. */
export function rolesStatus({ shown }: { readonly shown: RolesShown }): StatusInput['roles'] {
  return rolesDocument(shown).roles.map(({ role, title, state, on, wantedOn, since }) => ({
    ...{ role, title, state, on, wantedOn, since },
  }));
}
