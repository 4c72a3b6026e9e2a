// The rules of traffic in a worker: a copy of the table and of the ledger that the main thread keeps current, counters
// in shared memory, and books that report. Decides for sessions whose server keeps them; asks about all else.

import { createAffinity } from '../affinity.ts';
import type { TrafficRules } from '../engine.ts';
import { createLedger, type Ledger, type LedgerKey, lostSessions } from '../ledger.ts';
import { compilePatterns } from '../rules/patterns.ts';
import { type Books, emptyTable, nextTable, readySettings, type TrafficContext } from '../traffic-context.ts';
import { createServerCounters, createSharedCounters } from '../traffic-counters.ts';
import { createLogOnQueue } from '../traffic-queue.ts';
import type { TrafficOptions, TrafficSettings } from '../traffic-types.ts';
import type { Report, SessionChange, TableEntry, WorkerStart } from './protocol.ts';
import { createQuestions, type Told } from './questions.ts';
import { sharedNumbers } from './shared-numbers.ts';
import { WorkerExchange } from './worker-exchange.ts';

export type WorkerWorld = Pick<TrafficOptions, 'nowMs' | 'requestId' | 'onRequest'> & {
  readonly report: (report: Report) => void;
};

export interface WorkerTraffic extends TrafficRules {
  setTable(table: readonly TableEntry[]): void;
  setSettings(settings: TrafficSettings): void;
  changeSessions(changes: readonly SessionChange[]): void;
  routed(id: number, told: Told): void;
  /** True for a proxy in front of us. */
  isTrusted(address: string): boolean;
  /** Reports which sessions were seen since the last time. */
  reportSeen(): void;
  /** What time alone changes; to be called about once a second. */
  tidy(): void;
}

export function createWorkerTraffic(start: WorkerStart, world: WorkerWorld): WorkerTraffic {
  const { report, nowMs } = world;
  const seen = createSeen(report);
  const ledger = createCopy(start, seen.add);
  const watched = new Map<string, Int32Array>();
  const context = createContext(start, world, {
    ledger,
    books: createReportingBooks({ ledger, watched, report, nowMs, reportSeen: seen.report }),
  });
  const questions = createQuestions(report);
  const traffic: WorkerTraffic = {
    begin: (head) => new WorkerExchange(context, questions, head),
    setTable(entries) {
      for (const { server, watched: memory } of entries) watched.set(server.id, new Int32Array(memory));
      context.table = nextTable({ servers: entries.map(({ server }) => server) }, context.table, {
        ...observedIn(entries),
        ledger,
        nowMs: nowMs(),
        storm: () => context.settings.storm,
        countersOf: (id) => {
          const memory = entries.find(({ server }) => server.id === id)?.counters;
          return createServerCounters(memory && sharedNumbers(memory));
        },
      });
    },
    setSettings(settings) {
      context.settings = readySettings(settings);
    },
    changeSessions(changes) {
      for (const [key, server] of changes) {
        if (server === undefined) ledger.forget(key);
        else ledger.learn(key, server, nowMs());
      }
    },
    routed: questions.answer,
    isTrusted: (address) => context.settings.clientOf(address).trusted,
    reportSeen: seen.report,
    // Nothing expires here, but ids that are not hashed are forgotten.
    tidy: () => ledger.sweep(nowMs()),
  };
  traffic.setTable(start.table);
  traffic.changeSessions(start.sessions);
  return traffic;
}

function createContext(
  { identity, settings, memory }: WorkerStart,
  world: WorkerWorld,
  parts: Pick<TrafficContext, 'ledger' | 'books'>,
): TrafficContext {
  const context: Omit<TrafficContext, 'queue'> = {
    ...parts,
    options: {
      ...identity,
      settings,
      ledgerFolder: undefined,
      nowMs: world.nowMs,
      requestId: world.requestId,
      get onRequest() {
        return world.onRequest;
      },
      // Log-ons are decided, and the ledger is kept, by the main thread.
      onDecision: () => undefined,
      onProblem: () => undefined,
    },
    patterns: compilePatterns(identity.patterns),
    affinity: createAffinity(identity.clusterKey),
    counters: createSharedCounters(sharedNumbers(memory.counters)),
    settings: readySettings(settings),
    table: emptyTable,
    lock: undefined,
    redirected: [],
    others: [],
  };
  return Object.assign(context, { queue: createLogOnQueue(context) });
}

function observedIn(entries: readonly TableEntry[]) {
  const health = new Map(entries.map((each) => [each.server.id, each.health]));
  const admin = new Map(entries.map((each) => [each.server.id, each.admin]));
  return { observed: { health, admin } };
}

/** A copy of the ledger. Sessions end here when the main thread says so, never by themselves. */
function createCopy({ identity }: WorkerStart, onSeen: (key: LedgerKey, nowMs: number) => void): Ledger {
  const { POSITIVE_INFINITY: never } = Number;
  const { clusterKey } = identity;
  const copy = createLedger({ clusterKey, idleMs: never, capacity: never, onExpire: () => undefined });
  return {
    ...copy,
    find(key, nowMs) {
      const server = copy.find(key, nowMs);
      if (server !== undefined) onSeen(key, nowMs);
      return server;
    },
  };
}

function createSeen(report: (report: Report) => void) {
  let sessions = new Map<LedgerKey, number>();
  return {
    add: (key: LedgerKey, atMs: number) => {
      sessions.set(key, atMs);
    },
    report: () => {
      if (sessions.size === 0) return;
      report({ kind: 'seen', sessions: [...sessions] });
      sessions = new Map();
    },
  };
}

type BookParts = {
  readonly ledger: Ledger;
  readonly watched: ReadonlyMap<string, Int32Array>;
  readonly report: (report: Report) => void;
  readonly nowMs: () => number;
  readonly reportSeen: () => void;
};

/** What is written here is true here at once, and everywhere when the main thread has read it. */
function createReportingBooks({ ledger, watched, report, nowMs, reportSeen }: BookParts): Books {
  return {
    sessionEnded(session) {
      if (ledger.whereIs(session.key) === lostSessions) return;
      ledger.forget(session.key);
      // When it was seen before tells how long ago it may have ended.
      reportSeen();
      report({ kind: 'session-ended', session });
    },
    sessionFound(key, server) {
      ledger.learn(key, server, nowMs());
      report({ kind: 'session-found', key, server });
    },
    serverFailed({ server }, failure) {
      const flag = watched.get(server.id);
      if (flag !== undefined) Atomics.store(flag, 0, 1);
      report({ kind: 'server-failed', server: server.id, failure });
    },
    serverSucceeded({ server }) {
      const flag = watched.get(server.id);
      if (flag === undefined || Atomics.load(flag, 0) === 0) return;
      report({ kind: 'server-succeeded', server: server.id });
    },
  };
}
