// Roles that exist once in a chaos run: moved through the API, and seen on the servers themselves, whatever Fairlead
// believes.

import type { RoleDocument, RolesDocument } from '../../admin/operations/roles.ts';
import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';
import { inventedParameterNames } from '../../demo/store/seed.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Fairleads } from './fairleads.ts';
import type { RoleSeen } from './rules/verdict.ts';
import { leaderOf } from './world.ts';

/** Windows services of the simulated servers (demo/windows/role-services.ts). */
const services: Readonly<Record<string, string>> = {
  'email-manager': 'SIM_EmailManager',
  indexer: 'CRMIndexerService',
  escalation: 'CRMEscalationService',
  integration: 'CRMIntegrationService',
};
const engine = 'C:\\Program Files (x86)\\Sage\\CRM\\tomcat\\webapps\\CRMExchangeSyncEngine.war';
const moveLimitMs = 90_000;
const looksLimitMs = 60_000;

export type MoveBegun = { readonly role: string; readonly from: string; readonly to: string };

/** Asks the leader to move one of the roles that can be moved, the `choice`-th of all places; answers when it has begun. */
export async function beginMove(fairleads: Fairleads, choice: number): Promise<MoveBegun> {
  await allSettled(fairleads);
  const { roles } = await rolesOf(fairleads);
  const all = roles.flatMap((role) =>
    role.role === 'replication-engine'
      ? []
      : role.servers
          .filter((each) => each.state === 'stopped')
          .map((each) => ({ role: role.role, from: role.on.join(), to: each.server })),
  );
  const chosen = all[choice % all.length];
  if (chosen === undefined) throw new Error(`no role can be moved: ${statesOf(roles)}`);
  const { role, to: server } = chosen;
  await fairleads.call(await leaderOf(fairleads), `/api/v1/roles/${role}/move`, {
    server,
    reason: 'a chaos run',
  });
  return chosen;
}

/** Resolves when no role moves and every one stands on one server, by what the leader says; rejects, naming the others. */
export async function allSettled(fairleads: Fairleads): Promise<void> {
  let said = 'nobody leads';
  const good = new Set(['one', 'not-needed', 'not-watched']);
  await waitFor(
    'every role to be on one server',
    async () => {
      const { roles } = await rolesOf(fairleads);
      said = statesOf(roles);
      return roles.every(({ state, move }) => good.has(state) && (move === null || move.outcome !== null));
    },
    moveLimitMs,
  ).catch((cause: Error) => {
    throw new Error(`roles after ${moveLimitMs / 1_000} s: ${said}`, { cause });
  });
}

/** Where each role really is, and where the leader says it is. */
export async function rolesSeen(
  cluster: EmbeddedCluster,
  fairleads: Fairleads,
): Promise<readonly RoleSeen[]> {
  const truth = () => {
    const named = Object.entries(services).map(([role, service]) => ({ role, on: runs(cluster, service) }));
    return [
      { role: 'dtls', on: dtlsOn(cluster) },
      ...named,
      { role: 'replication-engine', on: enginesOn(cluster) },
    ];
  };
  let said: readonly RoleDocument[] = [];
  const agrees = async () => {
    said = (await rolesOf(fairleads)).roles;
    return truth().every(({ role, on }) => said.find((each) => each.role === role)?.on.join() === on.join());
  };
  // That they do not agree is found by whoever reads it.
  await waitFor('what is said of roles to be true', agrees, looksLimitMs).catch(() => undefined);
  return truth().map((each) => ({ ...each, said: said.find(({ role }) => role === each.role)?.on ?? [] }));
}

async function rolesOf(fairleads: Fairleads): Promise<RolesDocument> {
  return (await fairleads.call(await leaderOf(fairleads), '/api/v1/roles')) as RolesDocument;
}

function statesOf(roles: readonly RoleDocument[]): string {
  const moving = ({ move }: RoleDocument) => (move && move.outcome === null ? ', moving' : '');
  return roles.map((each) => `${each.role} ${each.state}${moving(each)}`).join('; ');
}

function runs({ ssh }: EmbeddedCluster, service: string): string[] {
  const running = ({ machine }: (typeof ssh.servers)[number]) =>
    machine.services.list().some((each) => each.name === service && each.status !== 'Stopped');
  return ssh.servers.filter(running).map(({ name }) => name);
}

function dtlsOn({ store, ssh }: EmbeddedCluster): string[] {
  const written = store.parameter(inventedParameterNames.dtlsServer);
  return ssh.servers.map(({ name }) => name).filter((name) => name === written);
}

function enginesOn({ ssh }: EmbeddedCluster): string[] {
  return ssh.servers
    .filter(({ machine }) => machine.files.read(engine) !== undefined)
    .map(({ name }) => name);
}
