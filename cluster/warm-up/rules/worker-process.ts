// Which of the processes of a server is the CRM's worker process, and since when it runs. Pure.

import type { RunningProcess } from '../../remote/commands/processes.ts';

export const workerProgram = 'w3wp.exe';

/** Null: the pool with the install name in its own. */
export type PoolName = { readonly appPool: string | null; readonly install: string };

/**
 * Undefined where none runs: IIS starts it with the first request. While one takes over from another both are there, and
 * the later one counts.
 */
export function workerStart(
  processes: readonly RunningProcess[],
  { appPool, install }: PoolName,
): number | undefined {
  const isOurs = (pool: string) =>
    appPool === null
      ? pool.toLowerCase().includes(install.toLowerCase())
      : pool.toLowerCase() === appPool.toLowerCase();
  const starts = processes
    .filter((each) => each.name.toLowerCase() === workerProgram && isOurs(each.appPool ?? ''))
    .map((each) => each.startedAtMs);
  return starts.length === 0 ? undefined : Math.max(...starts);
}
