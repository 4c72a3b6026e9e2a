// Takes finished requests and writes them as lines in the background. A request never waits for it: what a slow disk
// or pipe does not take in time is dropped, counted and told.

import { AdminError } from '../errors.ts';
import { type AccessEvent, type AccessFormat, accessLine, isLogged } from '../rules/access-line.ts';
import type { LineSink } from './line-sink.ts';
import { createPieces, pieceBytes } from './pieces.ts';

export type AccessLogOptions = {
  readonly format: AccessFormat;
  /** Share of the requests without fault that is logged, 0 to 1. */
  readonly sample: number;
  readonly sink: LineSink;
  readonly nowMs: () => number;
  /** 0 to below 1, anew at each call. */
  readonly chance: () => number;
  /** Told when lines are lost, once a minute at most. */
  readonly onProblem: (problem: AdminError) => void;
  /** Lines that wait for the sink; 4 MiB if not said. */
  readonly maxBufferedBytes?: number;
};

export type AccessLogLosses = {
  readonly lines: number;
  readonly lastMs: number;
  /** Why the last line was lost. */
  readonly because: string;
};

export type AccessLog = {
  log(event: AccessEvent): void;
  /** Takes whole lines that another thread has made, as `log` would have. */
  take(text: string, lines: number): void;
  /** Since the start; undefined while nothing was lost. */
  losses(): AccessLogLosses | undefined;
  /** Resolves when the file is opened anew, from then on every line goes there; rejects where that fails. */
  reopen(): Promise<void>;
  /** Writes what waits, as far as the sink takes it within 2 s. */
  close(): Promise<void>;
};

const usualBufferedBytes = 4 * 1024 * 1024;
const flushMs = 200;
const closeLimitMs = 2000;
const tellAgainMs = 60_000;

export function createAccessLog(options: AccessLogOptions): AccessLog {
  const { format, sample, sink, chance } = options;
  const maxBytes = options.maxBufferedBytes ?? usualBufferedBytes;
  const losses = createLosses(options);
  const pieces = createPieces();
  let timer: NodeJS.Timeout | undefined;
  let reopening: PromiseWithResolvers<void> | undefined;
  let work: Promise<void> | undefined;
  let closed = false;

  const writeNext = async (): Promise<void> => {
    const piece = pieces.first();
    if (piece === undefined) return;
    const { buffer, bytes, lines } = piece;
    await sink.write(buffer.subarray(0, bytes)).catch((cause: Error) => losses.add(lines, cause));
    pieces.done(piece);
  };
  const reopenNow = async ({ resolve, reject }: PromiseWithResolvers<void>) => {
    reopening = undefined;
    await sink.reopen().then(resolve, reject);
  };
  const workOff = async () => {
    // A new file comes between two pieces, not after the last: under load there is always another one.
    do await (reopening ? reopenNow(reopening) : writeNext());
    while (pressing());
    work = undefined;
    // What came meanwhile waits until it is a piece, or for its time: a write for each few lines costs more than they.
    if (pieces.bytes() > 0) timer ??= setTimeout(flush, flushMs);
  };
  const pressing = () =>
    reopening !== undefined || pieces.bytes() >= pieceBytes || (closed && pieces.bytes() > 0);
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    work ??= workOff();
  };
  const add = (text: string, lines: number) => {
    if (pieces.bytes() + text.length > maxBytes) {
      losses.add(lines, undefined);
      return;
    }
    pieces.add(text, lines);
    if (pieces.bytes() >= pieceBytes) flush();
    else timer ??= setTimeout(flush, flushMs);
  };
  return {
    log(event) {
      if (!closed && isLogged(event, sample, chance())) add(accessLine(event, format), 1);
    },
    take(text, lines) {
      if (!closed) add(text, lines);
    },
    losses: losses.told,
    reopen() {
      reopening ??= Promise.withResolvers();
      const { promise } = reopening;
      flush();
      return promise;
    },
    async close() {
      closed = true;
      flush();
      await within(Promise.resolve(work), closeLimitMs);
      const left = pieces.drop();
      if (left > 0) losses.add(left, undefined);
      await within(sink.close(), closeLimitMs);
    },
  };
}

/** Counts, and tells now and then. */
function createLosses({ nowMs, onProblem }: Pick<AccessLogOptions, 'nowMs' | 'onProblem'>) {
  let losses: AccessLogLosses | undefined;
  let toldMs = Number.NEGATIVE_INFINITY;
  return {
    add(lines: number, cause: Error | undefined) {
      const because = cause?.message ?? 'whoever takes the lines is too slow';
      const lastMs = nowMs();
      losses = { lines: (losses?.lines ?? 0) + lines, lastMs, because };
      if (Math.abs(lastMs - toldMs) < tellAgainMs) return;
      toldMs = lastMs;
      onProblem(new AdminError('ADM_ACCESS_LOG', `lines of the access log are lost: ${because}`, { cause }));
    },
    told: () => losses,
  };
}

/** Resolves in any case. */
async function within(work: Promise<unknown>, limitMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, limitMs);
  const over = () => resolve();
  work.then(over, over);
  await promise;
  clearTimeout(timer);
}
