// Builds the status document from plain data of the cluster and the balancer. Pure; the shape is
// status-schema.ts, what is worth a notice stands in notices.ts.

import type { StormView } from '../../balancer/traffic-types.ts';
import type { LeavingServer } from '../../cluster/leaving/rules/leaving.ts';
import type {
  AdminState,
  CheckResult,
  Health,
  Load,
  Notice,
  ProbeHealth,
  Server,
  ServerId,
  SystemLock,
  Topology,
} from '../../cluster/model.ts';
import type { WarmUpView } from '../../cluster/warm-up/warm-up.ts';
import type { ServerStatus, Status } from '../status-schema.ts';
import { adminStatus, type DrainView } from './admin-status.ts';
import { balance } from './balance.ts';
import { isoOrNull, isoTime } from './iso-time.ts';
import { bySeverity, derivedNotices } from './notices.ts';
import { clusterState, serverState, serverStateSinceMs } from './server-state.ts';

/** Everything the status is made of. Maps may lack a server that was just added; `undefined` is "never". */
export type StatusInput = Pick<Status, 'metadata' | 'budget' | 'files' | 'maintenance' | 'run' | 'roles'> & {
  readonly nowMs: number;
  readonly product: { readonly name: string; readonly version: string; readonly startedAtMs: number };
  /** The one URL users open. */
  readonly url: string;
  /** Title of the CRM profile. */
  readonly profile: string;
  readonly topology: Topology | undefined;
  /** Why the last list of servers that was read was not taken. */
  readonly topologyProblem: string | undefined;
  readonly leader: {
    readonly state: Status['leader']['state'];
    readonly sinceMs: number | undefined;
    readonly fence: number;
    readonly problem: string | undefined;
  };
  readonly database: {
    readonly state: Status['database']['state'];
    readonly sinceMs: number | undefined;
    readonly problem: string | undefined;
  };
  /** Other Fairleads over the same cluster. */
  readonly peers: readonly {
    readonly name: string;
    readonly state: Status['peers'][number]['state'];
    readonly sinceMs: number;
    readonly lagMs: number;
    readonly aheadMs: number | undefined;
    readonly problem: string | undefined;
  }[];
  /** `staleAfterMs`: from that age on decisions do without the counts of the database. */
  readonly counts: { readonly readAtMs: number | undefined; readonly staleAfterMs: number };
  readonly health: ReadonlyMap<ServerId, Health>;
  /** Each probe of each server. */
  readonly probes: ReadonlyMap<ServerId, readonly ProbeHealth[]>;
  readonly admin: ReadonlyMap<ServerId, AdminState>;
  /** Of those that somebody took out of service. */
  readonly drains: ReadonlyMap<ServerId, DrainView>;
  readonly load: ReadonlyMap<ServerId, Load>;
  /** Not in the list any more, and not empty yet. */
  readonly leaving: readonly LeavingServer[];
  /** What whoever locked the CRM logs on as. */
  readonly lockedByName: string | undefined;
  /** Log-ons that wait, and how careful traffic is with each server. */
  readonly storm: StormView;
  /** The threads that carry the traffic. */
  readonly workers: Status['workers'];
  /** Servers that are warmed after a restart. */
  readonly warmUps: ReadonlyMap<ServerId, WarmUpView>;
  /** Version each server tells of itself, where it does. */
  readonly versions: ReadonlyMap<ServerId, string>;
  /** True where so many checks fail that the checks are doubted and the servers are still used. */
  readonly checksDoubted: boolean;
  /** What the parts have to tell; what follows from the whole is added here. */
  readonly notices: readonly Notice[];
};

const lockLapsesMs = 3 * 3_600_000; // F1: the lock lapses after 3 hours
const noLoad: Load = { database: undefined, observed: 0, pending: 0, effective: 0, inFlightRequests: 0 };

/** The status document at `nowMs`. */
export function buildStatus(input: StatusInput): Status {
  const servers = (input.topology?.servers ?? []).map((server) => serverStatus(server, input));
  const status: Status = {
    schema: 1,
    at: isoTime(input.nowMs),
    product: {
      name: input.product.name,
      version: input.product.version,
      startedAt: isoTime(input.product.startedAtMs),
      uptimeSeconds: secondsSince(input.product.startedAtMs, input.nowMs),
    },
    state: clusterState(servers.map((server) => server.state)),
    url: input.url,
    topology: {
      source: input.topology?.source ?? null,
      ...readAt(input.topology?.readAtMs, input.nowMs),
      problem: input.topologyProblem ?? null,
    },
    leader: {
      state: input.leader.state,
      since: isoOrNull(input.leader.sinceMs),
      fence: input.leader.fence,
      problem: input.leader.problem ?? null,
    },
    database: {
      state: input.database.state,
      since: isoOrNull(input.database.sinceMs),
      problem: input.database.problem ?? null,
    },
    peers: input.peers.map(({ name, state, sinceMs, lagMs, aheadMs, problem }) => ({
      peer: name,
      state,
      since: isoTime(sinceMs),
      lagMs: Math.round(lagMs),
      clockAheadMs: aheadMs === undefined ? null : Math.round(aheadMs),
      problem: problem ?? null,
    })),
    counts: { ...readAt(input.counts.readAtMs, input.nowMs), stale: countsStale(input) },
    crm: crm(input),
    workers: input.workers,
    logOnQueue: logOnQueue(input),
    balance: balance(servers, input.checksDoubted),
    metadata: input.metadata,
    budget: input.budget,
    files: input.files,
    maintenance: input.maintenance,
    run: input.run,
    roles: input.roles,
    servers,
    leavingServers: input.leaving.map((each) => leavingServer(each, input)),
    notices: [],
  };
  return {
    ...status,
    notices: [...input.notices, ...derivedNotices(status, input.checksDoubted)].sort(bySeverity),
  };
}

