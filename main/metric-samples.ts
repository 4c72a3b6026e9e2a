// Turns what the parts count into the plain samples metrics are made of. Renames and regroups; counts nothing.

import type { Status } from '../admin/status-schema.ts';
import type { Engine } from '../balancer/engine.ts';
import { failureKinds } from '../balancer/rules/failure-kind.ts';
import { logOnOutcomes } from '../balancer/rules/log-on-outcome.ts';
import {
  affinityResults,
  type Durations,
  durationBoundsSeconds,
  endReasons,
  logOnReasons,
  logOnRefusals,
  replyReasons,
  type ServerCounters,
  waitEnds,
} from '../balancer/traffic-counters.ts';
import { evidences } from '../cluster/warm-up/rules/evidence.ts';
import { warmUpEnds } from '../cluster/warm-up/warm-up.ts';
import type {
  BudgetSample,
  ClusterSample,
  Count,
  DurationBuckets,
  EngineSample,
  KnownWords,
  MaintenanceSample,
  MetadataSample,
  RoleSample,
  RunSample,
  ServerSample,
  TrafficSample,
} from '../metrics/sources.ts';
import { workerViews } from './make-crew.ts';
import type { AllParts, Managed } from './manage/manage.ts';
import type { ServerRestarts } from './manage/restart-counts.ts';
import type { Parts } from './parts.ts';

/** The closed sets of words the parts count under. */
export const knownWords: KnownWords = {
  decisionReasons: logOnReasons,
  rejectionReasons: logOnRefusals,
  logOnOutcomes,
  affinityResults,
  replyReasons,
  endReasons,
  retryReasons: ['kept-connection-closed'],
  failureKinds,
  evidences,
  warmUpEnds,
};

/** One sample a server of the topology, in list order. */
export function serverSamples(status: Status, { directory, managed }: AllParts): readonly ServerSample[] {
  const names = new Map((directory.topology()?.servers ?? []).map(({ id, name }) => [id, name]));
  return status.servers.map((server) => ({
    id: server.id,
    name: names.get(server.id) ?? server.name,
    origin: server.origin,
    version: server.version ?? undefined,
    state: server.state,
    admin: server.admin.state,
    health: server.health.state,
    healthSinceMs: Date.parse(server.health.since),
    lastCheckDurationMs: server.health.lastCheck?.durationMs,
    probes: server.health.probes.map(({ name, state, lastCheck }) => ({
      name,
      state,
      durationMs: lastCheck?.durationMs,
    })),
    weight: server.weight,
    maxUsers: server.maxUsers ?? undefined,
    logOnsUnderWay: server.logOns.underWay,
    warmth: server.logOns.warmth,
    ejected: server.ejectedUntil !== null,
    drain: drainSample(server),
    drainEnds: managed.wanted.endsOf(server.id),
    forgotten: server.admin.forgotten,
    load: {
      ...server.users,
      database: server.users.database ?? undefined,
      inFlightRequests: server.inFlightRequests,
    },
  }));
}

function drainSample({ admin: { drain } }: Status['servers'][number]): ServerSample['drain'] {
  if (drain === null) return undefined;
  return {
    left: drain.left ?? undefined,
    idle: drain.idle ?? undefined,
    oldestSeenMs: msOf(drain.oldestActivity),
    etaMs: msOf(drain.eta),
    deadlineMs: msOf(drain.deadline),
    state: drain.end ?? 'running',
  };
}

function msOf(instant: string | null): number | undefined {
  return instant === null ? undefined : Date.parse(instant);
}

export function trafficSample({ current, traffic, engine, directory }: Parts): TrafficSample {
  const counters = traffic.counters();
  const servers = (directory.topology()?.servers ?? []).flatMap(({ id, name }) => {
    const own = counters.servers.get(id);
    return own === undefined ? [] : [{ name, own }];
  });
  const perServer = <Word extends string>(
    word: Word,
    of: (own: ServerCounters) => Readonly<Record<string, number>>,
  ) => servers.flatMap(({ name, own }) => counts(word, of(own)).map((each) => ({ ...each, server: name })));
  const buckets = (of: (own: ServerCounters) => Durations) =>
    servers.map(({ name, own }) => durationBuckets(name, of(own)));
  return {
    decisions: perServer('reason', (own) => own.logOnDecisions),
    rejections: counts('reason', counters.logOnRefusals),
    outcomes: perServer('outcome', (own) => own.logOnOutcomes),
    affinity: counts('result', counters.affinity),
    requests: servers.flatMap(({ name, own }) => requestCounts(name, own)),
    failures: perServer('kind', (own) => own.failures),
    retries: [{ reason: 'kept-connection-closed', count: engine.stats().retriesTotal }],
    replies: counts('reason', counters.replies),
    ends: counts('end', counters.ends),
    lostLogLines: current.accessLog?.losses()?.lines ?? 0,
    durations: buckets((own) => own.total),
    connects: buckets((own) => own.connect),
    firstBytes: buckets((own) => own.firstByte),
    waiting: traffic.storm().waiting,
    waits: waitEnds.map((end) => ({
      end,
      boundsSeconds: durationBoundsSeconds,
      ...counters.logOnWaits[end],
    })),
    ejections: servers.map(({ name, own }) => ({ server: name, count: own.ejections })),
  };
}

