// Tells the main thread that the next request is due. A timer of the event loop knows whole milliseconds only, and a
// loop that never rests would take the core from the server beside it; waiting on memory does neither.

import { parentPort, workerData } from 'node:worker_threads';

const { gapMs } = workerData as { readonly gapMs: number };
const never = new Int32Array(new SharedArrayBuffer(4));
const startedMs = performance.now();

for (let tick = 0; ; tick++) {
  const waitMs = startedMs + tick * gapMs - performance.now();
  if (waitMs > 0) Atomics.wait(never, 0, 0, waitMs);
  parentPort?.postMessage(tick);
}
