// Counts what the parts tell as it happens, for metrics. Begins before the parts do, so that nothing is missed.

import type { Directory } from '../cluster/directory/contract.ts';
import type { HealthChecks } from '../cluster/health/checker.ts';
import type { ServerId } from '../cluster/model.ts';

/** What happened since the start, counted per event. */
export type EventCounts = {
  readonly checksByServer: ReadonlyMap<ServerId, { readonly passed: number; readonly failed: number }>;
  /** Polls that the database did not answer. */
  databaseFailures(): number;
  close(): void;
};

/** Begins to count. */
export function countEvents(
  checks: Pick<HealthChecks, 'onCheck'>,
  directory: Pick<Directory, 'onState'>,
): EventCounts {
  const checksByServer = new Map<ServerId, { passed: number; failed: number }>();
  let databaseFailures = 0;
  const stop = [
    checks.onCheck(({ id }, { healthy }) => {
      const counts = checksByServer.get(id) ?? { passed: 0, failed: 0 };
      counts[healthy ? 'passed' : 'failed'] += 1;
      checksByServer.set(id, counts);
    }),
    directory.onState(({ state }) => {
      if (state === 'lost') databaseFailures += 1;
    }),
  ];
  return {
    checksByServer,
    databaseFailures: () => databaseFailures,
    close() {
      for (const each of stop) each();
    },
  };
}
