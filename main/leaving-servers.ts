// Joins the servers that are leaving with the traffic: it keeps their sessions and sends them no log-on. Decides nothing.

import type { HealthChecks } from '../cluster/health/checker.ts';
import { createLeaving, type Leaving } from '../cluster/leaving/leaving.ts';
import type { LeavingServer } from '../cluster/leaving/rules/leaving.ts';
import type { AdminState, ServerId, Topology } from '../cluster/model.ts';
import type { Current, Parts, ProductOptions } from './parts.ts';

type Joined = Pick<Parts, 'traffic'> & {
  readonly checks: () => HealthChecks;
  readonly current: Current;
  /** What people want of a server; undefined before that is known. */
  readonly wantedOf: (id: ServerId) => AdminState | undefined;
};

/** Remembers nobody yet. */
export function makeLeaving(
  { logger, nowMs, configuration }: ProductOptions,
  { traffic, checks, current, wantedOf }: Joined,
): Leaving {
  const told = new Map<ServerId, string>();
  return createLeaving({
    dataDirectory: configuration.dataDirectory,
    nowMs,
    graceMs: () => current.configuration.cluster.removedServerGraceMs,
    isDown: (id) => checks().healthOf(id).state === 'down',
    useOf(id) {
      const load = traffic.loads().get(id);
      return { sessions: load?.observed ?? 0, requests: load?.inFlightRequests ?? 0 };
    },
    onChange(leaving, topology) {
      for (const each of leaving)
        traffic.setAdminState(each.server.id, stateOf(each, wantedOf(each.server.id)));
      for (const [id] of told)
        if (isListed(topology, id)) traffic.setAdminState(id, backState(wantedOf(id), nowMs()));
      traffic.setTopology({
        ...topology,
        servers: [...topology.servers, ...leaving.map(({ server }) => server)],
      });
      for (const { server, untilMs } of leaving) {
        if (told.has(server.id)) continue;
        told.set(server.id, server.name);
        const until = new Date(untilMs).toISOString();
        logger.info(
          { server: server.name, until },
          `${server.name} was removed; its sessions go on until they end`,
        );
      }
      for (const [id, name] of told) {
        if (leaving.some(({ server }) => server.id === id)) continue;
        told.delete(id);
        const how = isListed(topology, id) ? 'is back in the list' : 'has left';
        logger.info({ server: name }, `${name} ${how}`);
      }
    },
    onProblem: (problem) => logger.warn({ err: problem }, problem.message),
  });
}

/** A server that people took out of service is not brought back by being taken out of the list. */
function stateOf({ sinceMs, untilMs }: LeavingServer, wanted: AdminState | undefined): AdminState {
  if (wanted?.state === 'maintenance' || wanted?.state === 'draining') return wanted;
  const reason = 'it was taken out of the list of servers';
  return { state: 'draining', policy: 'finish', sinceMs, untilMs, by: 'the CRM', reason };
}

/** Of a server that is in the list again. */
const backState = (wanted: AdminState | undefined, sinceMs: number): AdminState =>
  wanted ?? { state: 'in-service', sinceMs };

const isListed = ({ servers }: Topology, id: ServerId) => servers.some((each) => each.id === id);
