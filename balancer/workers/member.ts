// One member of the crew: its seat, its counters, its desk, and what becomes of its reports.

import type { EngineOptions } from '../engine.ts';
import type { TrafficOffice } from '../traffic-office.ts';
import type { SeatCounters } from './crew-table.ts';
import { type CrewTable, createSeatCounters } from './crew-table.ts';
import { createDesk, type Desk } from './desk.ts';
import { clearGauges, type EngineGauges, engineGaugeBytes, readGauges } from './engine-gauges.ts';
import { WorkerError } from './errors.ts';
import type { Speaker } from './hearing.ts';
import type { Order, PlainLimits, PlainProblem, Report, WorkerStart } from './protocol.ts';
import type { WorkerView } from './rules/notices.ts';
import { shareOf } from './rules/shares.ts';
import { createSeat, type Seat } from './seat.ts';
import { clearConnections } from './shared-connections.ts';

export type MemberOptions = Pick<EngineOptions, 'onProblem' | 'nowMs'> & {
  readonly office: TrafficOffice;
  /** The module each thread runs. */
  readonly file: URL;
  /** Whole lines of the access log, from any worker. */
  readonly onLines: (text: string, lines: number) => void;
  /** Most memory for what a worker's program keeps; what Node takes for this machine if not said. */
  readonly heapMb?: number | undefined;
  readonly seat: number;
  readonly workers: number;
  readonly engine: WorkerStart['engine'];
  readonly upstreamCa: string | undefined;
  readonly identity: WorkerStart['identity'];
  readonly connections: readonly SharedArrayBuffer[];
  readonly connectionKey: string;
  readonly told: () => Pick<WorkerStart, 'host' | 'port' | 'limits' | 'tls' | 'log' | 'settings'>;
  readonly table: CrewTable;
  /** The worker has said something; to be given back to `take` when its turn is. */
  readonly onReport: (report: Report) => void;
};

export interface Member extends Speaker {
  readonly gauges: EngineGauges;
  open(): Promise<void>;
  send(order: Order): void;
  sendTable(): void;
  sendLimits(): void;
  /** To be called every `everyMs`: replaces a thread that has not moved for `stuckMs`. */
  look(stuckMs: number, everyMs: number): void;
  view(): WorkerView;
  close(graceMs: number): Promise<void>;
}

export function createMember(options: MemberOptions): Member {
  const { office, seat: index, table, onProblem, nowMs } = options;
  const counters = createSeatCounters();
  office.addCounters(counters);
  const memory = new SharedArrayBuffer(engineGaugeBytes);
  const gauges = readGauges(memory);
  const desk = createDesk({ office, send: (order) => seat.send(order), nowMs, onProblem });
  let lastDeath: WorkerView['lastDeath'];
  const number = index + 1;
  const seat: Seat = createSeat({
    number,
    file: options.file,
    heapMb: options.heapMb,
    nowMs,
    start: () => startOf(options, { counters, engine: memory }),
    onReport: options.onReport,
    onDeath(problem) {
      lastDeath = { atMs: nowMs(), why: problem.message };
      desk.abandon();
      counters.clearInFlight();
      clearGauges(memory);
      clearConnections(options.connections[index] as SharedArrayBuffer);
      onProblem(problem);
    },
  });
  const isStuck = createStuckWatch(gauges);
  return {
    gauges,
    open: seat.open,
    send: seat.send,
    sendTable: () => seat.send({ kind: 'table', table: table.forSeat(counters) }),
    sendLimits: () => seat.send({ kind: 'limits', limits: limitsOf(options) }),
    drain: seat.drain,
    take: (report) => take(report, { options, desk }),
    look(stuckMs, everyMs) {
      if (!seat.running() || !isStuck(Math.ceil(stuckMs / everyMs))) return;
      seat.end(new WorkerError('BAL_WORKER_STUCK', `worker ${number} did not move for ${stuckMs} ms`));
    },
    view: () => ({
      number,
      running: seat.running(),
      restarts: seat.restarts(),
      clientConnections: gauges.clientConnections,
      lastDeath,
    }),
    close: seat.close,
  };
}

/** Counts looks and not time: a machine that slept is not stuck. */
function createStuckWatch(gauges: EngineGauges): (mostLooks: number) => boolean {
  let ticks = -1;
  let looks = 0;
  return (mostLooks) => {
    looks = gauges.ticks === ticks ? looks + 1 : 0;
    ticks = gauges.ticks;
    if (looks < mostLooks) return false;
    looks = 0;
    return true;
  };
}

function startOf(
  options: MemberOptions,
  { counters, engine: gauges }: { readonly counters: SeatCounters; readonly engine: SharedArrayBuffer },
): WorkerStart {
  const { seat, engine, upstreamCa, identity, connections, connectionKey, office, table } = options;
  const sessions = [...office.sessions()].map(({ key, server }) => [key, server] as const);
  return {
    ...options.told(),
    seat,
    engine,
    upstreamCa,
    identity,
    limits: limitsOf(options),
    table: table.forSeat(counters),
    sessions,
    memory: { counters: counters.memory, engine: gauges, connections, connectionKey },
  };
}

/** A function does not cross threads, and pools are not shared. */
function limitsOf({ told, seat, workers }: MemberOptions): PlainLimits {
  const limits: PlainLimits & { readonly isExemptAddress?: unknown } = told().limits;
  const { isExemptAddress: _, ...plain } = limits;
  return { ...plain, connectionsPerServer: shareOf(plain.connectionsPerServer, seat, workers) };
}

function take(
  report: Report,
  { options, desk }: { readonly options: MemberOptions; readonly desk: Desk },
): void {
  const { office, onLines, onProblem } = options;
  switch (report.kind) {
    case 'ask':
    case 'connect-failed':
    case 'answered':
    case 'chunk':
    case 'ended':
      desk.take(report);
      break;
    case 'seen':
      for (const [key, atMs] of report.sessions) office.seenAt(key, atMs);
      break;
    case 'session-ended':
      office.sessionEnded(report.session);
      break;
    case 'session-found':
      office.sessionFound(report.key, report.server);
      break;
    case 'server-failed':
      office.serverFailed(report.server, report.failure);
      break;
    case 'server-succeeded':
      office.serverSucceeded(report.server);
      break;
    case 'lines':
      onLines(report.text, report.lines);
      break;
    case 'problem':
      onProblem(problemOf(report.problem));
      break;
    // The seat's own affair; `closed` says only that nothing follows.
    case 'listening':
    case 'cannot-listen':
    case 'closed':
      break;
  }
}

function problemOf({ message, ...rest }: PlainProblem): Error {
  return Object.assign(new Error(message), rest);
}
