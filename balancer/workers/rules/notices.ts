// What an operator is told of workers that died. Pure.

import type { Notice } from '../../../cluster/model.ts';

/** One worker as status and metrics show it. */
export type WorkerView = {
  /** From 1 on. */
  readonly number: number;
  readonly running: boolean;
  readonly restarts: number;
  readonly clientConnections: number;
  /** `why` is a sentence without its full stop. */
  readonly lastDeath: { readonly atMs: number; readonly why: string } | undefined;
};

/** So long a death is worth a notice. */
const rememberedMs = 15 * 60_000;

/** One notice for each worker that died lately or is not back yet. */
export function workerNotices(workers: readonly WorkerView[], nowMs: number): readonly Notice[] {
  return workers.flatMap(({ number, running, restarts, lastDeath }): Notice[] => {
    if (lastDeath === undefined) return [];
    const what = lastDeath.why.replace(/^w/, 'W');
    const mend =
      'Requests it had in flight failed, nobody lost a session. The log has more; if it goes on, tell the makers.';
    if (!running) {
      const text = `${what}; worker ${number} of ${workers.length} is not back yet, and the others carry the traffic.`;
      return [{ severity: 'fault', code: 'worker-down', text, mend }];
    }
    if (Math.abs(nowMs - lastDeath.atMs) > rememberedMs) return [];
    const times = restarts > 1 ? `, ${restarts} times since the start` : '';
    const text = `${what}; worker ${number} of ${workers.length} was replaced${times}.`;
    return [{ severity: 'warning', code: 'worker-died', text, mend }];
  });
}
