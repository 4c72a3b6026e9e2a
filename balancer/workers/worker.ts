// The inside of one worker: an engine, its rules, the orders of the main thread. Ends the thread when it is told to.

import type { MessagePort } from 'node:worker_threads';
import type { Engine, TrafficLimits } from '../engine.ts';
import { createCoreEngine } from '../http1/core-engine.ts';
import { createSafeEngine } from '../safe/engine.ts';
import type { RequestEvent } from '../traffic-types.ts';
import { createGaugeWriter } from './engine-gauges.ts';
import type { LogSettings, Order, PlainLimits, PlainProblem, Report, WorkerStart } from './protocol.ts';
import { sharedConnections } from './shared-connections.ts';
import { createWorkerTraffic, type WorkerTraffic } from './worker-traffic.ts';

/** Makes lines of finished requests; the lines go to the main thread. */
export type RequestLog = { log(event: RequestEvent): void; close(): Promise<void> };

export type WorkerParts = {
  readonly nowMs: () => number;
  readonly requestId: () => string;
  readonly makeLog: (
    settings: LogSettings,
    world: {
      readonly write: (text: string, lines: number) => void;
      readonly onProblem: (problem: Error) => void;
    },
  ) => RequestLog;
};

/** How often what can wait is told. */
const tickMs = 100;
const tidyMs = 1_000;

/** Runs until the main thread says `close`; what is thrown late ends the thread, which the main thread sees. */
export function runWorker(port: MessagePort, start: WorkerStart, parts: WorkerParts): void {
  const report = (each: Report) => port.postMessage(each);
  const onProblem = (problem: Error) => report({ kind: 'problem', problem: plainProblem(problem) });
  const logs = createLogs(parts, { report, onProblem });
  logs.set(start.log);
  const { nowMs, requestId } = parts;
  const traffic = createWorkerTraffic(start, {
    report,
    nowMs,
    requestId,
    get onRequest() {
      return logs.current()?.log;
    },
  });
  const engine = makeEngine(start, { traffic, nowMs, onProblem });
  const writeGauges = createGaugeWriter(start.memory.engine);
  const tick = () => {
    traffic.reportSeen();
    writeGauges(engine.stats());
  };
  const timers = [setInterval(tick, tickMs), setInterval(traffic.tidy, tidyMs)];
  let closing: Promise<void> | undefined;
  const close = async (graceMs: number) => {
    const again = closing !== undefined;
    closing = engine.close(graceMs);
    await closing;
    if (again) return;
    for (const each of timers) clearInterval(each);
    tick();
    await logs.close();
    report({ kind: 'closed' });
    port.close();
    process.exit();
  };
  port.on('message', (order: Order) => {
    if (order.kind === 'close') close(order.graceMs).catch(failLate);
    else obey(order, { traffic, engine, logs });
  });
  listen(engine, start).then(
    () => report({ kind: 'listening' }),
    (error: NodeJS.ErrnoException) =>
      report({ kind: 'cannot-listen', message: error.message, code: codeOf(error) }),
  );
}

type Inside = { readonly traffic: WorkerTraffic; readonly engine: Engine; readonly logs: Logs };

function obey(order: Exclude<Order, { readonly kind: 'close' }>, { traffic, engine, logs }: Inside): void {
  switch (order.kind) {
    case 'table':
      traffic.setTable(order.table);
      break;
    case 'settings':
      traffic.setSettings(order.settings);
      break;
    case 'sessions':
      traffic.changeSessions(order.changes);
      break;
    case 'limits':
      engine.setLimits?.(limitsOf(order.limits, traffic));
      break;
    case 'tls':
      engine.setTls(order.identities);
      break;
    case 'log':
      logs.set(order.log);
      break;
    case 'routed':
      traffic.routed(order.id, order);
      break;
  }
}

function makeEngine(
  start: WorkerStart,
  {
    traffic,
    nowMs,
    onProblem,
  }: Pick<WorkerParts, 'nowMs'> & {
    readonly traffic: WorkerTraffic;
    readonly onProblem: (problem: Error) => void;
  },
): Engine {
  const { memory, seat, tls, upstreamCa, limits } = start;
  const create = start.engine === 'safe' ? createSafeEngine : createCoreEngine;
  return create({
    rules: traffic,
    limits: limitsOf(limits, traffic),
    tls: tls && [...tls],
    upstreamCa,
    connections: sharedConnections(memory.connections, seat, memory.connectionKey),
    onProblem,
    nowMs,
  });
}

function limitsOf(limits: PlainLimits, traffic: WorkerTraffic): TrafficLimits {
  return { ...limits, isExemptAddress: traffic.isTrusted };
}

async function listen(engine: Engine, { host, port }: WorkerStart): Promise<void> {
  await engine.listen({ host, port, reusePort: true });
}

type Logs = {
  current(): RequestLog | undefined;
  set(settings: LogSettings | undefined): void;
  close(): Promise<void>;
};

type Told = { readonly report: (report: Report) => void; readonly onProblem: (problem: Error) => void };

/** A log that is replaced tells its last lines all the same. */
function createLogs({ makeLog }: WorkerParts, { report, onProblem }: Told): Logs {
  let current: RequestLog | undefined;
  const write = (text: string, lines: number) => report({ kind: 'lines', text, lines });
  return {
    current: () => current,
    set(settings) {
      current?.close().catch(onProblem);
      current = settings && makeLog(settings, { write, onProblem });
    },
    close: async () => current?.close(),
  };
}

function plainProblem(problem: Error): PlainProblem {
  const { name, message, stack } = problem;
  return { name, message, stack, code: codeOf(problem) };
}

function codeOf(error: NodeJS.ErrnoException): string | undefined {
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return error.code ?? cause?.code;
}

/** A fault of this program: the thread ends, and another one takes its place. */
function failLate(error: unknown): never {
  throw error;
}
