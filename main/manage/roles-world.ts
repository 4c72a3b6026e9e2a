// What the keeper of roles looks at, gathered from the parts: servers, health, users, the database's connections, the
// settings of the CRM. Decides nothing.

import type { Server, ServerId } from '../../cluster/model.ts';
import type { Role } from '../../cluster/roles/role.ts';
import type { RolesWorld, ServerFacts } from '../../cluster/roles/roles-state.ts';
import type { Word } from '../../cluster/roles/rules/death.ts';
import { parameterFacts } from '../../cluster/roles/rules/server-value.ts';
import type { BudgetPart } from './budget.ts';
import { configuredRoles } from './configured-roles.ts';
import type { ManageContext } from './part.ts';
import type { RemotePart } from './remote.ts';
import type { WantedPart } from './wanted.ts';
import { serversOf } from './wanted-world.ts';

/** What was written and read back counts until the settings are read the next time. */
export type WrittenParameter = { last: { readonly value: string; readonly atMs: number } | undefined };

export type RolesGround = {
  readonly budget: BudgetPart;
  readonly remote: RemotePart;
  readonly wanted: Pick<WantedPart, 'adminOf'>;
};

export function rolesWorld(
  context: ManageContext,
  { budget, remote, wanted }: RolesGround,
  written: WrittenParameter,
): RolesWorld {
  const { parts, nowMs } = context;
  const { current, directory } = parts;
  const inDatabase = databaseWords(budget);
  let made: { readonly of: readonly unknown[]; readonly roles: readonly Role[] } | undefined;
  return {
    roles() {
      const { configuration, profile } = current;
      if (made?.of[0] !== configuration || made.of[1] !== profile)
        made = { of: [configuration, profile], roles: configuredRoles(configuration, profile) };
      return made.roles;
    },
    servers: () => serversOf(directory),
    factsOf: (server): ServerFacts => ({
      serving: isServing(parts, wanted, server.id),
      users: parts.traffic.loads().get(server.id)?.effective ?? 0,
      http: httpWord(parts, server.id),
      database: inDatabase(server, nowMs()),
    }),
    parameter() {
      const topology = directory.topology();
      const { last } = written;
      const isNewer = last !== undefined && topology !== undefined && last.atMs >= topology.readAtMs;
      return parameterFacts(topology, isNewer ? last.value : undefined);
    },
    hasSsh: remote.runner.available,
    nowMs,
  };
}

function isServing(
  { checks, traffic }: ManageContext['parts'],
  { adminOf }: RolesGround['wanted'],
  id: ServerId,
): boolean {
  const { state } = adminOf(id);
  const wanted = state === 'in-service' || state === 'unknown';
  return wanted && checks.isUsable(id) && traffic.storm().servers.get(id)?.ejected !== true;
}

/** Whether anybody answers there at all: a wrong page is an answer. */
function httpWord({ checks }: ManageContext['parts'], id: ServerId): Word {
  const connect = checks.probesOf(id).find(({ probe }) => probe === 'connect');
  switch (connect?.health.state) {
    case 'down':
      return 'dead';
    case 'up':
      return 'alive';
    case 'unknown':
    case 'going-up':
    case 'going-down':
    case undefined:
      return 'silent';
  }
}

/** An old reading says nothing. */
const freshMs = 180_000;

/** Only of machines that the database has shown under their names can it say that they are gone. */
function databaseWords({ watch }: BudgetPart): (server: Server, nowMs: number) => Word {
  const shown = new Set<ServerId>();
  return ({ id, name }, nowMs) => {
    const budget = watch.budget();
    if (budget?.used === undefined || nowMs - budget.readAtMs > freshMs) return 'silent';
    if (budget.hosts.some(({ server, connections }) => server === name && connections > 0)) {
      shown.add(id);
      return 'alive';
    }
    return shown.has(id) ? 'dead' : 'silent';
  };
}
