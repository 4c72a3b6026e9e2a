// What runs have kept, read from their journals whenever it is asked for.

import { foldJournal } from './rules/fold.ts';
import { type KeptRun, keptByRun } from './rules/kept-run.ts';
import type { RunStore } from './run-store.ts';

/** Undefined where there is no such run. Throws `CLU_JOURNAL` where its journal is damaged. */
export function keptIn(store: Pick<RunStore, 'read'>): (run: string) => Promise<KeptRun | undefined> {
  return async (run) => {
    const found = await store.read(run);
    return found === undefined ? undefined : keptByRun(run, found.plan, foldJournal(found.records));
  };
}
