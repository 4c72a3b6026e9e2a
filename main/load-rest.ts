// Loads what a start did without, once people are served: who needs it later shall not wait for it, and an update may
// exchange files under a running process.

import { pause } from '../cluster/pause.ts';

const afterMs = 2000;
/** Room for others: to load one holds them for some hundredths of a second. */
const betweenMs = 250;

/** One after another. Returns the way to stop; who is told of a problem has what is missing loaded when it is asked for. */
export function loadRest(
  loads: readonly (() => Promise<unknown>)[],
  onProblem: (problem: Error) => void,
): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const loadAll = async () => {
    await pause(afterMs, signal, { ref: false });
    for (const load of loads) {
      if (signal.aborted) return;
      await load();
      await pause(betweenMs, signal, { ref: false });
    }
  };
  loadAll().catch(onProblem);
  return () => stop.abort();
}