export function engineSample(engine: Engine): EngineSample {
  const workers = workerViews(engine).map(({ number, running, restarts, clientConnections }) => ({
    worker: String(number),
    running,
    restarts,
    clientConnections,
  }));
  return { ...engine.stats(), workers };
}

export function clusterSample(status: Status, parts: AllParts): ClusterSample {
  const { directory, events } = parts;
  const topology = directory.topology();
  const severities = status.notices.map((each) => each.severity);
  const noticesOf = (severity: string) => severities.filter((each) => each === severity).length;
  return {
    healthChecks: (topology?.servers ?? []).flatMap(({ id, name }) =>
      counts('result', events.checksByServer.get(id) ?? { passed: 0, failed: 0 }).map((each) => ({
        ...each,
        server: name,
      })),
    ),
    leader: status.leader.state === 'leading' || status.leader.state === 'alone',
    ...restartSamples(parts),
    databaseState: status.database.state,
    topologySource: topology?.source,
    topologyReadAtMs: topology?.source === 'database' ? topology.readAtMs : undefined,
    topologyFailures: events.databaseFailures(),
    usersReadAtMs: directory.counts()?.endedAtMs,
    usersFailures: events.databaseFailures(),
    ownBalancing: status.crm.ownBalancing ?? undefined,
    locked: status.crm.lock !== null,
    peers: status.peers.map(({ peer, state, lagMs, clockAheadMs }) => ({
      name: peer,
      state,
      lagMs,
      aheadMs: clockAheadMs ?? undefined,
    })),
    notices: { info: noticesOf('info'), warning: noticesOf('warning'), fault: noticesOf('fault') },
  };
}

export function budgetSample({ watch }: Managed['budget']): BudgetSample | undefined {
  const budget = watch.budget();
  if (budget === undefined) return undefined;
  const hosts = budget.hosts.map(({ server, connections }) => ({
    host: server ?? 'other',
    count: connections,
  }));
  return {
    hosts: budget.used === undefined ? undefined : hosts,
    limit: budget.limit,
    needed: budget.needed + budget.reserve,
  };
}

function restartSamples({ directory, managed }: AllParts) {
  const servers = (directory.topology()?.servers ?? []).map(({ id, name }) => ({
    name,
    own: managed.warmUp.counts.of(id),
  }));
  const perServer = <Word extends string>(
    word: Word,
    of: (own: ServerRestarts) => Readonly<Record<string, number>>,
  ) => servers.flatMap(({ name, own }) => counts(word, of(own)).map((each) => ({ ...each, server: name })));
  return {
    restarts: perServer('evidence', (own) => own.byEvidence),
    warmUps: perServer('end', (own) => own.byEnd),
    warmUpDurations: servers.flatMap(({ name: server, own: { lastTookMs: tookMs } }) =>
      tookMs === undefined ? [] : [{ server, tookMs }],
    ),
  };
}

export function metadataSamples({ keeper }: Managed['metadata']): readonly MetadataSample[] {
  return keeper.view().servers.map(({ server, standing, succeeded, failed }) => ({
    server: server.name,
    stale: standing.kind === 'unknown' ? undefined : standing.kind === 'stale',
    succeeded,
    failed,
  }));
}

export function maintenanceSamples({ maintenance }: Managed, nowMs: number): readonly MaintenanceSample[] {
  return maintenance.views(nowMs).map(({ task, when, state, lastRun, lastSuccess }) => {
    const ended = lastRun?.ended;
    return {
      task,
      planned: when !== null,
      overdue: state === 'overdue',
      lastSuccessMs: lastSuccess?.ended?.atMs,
      lastDurationMs: ended?.durationMs,
      lastFailed: ended && (ended.outcome === 'failed' || ended.outcome === 'unknown'),
    };
  });
}

function counts<Word extends string>(word: Word, record: Readonly<Record<string, number>>): Count<Word>[] {
  return Object.entries(record).map(([value, count]) => ({ [word]: value, count }) as Count<Word>);
}

function requestCounts(server: string, { requests }: ServerCounters) {
  return Object.entries(requests).flatMap(([code, methods]) =>
    Object.entries(methods).map(([method, count]) => ({ server, code, method, count })),
  );
}

function durationBuckets(server: string, durations: Durations): DurationBuckets {
  return { server, boundsSeconds: durationBoundsSeconds, ...durations };
}

export function roleSamples({ roles }: Status): readonly RoleSample[] {
  return roles.map(({ role, state, on }) => ({ role, state, on }));
}

/** The run under way, as the status tells it. */
export function runSample({ run }: Status): RunSample | undefined {
  return run ?? undefined;
}
