// Plain inputs of a status for tests: a cluster of three servers at a fixed moment, every part replaceable.

import type { DrainView } from '../../admin/rules/admin-status.ts';
import { buildStatus, type StatusInput } from '../../admin/rules/status.ts';
import type { Status } from '../../admin/status-schema.ts';
import type { ServerGuard } from '../../balancer/traffic-types.ts';
import type { AdminState, CheckResult, Health, Load, Server } from '../../cluster/model.ts';
import type { DrainFacts } from '../../cluster/wanted/entry.ts';
import type { WarmUpView } from '../../cluster/warm-up/warm-up.ts';

export const nowMs = Date.UTC(2026, 10, 21, 14, 0, 0);
export const minuteMs = 60_000;

export const server = (position: number, more: Partial<Server> = {}): Server => ({
  id: `id-${position}`,
  name: `CRM0${position + 1}`,
  position,
  origin: `http://crm0${position + 1}.example.com:80`,
  hostNames: [`crm0${position + 1}`],
  weight: 1,
  maxUsers: undefined,
  verifyCertificate: true,
  ...more,
});

export const check = (more: Partial<CheckResult> = {}): CheckResult => ({
  healthy: true,
  text: 'GET /CRM/eware.dll/go: 200 with the log-on form in 34 ms',
  atMs: nowMs - 1000,
  durationMs: 34,
  ...more,
});

export const up = (sinceMs = nowMs - 192 * minuteMs): Health => ({
  state: 'up',
  sinceMs,
  lastCheck: check(),
});

export const down = (text: string, sinceMs = nowMs - 3 * minuteMs): Health => ({
  state: 'down',
  sinceMs,
  lastCheck: check({ healthy: false, text }),
});

export const moving = (state: 'going-up' | 'going-down', step: number, steps: number): Health => ({
  state,
  sinceMs: nowMs - 4000,
  step,
  steps,
  lastCheck: check({ healthy: state === 'going-up' }),
});

export const inService: AdminState = { state: 'in-service', sinceMs: nowMs - 300 * minuteMs };

export const out = (state: 'draining' | 'maintenance', untilMs?: number): AdminState => {
  const wish = { sinceMs: nowMs - 6 * minuteMs, by: 'anna', reason: 'Windows updates', untilMs };
  return state === 'draining' ? { ...wish, state, policy: 'finish' } : { ...wish, state };
};

export const load = (database: number | undefined, pending = 0, observed = database ?? 0): Load => ({
  database,
  observed,
  pending,
  effective: (database ?? observed) + pending,
  inFlightRequests: 2,
});

export const guard = (more: Partial<ServerGuard> = {}): ServerGuard => ({
  warmth: 'warm',
  sinceMs: undefined,
  underWay: 0,
  places: 4,
  takesLogOns: true,
  warming: false,
  ejected: false,
  ejectedSinceMs: undefined,
  ejectedUntilMs: undefined,
  ...more,
});

export const drain = (more: Partial<DrainFacts> = {}, left = 12): DrainView => ({
  facts: {
    deadlineMs: nowMs + 24 * minuteMs,
    afterDeadline: 'keep',
    usersAtStart: 31,
    end: undefined,
    ...more,
  },
  progress: {
    left,
    idle: Math.min(3, left),
    oldestSeenMs: nowMs - 40 * minuteMs,
    perMinute: 1.34,
    etaMs: nowMs + 9 * minuteMs,
  },
  forgotten: false,
});

export const warmUp = (more: Partial<WarmUpView> = {}): WarmUpView => ({
  because: 'sessions-lost',
  sinceMs: nowMs - 9000,
  step: 'log-on-page',
  at: 2,
  of: 3,
  lastText: 'GET /CRM/eware.dll/go: 200 in 4100 ms, with EWARE_USERID',
  late: false,
  ...more,
});

export type Row = {
  server?: Partial<Server>;
  health?: Health;
  admin?: AdminState;
  drain?: DrainView;
  load?: Load;
  version?: string;
  warmUp?: WarmUpView;
  guard?: Partial<ServerGuard>;
};

