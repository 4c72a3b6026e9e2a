// What is known of roles at this moment, and what follows from it: how each was seen, how it stands, which servers are
// dead. Reads what it is given; does nothing to a server.

import type { ClusterErrorCode } from '../errors.ts';
import type { Server, ServerId } from '../model.ts';
import type { Kept, Told } from './kept.ts';
import type { Move, Role, RoleName, ServerSight, Sight, Standing } from './role.ts';
import { type Death, deathOf, lifeOf, type Word } from './rules/death.ts';
import type { Place } from './rules/place.ts';
import type { Seen } from './rules/read-sights.ts';
import { standingOf } from './rules/standing.ts';

/** What others tell of a server. */
export type ServerFacts = {
  /** In service and healthy. */
  readonly serving: boolean;
  readonly users: number;
  readonly http: Word;
  readonly database: Word;
};

/** The value in the settings of the CRM that names the server of a role. */
export type ParameterFacts = {
  /** Undefined where the settings were not read (yet). */
  readonly value: string | undefined;
  /** The server of that name; undefined where there is none. */
  readonly server: ServerId | undefined;
};

export type RolesWorld = {
  readonly roles: () => readonly Role[];
  readonly servers: () => readonly Server[];
  readonly factsOf: (server: Server) => ServerFacts;
  readonly parameter: () => ParameterFacts;
  /** False: a person does there what has to be done. */
  readonly hasSsh: (server: Server) => boolean;
  readonly nowMs: () => number;
};

/** The last look at one server. */
export type ServerLook =
  | { readonly ok: true; readonly atMs: number; readonly seen: ReadonlyMap<RoleName, Seen> }
  | { readonly ok: false; readonly atMs: number; readonly code: ClusterErrorCode; readonly text: string };

/** Changed by the keeper and by nobody else. */
export type RolesBook = {
  readonly looks: Map<ServerId, ServerLook>;
  readonly moves: Map<RoleName, Move>;
  readonly told: Map<string, Told>;
  readonly dead: Map<ServerId, { readonly by: string; readonly atMs: number }>;
  readonly known: Map<RoleName, { readonly on: ServerId; readonly sinceMs: number }>;
  /** Since when a standing other than `one` is as it is. */
  readonly since: Map<RoleName, { readonly key: string; readonly sinceMs: number }>;
  readonly deadSince: Map<ServerId, number>;
  detachedScripts: number | undefined;
};

export function createBook(kept: Kept): RolesBook {
  return {
    looks: new Map(),
    moves: new Map(kept.moves.map((move) => [move.role, move])),
    told: new Map(kept.told.map((told) => [toldKey(told.role, told.server), told])),
    dead: new Map(kept.dead.map(({ server, ...rest }) => [server, rest])),
    known: new Map(kept.known.map(({ role, ...rest }) => [role, rest])),
    since: new Map(),
    deadSince: new Map(),
    detachedScripts: undefined,
  };
}

export function keptOf(book: RolesBook): Kept {
  return {
    moves: [...book.moves.values()],
    told: [...book.told.values()],
    dead: [...book.dead].map(([server, rest]) => ({ server, ...rest })),
    known: [...book.known].map(([role, rest]) => ({ role, ...rest })),
  };
}

export const toldKey = (role: RoleName, server: ServerId) => `${role} ${server}`;

/** How a role was seen on each server of the cluster. */
export function sightsOf(role: Role, book: RolesBook, world: RolesWorld): readonly ServerSight[] {
  return world.servers().map((server) => ({
    ...sightOn(role, server, book, world),
    dead: deathAt(server, book, world).dead,
  }));
}

export function deathAt(server: Server, book: RolesBook, world: RolesWorld): Death {
  const { http, database } = world.factsOf(server);
  const person = book.dead.has(server.id) ? 'dead' : 'silent';
  return deathOf({ http, database, person, ssh: sshWord(book.looks.get(server.id)) });
}

/** What is seen of a server that cannot be dead, in half a sentence; undefined where nothing is. */
export function signOfLife(server: Server, book: RolesBook, world: RolesWorld): string | undefined {
  const { http } = world.factsOf(server);
  return lifeOf({ http, ssh: sshWord(book.looks.get(server.id)) });
}

export function standingNow(role: Role, book: RolesBook, world: RolesWorld): Standing {
  const detachedScripts = role.name === 'dtls' ? book.detachedScripts : undefined;
  return standingOf(sightsOf(role, book, world), { means: role.means, detachedScripts });
}

export function placesOf(role: Role, book: RolesBook, world: RolesWorld): readonly Place[] {
  const sights = sightsOf(role, book, world);
  return world.servers().map((server, at) => {
    const { serving, users } = world.factsOf(server);
    const sight = sights[at] ?? { state: 'unknown' as const, dead: false, text: 'it was not looked at' };
    return { server: server.id, name: server.name, isMaster: server.position === 0, serving, users, sight };
  });
}

function sightOn(role: Role, server: Server, book: RolesBook, world: RolesWorld): Sight {
  if (role.means.kind === 'parameter') return namedSight(server, world);
  const shared = { server: server.id };
  if (!world.hasSsh(server)) {
    const told = book.told.get(toldKey(role.name, server.id));
    if (told === undefined)
      return {
        ...shared,
        state: 'unknown',
        by: 'nobody',
        atMs: world.nowMs(),
        text: 'there is no SSH to it',
      };
    const { state, atMs, by } = told;
    return { ...shared, state, by: 'person', atMs, text: `${by} said so` };
  }
  const look = book.looks.get(server.id);
  if (look === undefined)
    return {
      ...shared,
      state: 'unknown',
      by: 'nobody',
      atMs: world.nowMs(),
      text: 'it was not looked at yet',
    };
  if (!look.ok) return { ...shared, state: 'unknown', by: 'nobody', atMs: look.atMs, text: look.text };
  const seen = look.seen.get(role.name) ?? { state: 'unknown' as const, text: 'it was not looked at yet' };
  return { ...shared, ...seen, by: 'ssh', atMs: look.atMs };
}

function namedSight({ id }: Server, { parameter, nowMs }: RolesWorld): Sight {
  const { value, server } = parameter();
  const shared = { server: id, by: 'parameter' as const, atMs: nowMs() };
  if (value === undefined)
    return { ...shared, state: 'unknown', text: 'the settings of the CRM do not tell' };
  const text = value === '' ? 'the settings name no server' : `the settings name ${value}`;
  return { ...shared, state: server === id ? 'running' : 'stopped', text };
}

/** A refused log-on or host key is an answer: somebody is there. */
function sshWord(look: ServerLook | undefined): Word {
  if (look === undefined) return 'silent';
  if (look.ok || answerCodes.has(look.code)) return 'alive';
  return noAnswerCodes.has(look.code) ? 'dead' : 'silent';
}

const noAnswerCodes: ReadonlySet<ClusterErrorCode> = new Set([
  'CLU_REMOTE_UNREACHABLE',
  'CLU_REMOTE_CONNECT_TIMEOUT',
]);
const answerCodes: ReadonlySet<ClusterErrorCode> = new Set([
  'CLU_REMOTE_LOGIN',
  'CLU_REMOTE_HOST_KEY',
  'CLU_REMOTE_SESSION',
  'CLU_REMOTE_FAILED',
  'CLU_REMOTE_OUTPUT',
]);

/** What people call it; its id where it is not in the list any more. */
export function nameOf({ servers }: Pick<RolesWorld, 'servers'>, id: ServerId): string {
  return servers().find((each) => each.id === id)?.name ?? id;
}
