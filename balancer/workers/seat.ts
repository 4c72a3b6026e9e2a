// The place of one worker: its thread, and the next one's when it dies. Knows when a thread listens, ends and must be
// replaced; what it says is handed on.

import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { WorkerError } from './errors.ts';
import type { Order, Report, WorkerStart } from './protocol.ts';
import { afterDeath, type Deaths, noDeaths, replacementDelayMs } from './rules/restart-pace.ts';

export type SeatOptions = {
  /** From 1 on, for people. */
  readonly number: number;
  /** The module that the thread runs; it gets `{ port, start }` as its data. */
  readonly file: URL;
  readonly heapMb?: number | undefined;
  /** What a worker begins with now. */
  readonly start: () => WorkerStart;
  readonly onReport: (report: Report) => void;
  /** It ended by itself, and everything it said was handed on. */
  readonly onDeath: (problem: WorkerError) => void;
  readonly nowMs: () => number;
};

export interface Seat {
  /** Starts the first thread; resolves when it listens, rejects where it cannot. */
  open(): Promise<void>;
  send(order: Order): void;
  /** Hands on what the thread has said and nobody has read yet. */
  drain(hand: (report: Report) => void): void;
  /** True while its thread listens. */
  running(): boolean;
  /** How often its thread was replaced. */
  restarts(): number;
  /** Ends a thread that does not end by itself; another one takes its place. */
  end(why: WorkerError): void;
  /** Lets the thread finish; resolves when it is gone. A second call may shorten the time. */
  close(graceMs: number): Promise<void>;
}

type Life = {
  readonly thread: Worker;
  readonly port: MessagePort;
  readonly bornMs: number;
  readonly listening: PromiseWithResolvers<void>;
  readonly gone: PromiseWithResolvers<void>;
  running: boolean;
  why: Error | undefined;
};

/** What a closing thread may take beyond its grace before it is ended. */
const farewellMs = 4_000;

export function createSeat(options: SeatOptions): Seat {
  const { number, nowMs } = options;
  let life: Life | undefined;
  let deaths: Deaths = noDeaths;
  let restarts = 0;
  let again: NodeJS.Timeout | undefined;
  let closing = false;

  function begin(): Life {
    const born = giveBirth(options);
    life = born;
    born.port.on('message', (report: Report) => hear(born, report));
    born.thread.on('error', (error) => {
      born.why ??= error;
    });
    born.thread.on('exit', (code) => over(born, code));
    return born;
  }

  function hear(from: Life, report: Report, hand = options.onReport): void {
    if (report.kind === 'listening') {
      from.running = true;
      from.listening.resolve();
    } else if (report.kind === 'cannot-listen') {
      from.why = new WorkerError('BAL_WORKER_LISTEN', report.message);
      from.listening.reject(Object.assign(from.why, { code: report.code ?? 'BAL_WORKER_LISTEN' }));
      from.thread.terminate();
    } else hand(report);
  }

  function over(ended: Life, code: number): void {
    readAll(ended);
    const wasRunning = ended.running;
    ended.running = false;
    ended.port.close();
    life = undefined;
    const problem = deathOf(number, ended, code);
    if (!closing) {
      deaths = afterDeath(deaths, nowMs() - ended.bornMs);
      options.onDeath(problem);
      // The first one of all is the start's affair: it fails, and is told.
      if (wasRunning || restarts > 0) again = setTimeout(replace, replacementDelayMs(deaths));
    }
    ended.listening.reject(problem);
    ended.gone.resolve();
  }

  function replace(): void {
    restarts += 1;
    begin();
  }

  /** What a thread said before it ended is still there. */
  function readAll(from: Life, hand = options.onReport): void {
    for (let next = receive(from); next !== undefined; next = receive(from)) hear(from, next, hand);
  }

  return {
    open: () => begin().listening.promise,
    send: (order) => life?.port.postMessage(order),
    drain(hand) {
      if (life !== undefined) readAll(life, hand);
    },
    running: () => life?.running ?? false,
    restarts: () => restarts,
    end(why) {
      if (life === undefined) return;
      life.why ??= why;
      life.thread.terminate();
    },
    async close(graceMs) {
      closing = true;
      clearTimeout(again);
      if (life === undefined) return;
      const { port, thread, gone } = life;
      port.postMessage({ kind: 'close', graceMs } satisfies Order);
      const limit = setTimeout(() => thread.terminate(), graceMs + farewellMs);
      await gone.promise;
      clearTimeout(limit);
    },
  };
}

function giveBirth({ number, file, heapMb, start, nowMs }: SeatOptions): Life {
  const { port1: port, port2 } = new MessageChannel();
  const thread = new Worker(file, {
    name: `fairlead worker ${number}`,
    workerData: { port: port2, start: start() },
    transferList: [port2],
    ...(heapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMb } }),
  });
  const listening = Promise.withResolvers<void>();
  // Nobody waits for a replacement, nor for one that ends long after: what it dies of is told with its death.
  listening.promise.catch(() => undefined);
  const gone = Promise.withResolvers<void>();
  return { thread, port, bornMs: nowMs(), listening, gone, running: false, why: undefined };
}

function receive({ port }: Life): Report | undefined {
  return receiveMessageOnPort(port)?.message as Report | undefined;
}

function deathOf(number: number, { why }: Life, code: number): WorkerError {
  if (why instanceof WorkerError) return why;
  const { code: errorCode, message } = (why ?? {}) as NodeJS.ErrnoException;
  const said = why === undefined ? `exit code ${code}` : `${errorCode ?? 'error'}: ${message}`;
  return new WorkerError('BAL_WORKER_DIED', `worker ${number} ended: ${said}`, why);
}
