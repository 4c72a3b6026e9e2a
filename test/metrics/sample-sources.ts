// Plain data as the parts of the product hand it to the metrics, for tests: two servers, one of them down.

import type { KnownWords, MetricsSources, ServerSample } from '../../metrics/sources.ts';

export const words: KnownWords = {
  decisionReasons: ['fewest-users', 'confirmation'],
  rejectionReasons: ['no-server'],
  logOnOutcomes: ['success', 'wrong-password'],
  affinityResults: ['hit', 'miss'],
  replyReasons: ['no-server'],
  endReasons: ['completed', 'upstream-cut'],
  retryReasons: ['closed-connection'],
  evidences: ['refused-then-back', 'sessions-lost'],
  warmUpEnds: ['warm', 'timed-out'],
  failureKinds: ['connect-failed', 'upstream-cut'],
};

export const first: ServerSample = {
  id: 'k7Qd',
  name: 'CRM01',
  origin: 'http://crm01:80',
  version: '7.2b',
  state: 'serving',
  admin: 'in-service',
  health: 'up',
  healthSinceMs: 1_700_000_000_000,
  lastCheckDurationMs: 34,
  probes: [{ name: 'tomcat', state: 'up', durationMs: 21 }],
  weight: 1,
  maxUsers: 60,
  logOnsUnderWay: 1,
  warmth: 'warm',
  ejected: false,
  drainEnds: { drained: 0, 'deadline-reached': 0 },
  forgotten: false,
  load: { database: 29, observed: 30, pending: 2, effective: 31, inFlightRequests: 4 },
};

export const second: ServerSample = {
  ...first,
  id: 'm3Xa',
  name: 'CRM02',
  origin: 'http://crm02:80',
  version: undefined,
  state: 'down',
  admin: 'draining',
  drain: {
    left: 12,
    idle: 3,
    oldestSeenMs: 1_699_999_000_000,
    etaMs: 1_700_000_900_000,
    deadlineMs: 1_700_000_600_000,
    state: 'running',
  },
  drainEnds: { drained: 1, 'deadline-reached': 0 },
  forgotten: true,
  health: 'down',
  maxUsers: undefined,
  load: { database: undefined, observed: 0, pending: 0, effective: 0, inFlightRequests: 0 },
};

/** Sources with the given servers and otherwise fixed numbers. */
export function sampleSources(
  servers: () => readonly ServerSample[] = () => [first, second],
): MetricsSources {
  const durations = [{ server: 'CRM01', boundsSeconds: [0.1, 2.5], counts: [3, 2, 1], sumSeconds: 12.5 }];
  return {
    servers,
    traffic: () => ({
      decisions: [{ server: 'CRM01', reason: 'fewest-users', count: 31 }],
      rejections: [],
      outcomes: [{ server: 'CRM01', outcome: 'success', count: 30 }],
      affinity: [{ result: 'hit', count: 900 }],
      requests: [
        { server: 'CRM01', code: '2xx', method: 'GET', count: 800 },
        { server: 'CRM01', code: '2xx', method: 'PROPFIND', count: 2 },
        { server: 'CRM01', code: '2xx', method: 'BREW', count: 3 },
        { server: 'GONE', code: '2xx', method: 'GET', count: 7 },
      ],
      failures: [{ server: 'CRM01', kind: 'upstream-cut', count: 1 }],
      retries: [{ reason: 'closed-connection', count: 5 }],
      replies: [{ reason: 'no-server', count: 6 }],
      ends: [{ end: 'completed', count: 805 }],
      lostLogLines: 11,
      durations,
      connects: durations,
      firstBytes: durations,
      waiting: 3,
      waits: durations.map((each) => ({ ...each, end: 'served' })),
      ejections: [{ server: 'CRM02', count: 2 }],
    }),
    engine: () => ({
      clientConnections: 12,
      upstreamConnections: 8,
      upstreamIdle: 3,
      tunnels: 1,
      badRequestsTotal: 9,
      workers: [
        { worker: '1', running: true, restarts: 2, clientConnections: 12 },
        { worker: '2', running: false, restarts: 0, clientConnections: 0 },
      ],
    }),
    cluster: () => ({
      healthChecks: [{ server: 'CRM01', result: 'passed', count: 50 }],
      leader: true,
      restarts: [{ server: 'CRM02', evidence: 'sessions-lost', count: 1 }],
      warmUps: [{ server: 'CRM02', end: 'warm', count: 1 }],
      warmUpDurations: [{ server: 'CRM02', tookMs: 2_500 }],
      databaseState: 'live',
      topologySource: 'database',
      topologyReadAtMs: 1_700_000_000_500,
      topologyFailures: 1,
      usersReadAtMs: undefined,
      usersFailures: 0,
      ownBalancing: undefined,
      locked: false,
      peers: [{ name: 'fairlead2', state: 'joined', lagMs: 20, aheadMs: -150 }],
      notices: { info: 0, warning: 2, fault: 0 },
    }),
    configuration: () => ({
      lastLoadSuccessful: true,
      lastLoadSuccessAtMs: 1_700_000_000_000,
      certificates: [{ name: 'default', notAfterMs: 1_800_000_000_000 }],
    }),
    budget: () => ({
      hosts: [
        { host: 'CRM01', count: 12 },
        { host: 'other', count: 3 },
        { host: 'other', count: 4 },
      ],
      limit: 200,
      needed: 50,
    }),
    metadata: () => [
      { server: 'CRM01', stale: true, succeeded: 4, failed: 1 },
      { server: 'CRM02', stale: undefined, succeeded: 0, failed: 0 },
    ],
    files: () => ({
      lookedAtMs: 1_767_600_000_000,
      lookMs: 3_600_000,
      servers: [
        { server: 'CRM01', differences: 0, library: true },
        { server: 'CRM02', differences: 2, library: false },
      ],
    }),
    maintenance: () => [
      {
        task: 'full-backup',
        planned: true,
        overdue: false,
        lastSuccessMs: 1_700_000_000_000,
        lastDurationMs: 90_500,
        lastFailed: false,
      },
      {
        task: 'shrink',
        planned: false,
        overdue: false,
        lastSuccessMs: undefined,
        lastDurationMs: undefined,
        lastFailed: undefined,
      },
    ],
    run: () => ({ environment: 'live', status: 'waiting' as const, stepsDone: 12, steps: 81 }),
    roles: () => [
      { role: 'escalation', state: 'one' as const, on: ['CRM01'] },
      { role: 'indexer', state: 'several' as const, on: ['CRM01', 'CRM02'] },
      { role: 'email-manager', state: 'not-watched' as const, on: [] },
    ],
  };
}
