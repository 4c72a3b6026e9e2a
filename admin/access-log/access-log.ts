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
  /** Since the start; undefined while nothing was lost. */
  losses(): AccessLogLosses | undefined;
  /** Resolves when everything before is written and the file is opened anew; rejects where that fails. */
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
  let work: Promise<void> = Promise.resolve();
  let writing = false;
  let closed = false;

  const writeWaiting = async () => {
    for (let piece = pieces.first(); piece !== undefined; piece = pieces.first()) {
      const { buffer, bytes, lines } = piece;
      await sink.write(buffer.subarray(0, bytes)).catch((cause: Error) => losses.add(lines, cause));
      pieces.done(piece);
    }
    writing = false;
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (writing) return;
    writing = true;
    work = work.then(writeWaiting);
  };
  return {
    log(event) {
      if (closed || !isLogged(event, sample, chance())) return;
      const line = accessLine(event, format);
      if (pieces.bytes() + line.length > maxBytes) {
        losses.add(1, undefined);
        return;
      }
      pieces.add(line);
      if (pieces.bytes() >= pieceBytes) flush();
      else timer ??= setTimeout(flush, flushMs);
    },
    losses: losses.told,
    reopen() {
      flush();
      const reopened = work.then(() => sink.reopen());
      // Whoever asked is told; the lines go on into the old file.
      work = reopened.catch(() => undefined);
      return reopened;
    },
    async close() {
      closed = true;
      flush();
      await within(work, closeLimitMs);
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
