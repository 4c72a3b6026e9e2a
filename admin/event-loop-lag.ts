// How late the event loop of this process is, for the readiness answer. Only measures; the limit is elsewhere.

import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 20;

export type EventLoopLag = {
  /** Milliseconds by which one turn in ten was late in the last finished window; 0 before the first one. */
  lagMs(): number;
  close(): void;
};

/** Starts measuring in windows of `windowMs`. */
export function createEventLoopLag(windowMs = 5000): EventLoopLag {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  let lagMs = 0;
  const timer = setInterval(() => {
    lagMs = Math.max(0, delays.percentile(90) / 1e6 - resolutionMs);
    delays.reset();
  }, windowMs);
  timer.unref();
  delays.enable();
  return {
    lagMs: () => lagMs,
    close() {
      clearInterval(timer);
      delays.disable();
    },
  };
}
