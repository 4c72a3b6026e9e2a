// Looks now and then, over SSH, since when the worker process of each server runs, and at once where somebody suspects a
// restart. Decides nothing: what a start means is rules/evidence.ts.

import type { Server, ServerId } from '../model.ts';
import type { RunningProcess } from '../remote/commands/processes.ts';
import type { ProcessSeen } from './rules/evidence.ts';
import { type PoolName, workerStart } from './rules/worker-process.ts';

export type ProcessWatchWorld = {
  /** Those that can be asked. */
  servers(): readonly Server[];
  /** Time between two looks; 0 looks never. */
  lookMs(): number;
  pool(): PoolName;
  /** Rejects where the server did not tell. */
  ask(server: Server, signal: AbortSignal): Promise<readonly RunningProcess[]>;
  nowMs(): number;
  /** `first`: since the start, or since a problem. */
  onSeen(server: Server, seen: ProcessSeen, first: boolean): void;
  /** Once until the server tells again. */
  onProblem(server: Server, problem: Error): void;
};

export type ProcessWatch = {
  start(): void;
  /** Not while it is being asked, nor if it was a moment ago. */
  lookNow(id: ServerId): void;
  close(): Promise<void>;
};

/** A look starts a PowerShell over there. */
const leastBetweenMs = 3_000;

/** Looks at nothing before `start`. */
export function createProcessWatch(world: ProcessWatchWorld): ProcessWatch {
  const stop = new AbortController();
  const lookedMs = new Map<ServerId, number>();
  const running = new Map<ServerId, Promise<void>>();
  const telling = new Map<ServerId, boolean>();
  let timer: NodeJS.Timeout | undefined;

  async function look(server: Server): Promise<void> {
    const atMs = world.nowMs();
    lookedMs.set(server.id, atMs);
    try {
      const startedMs = workerStart(await world.ask(server, stop.signal), world.pool());
      if (startedMs === undefined) return;
      const first = telling.get(server.id) !== true;
      telling.set(server.id, true);
      world.onSeen(server, { startedMs, lookedMs: atMs }, first);
    } catch (error) {
      if (stop.signal.aborted || telling.get(server.id) === false) return;
      telling.set(server.id, false);
      world.onProblem(server, error as Error);
    }
  }
  function begin(server: Server): void {
    if (running.has(server.id) || stop.signal.aborted) return;
    const done = look(server).finally(() => running.delete(server.id));
    running.set(server.id, done);
  }
  /** Looks again a second later where nothing is to be looked at: a reload may change that. */
  function again(): void {
    const everyMs = world.lookMs();
    if (everyMs > 0) for (const server of world.servers()) if (isDue(server.id, everyMs)) begin(server);
    timer = setTimeout(again, Math.min(1_000, everyMs || 1_000));
  }
  const isDue = (id: ServerId, everyMs: number) =>
    world.nowMs() - (lookedMs.get(id) ?? Number.NEGATIVE_INFINITY) >= everyMs;

  return {
    start: again,
    lookNow(id) {
      const server = world.servers().find((each) => each.id === id);
      if (server === undefined || world.lookMs() === 0) return;
      if (isDue(id, Math.min(leastBetweenMs, world.lookMs()))) begin(server);
    },
    async close() {
      stop.abort();
      clearTimeout(timer);
      await Promise.all(running.values());
    },
  };
}