function serverStatus(server: Server, input: StatusInput): ServerStatus {
  const { startedAtMs } = input.product;
  const health = input.health.get(server.id) ?? {
    state: 'unknown',
    sinceMs: startedAtMs,
    lastCheck: undefined,
  };
  const admin = input.admin.get(server.id) ?? { state: 'in-service', sinceMs: startedAtMs };
  const load = input.load.get(server.id) ?? noLoad;
  const guard = input.storm.servers.get(server.id);
  const atCap = server.maxUsers !== undefined && load.effective >= server.maxUsers;
  const warmUp = input.warmUps.get(server.id);
  const warming = guard?.warming ?? false;
  const state = serverState(admin, health, { atCap, ejected: guard?.ejected ?? false, warming });
  const sinceMs =
    state === 'ejected'
      ? guard?.ejectedSinceMs
      : state === 'warming'
        ? warmUp?.sinceMs
        : serverStateSinceMs(state, admin, health);
  return {
    id: server.id,
    name: server.name,
    position: server.position,
    origin: server.origin,
    state,
    stateSince: isoOrNull(sinceMs),
    admin: adminStatus(admin, input.drains.get(server.id)),
    health: { ...healthStatus(health), probes: probeStatus(input.probes.get(server.id) ?? []) },
    users: {
      effective: load.effective,
      database: load.database ?? null,
      observed: load.observed,
      pending: load.pending,
    },
    logOns: {
      underWay: guard?.underWay ?? 0,
      places: guard?.places ?? 0,
      warmth: guard?.warmth ?? 'warm',
      since: isoOrNull(guard?.sinceMs),
    },
    warmUp: warmUp === undefined ? null : warmUpStatus(warmUp),
    ejectedUntil: isoOrNull(guard?.ejectedUntilMs),
    inFlightRequests: load.inFlightRequests,
    weight: server.weight,
    maxUsers: server.maxUsers ?? null,
    version: input.versions.get(server.id) ?? null,
  };
}

function leavingServer(
  { server, sinceMs, untilMs }: LeavingServer,
  { load }: StatusInput,
): Status['leavingServers'][number] {
  const { observed, inFlightRequests } = load.get(server.id) ?? noLoad;
  const { id, name, origin } = server;
  const times = { since: isoTime(sinceMs), until: isoTime(untilMs) };
  return { id, name, origin, ...times, sessions: observed, inFlightRequests };
}

function warmUpStatus(view: WarmUpView): NonNullable<ServerStatus['warmUp']> {
  const { because, sinceMs, step, at, of, lastText, late } = view;
  return { because, since: isoTime(sinceMs), step: step ?? null, at, of, lastAnswer: lastText ?? null, late };
}

function probeStatus(probes: readonly ProbeHealth[]): ServerStatus['health']['probes'] {
  return probes.map(({ probe, decides, health }) => ({ name: probe, decides, ...healthStatus(health) }));
}

function healthStatus(health: Health): Omit<ServerStatus['health'], 'probes'> {
  const moving = health.state === 'going-up' || health.state === 'going-down';
  return {
    state: health.state,
    since: isoTime(health.sinceMs),
    step: moving ? health.step : null,
    steps: moving ? health.steps : null,
    lastCheck: health.lastCheck ? lastCheck(health.lastCheck) : null,
  };
}

function lastCheck({ text, atMs, durationMs, healthy }: CheckResult) {
  return { text, at: isoTime(atMs), durationMs, healthy };
}

function crm({ profile, topology, lockedByName }: StatusInput): Status['crm'] {
  const flags = topology?.flags;
  return {
    profile,
    version: flags?.version ?? null,
    ownBalancing: flags?.ownBalancing ?? null,
    dtlsServer: flags?.dtlsServer ?? null,
    lock: flags?.lock ? lockStatus(flags.lock, lockedByName) : null,
  };
}

function lockStatus({ lockedBy, sinceMs }: SystemLock, name: string | undefined): Status['crm']['lock'] {
  const lapsesAtMs = sinceMs === undefined ? undefined : sinceMs + lockLapsesMs;
  return { by: lockedBy, name: name ?? null, since: isoOrNull(sinceMs), lapsesAt: isoOrNull(lapsesAtMs) };
}

function logOnQueue({ storm, nowMs }: StatusInput): Status['logOnQueue'] {
  const { waiting, queueLength, oldestMs } = storm;
  const oldestSeconds = oldestMs === undefined ? null : secondsSince(oldestMs, nowMs);
  return { waiting, limit: queueLength, oldestSeconds };
}

function countsStale({ counts, database, nowMs }: StatusInput): boolean {
  if (database.state === 'unused') return false;
  return counts.readAtMs === undefined || nowMs - counts.readAtMs > counts.staleAfterMs;
}

function readAt(atMs: number | undefined, nowMs: number) {
  return {
    readAt: isoOrNull(atMs),
    ageSeconds: atMs === undefined ? null : secondsSince(atMs, nowMs),
  };
}

function secondsSince(atMs: number, nowMs: number): number {
  return Math.max(0, Math.round((nowMs - atMs) / 100) / 10);
}
