// Deletes what runs have kept and nobody needs any more, and writes that into the journal of each: from then on such a
// run can neither be rolled back nor restored from. Which copies go is decided in rules/old-kept.ts.

import type { CleanedUp, CleanUpWish, Environment } from './manager-types.ts';
import { foldJournal } from './rules/fold.ts';
import type { KeptFile } from './rules/kept.ts';
import { oldKept } from './rules/old-kept.ts';
import type { RunStore } from './run-store.ts';

export type CleanUpOptions = {
  readonly store: RunStore;
  readonly environments: ReadonlyMap<string, Pick<Environment, 'discard'>>;
  readonly nowMs: () => number;
};

/** Must not be called while a run is under way. Rejects where a journal cannot be read or written. */
export async function cleanUpRuns(options: CleanUpOptions, wish: CleanUpWish): Promise<CleanedUp> {
  const { store, nowMs } = options;
  const runs = (await store.list()).map(({ run, plan, records }) => ({
    run,
    plan,
    state: foldJournal(records),
  }));
  const deleted: KeptFile[] = [];
  const left: string[] = [];
  for (const { run, environment, copies } of oldKept(runs, nowMs(), wish.keepMs)) {
    const place = options.environments.get(environment);
    if (place === undefined) {
      left.push(`run ${run}: its environment ${environment} is not configured any more`);
      continue;
    }
    wish.tell(`deleting what run ${run} has kept`);
    for (const own of byServer(copies)) {
      if (wish.signal.aborted) return { deleted, left };
      try {
        await place.discard(own, wish.signal);
      } catch (error) {
        left.push(`run ${run}: ${(error as Error).message}`);
        continue;
      }
      await writeDown(store, run, own);
      deleted.push(...own);
    }
  }
  return { deleted, left };
}

/** Together on one server: one way there, one record. */
function byServer(copies: readonly KeptFile[]): readonly (readonly KeptFile[])[] {
  return [...Map.groupBy(copies, ({ server }) => server).values()];
}

/** When it is gone; what was cut off between is deleted again, which does no harm, and written down then. */
async function writeDown(store: RunStore, run: string, copies: readonly KeptFile[]): Promise<void> {
  const files = copies.map(({ server, file }) => ({ server, file }));
  const journal = await store.resume(run);
  try {
    await journal.append({ type: 'kept-deleted', files });
  } finally {
    await journal.close();
  }
}