/** An input with one row a server; what a row does not say is as it should be. */
export function sampleInput(rows: readonly Row[], more: Partial<StatusInput> = {}): StatusInput {
  const servers = rows.map((row, position) => server(position, row.server));
  const map = <T>(pick: (row: Row) => T) =>
    new Map(rows.map((row, index) => [servers[index]!.id, pick(row)]));
  return {
    nowMs,
    product: { name: 'Fairlead', version: '0.1.0', startedAtMs: nowMs - 300 * minuteMs },
    url: 'https://crm.example.com',
    profile: 'Sage CRM',
    topology: {
      servers,
      flags: { ownBalancing: false, dtlsServer: 'CRM01', version: '7.2b', lock: undefined },
      readAtMs: nowMs - 1200,
      source: 'database',
    },
    topologyProblem: undefined,
    leader: {
      state: 'leading',
      sinceMs: nowMs - 300 * minuteMs,
      fence: 1_764_000_000_000,
      problem: undefined,
    },
    database: { state: 'live', sinceMs: nowMs - 300 * minuteMs, problem: undefined },
    peers: [],
    counts: { readAtMs: nowMs - 1200, staleAfterMs: 15_000 },
    health: map((row) => row.health ?? up()),
    probes: map((row) => [{ probe: 'log-on-page', decides: true, health: row.health ?? up() }]),
    admin: map((row) => row.admin ?? inService),
    drains: new Map(rows.flatMap((row, index) => (row.drain ? [[servers[index]!.id, row.drain]] : []))),
    load: map((row) => row.load ?? load(10)),
    leaving: [],
    lockedByName: undefined,
    storm: { waiting: 0, queueLength: 500, oldestMs: undefined, servers: map((row) => guard(row.guard)) },
    workers: { wanted: 1, running: 1, restarts: 0 },
    warmUps: new Map(rows.flatMap((row, index) => (row.warmUp ? [[servers[index]!.id, row.warmUp]] : []))),
    versions: new Map(rows.flatMap((row, index) => (row.version ? [[servers[index]!.id, row.version]] : []))),
    checksDoubted: false,
    metadata: {
      state: 'wait',
      because: 'running',
      newest: '2026-11-21 13:59:00.000',
      changedAt: '2026-11-21T13:59:10.000Z',
      stale: [],
      loading: [],
    },
    budget: { limit: 200, used: 60, needed: 80 },
    files: { lookedAt: null, differing: [], unknown: [], withoutLibrary: [], copying: false },
    maintenance: { running: null, percent: null, overdue: [] },
    run: null,
    roles: [
      {
        role: 'escalation',
        title: 'Escalation',
        state: 'one',
        on: ['CRM01'],
        wantedOn: 'any',
        since: '2026-11-21T09:00:00.000Z',
      },
    ],
    notices: [],
    ...more,
  };
}

export const sampleStatus = (rows: readonly Row[], more: Partial<StatusInput> = {}): Status =>
  buildStatus(sampleInput(rows, more));

/** Statuses worth looking at, from calm to bad. */
export const scenes: Readonly<Record<string, () => Status>> = {
  calm: () => sampleStatus([{ load: load(31) }, { load: load(30) }, { load: load(30) }]),
  busy: () =>
    sampleStatus([
      { load: load(31, 2, 33), server: { maxUsers: 60 } },
      { load: load(30, 1, 31), server: { maxUsers: 31 } },
      { load: load(28, 0, 28), server: { maxUsers: 60, weight: 2 }, version: '7.2b' },
    ]),
  trouble: () =>
    sampleStatus(
      [
        { load: load(31) },
        { load: load(0), health: down('connect ECONNREFUSED 10.1.0.12:80 after 2 ms, at the third try') },
        { load: load(12), admin: out('draining', nowMs + 30 * minuteMs), drain: drain() },
        { load: load(0), admin: out('maintenance') },
        { load: load(0), health: moving('going-up', 2, 3) },
        { load: load(29), health: moving('going-down', 1, 3) },
        { load: load(0), health: { state: 'unknown', sinceMs: nowMs - 500, lastCheck: undefined } },
        { load: load(0), guard: { warming: true, warmth: 'cold' }, warmUp: warmUp() },
      ],
      {
        database: {
          state: 'lost',
          sinceMs: nowMs - 2 * minuteMs,
          problem: 'Failed to connect to db01:1433 - ECONNREFUSED',
        },
        peers: [
          {
            name: 'fairlead2',
            state: 'joined',
            sinceMs: nowMs - 90 * minuteMs,
            lagMs: 0,
            aheadMs: -12,
            problem: undefined,
          },
        ],
        counts: { readAtMs: nowMs - 2 * minuteMs, staleAfterMs: 15_000 },
        notices: [
          {
            severity: 'fault',
            code: 'database-lost',
            text: 'The database has not answered for 2 min; traffic goes on without it, next try in 4 s. db01 refused the connection.',
            mend: 'Look whether SQL Server runs on db01 and listens on port 1433.',
          },
        ],
      },
    ),
  none: () =>
    sampleStatus([
      { load: load(0), health: down('200 without the log-on form: Service Unavailable') },
      { load: load(0), health: down('no answer within 5000 ms') },
    ]),
  flags: () => {
    const input = sampleInput([{ load: load(31, 0, 4) }, { load: load(30) }]);
    const flags = {
      ownBalancing: true,
      dtlsServer: undefined,
      version: '7.2b',
      lock: { lockedBy: 'Admin', sinceMs: nowMs - 40 * minuteMs },
    };
    const topology = { ...input.topology!, flags };
    const notices = [
      {
        severity: 'warning',
        code: 'system-locked',
        text: 'The CRM has been locked by user 1 for 40 min; nobody can log on.',
        mend: '`fairlead unlock`, or Administration | System | Locks in the CRM; else it lapses after three hours.',
      },
      {
        severity: 'fault',
        code: 'own-balancing',
        text: 'The CRM moves log-ons itself (Do Load Balancing is on): it sends users to server names behind the back of the one URL, and two balancers undo each other.',
        mend: 'Set Do Load Balancing to False in Administration | System | Database, then refresh the metadata.',
      },
    ] as const;
    const leaving = [{ server: server(9), sinceMs: nowMs - minuteMs, untilMs: nowMs + 60 * minuteMs }];
    return buildStatus({
      ...input,
      run: {
        run: '12',
        recipe: 'sage-crm-version',
        environment: 'live',
        status: 'progressing',
        stepsDone: 2,
        steps: 8,
        at: 'stop',
      },
      topology,
      leaving,
      lockedByName: 'anna',
      topologyProblem: 'it names two of five servers only',
      notices,
    });
  },
  empty: () =>
    sampleStatus([], {
      topology: undefined,
      database: { state: 'connecting', sinceMs: undefined, problem: undefined },
    }),
};
