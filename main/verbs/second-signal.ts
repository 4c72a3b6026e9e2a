// Tells a second wish to end from the first: the first lets running requests finish, the second cuts them.

import type { EndSignal, ProcessSignals } from './process-signals.ts';

export type SecondSignal = {
  /** Aborted by the second signal. */
  readonly cut: AbortSignal;
  /** Which one it was. */
  signal(): EndSignal | undefined;
  close(): void;
};

/**
 * At a terminal one Ctrl-C reaches every process of the line, and those in front of us hand it on: what comes so soon
 * is the first one again.
 */
const sameMs = 1000;

export function watchSecondSignal(signals: ProcessSignals, nowMs: () => number): SecondSignal {
  const cut = new AbortController();
  let firstMs: number | undefined;
  let second: EndSignal | undefined;
  const close = signals.onEnd((signal) => {
    firstMs ??= nowMs();
    if (nowMs() - firstMs < sameMs || cut.signal.aborted) return;
    second = signal;
    cut.abort();
  });
  return { cut: cut.signal, signal: () => second, close };
}
