// Follows the drains that are under way: looks at each server once a second, keeps how it went, and has done what is due.
// What is due is rules/drain-step.ts.

import type { ServerId } from '../model.ts';
import type { WantedEntry } from './entry.ts';
import {
  type DrainProgress,
  type DrainSample,
  type DrainSight,
  drainProgress,
  usersLeft,
  withSample,
} from './rules/drain-progress.ts';
import { drainStep } from './rules/drain-step.ts';
import type { WantedBoard } from './wanted-board.ts';

export type DrainWatchOptions = {
  readonly board: WantedBoard;
  /** Undefined for a server that is not in the list just now: nothing is said of it. */
  readonly sightOf: (server: ServerId) => DrainSight | undefined;
  /** A drain has ended; told once, when that is on the disk. */
  readonly onEnd: (entry: WantedEntry) => void;
  readonly onProblem: (problem: Error) => void;
  readonly nowMs: () => number;
};

export interface DrainWatch {
  /** Of every server that was taken out of service; undefined for all others. */
  progressOf(server: ServerId): DrainProgress | undefined;
  start(): void;
  close(): Promise<void>;
}

const lookEveryMs = 1000;

/** Watches nothing before `start`. */
export function createDrainWatch(options: DrainWatchOptions): DrainWatch {
  const { board, sightOf, nowMs } = options;
  /** Of each wish: a new one begins anew. */
  const samples = new Map<ServerId, { readonly sinceMs: number; readonly list: readonly DrainSample[] }>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  function samplesOf({ server, admin }: WantedEntry): readonly DrainSample[] {
    const known = samples.get(server);
    return known?.sinceMs === admin.sinceMs ? known.list : [];
  }

  async function look(entry: WantedEntry): Promise<void> {
    const sight = sightOf(entry.server);
    if (sight === undefined) return;
    const left = usersLeft(sight);
    const list = withSample(samplesOf(entry), { atMs: nowMs(), left });
    samples.set(entry.server, { sinceMs: entry.admin.sinceMs, list });
    const step = drainStep(entry, sight, nowMs());
    if (step.kind !== 'wait' && (await board.follow(entry, step.entry))) options.onEnd(step.entry);
  }

  async function lookAtAll(): Promise<void> {
    for (const entry of board.entries().filter(({ admin }) => admin.state !== 'in-service')) {
      try {
        await look(entry);
      } catch (error) {
        options.onProblem(error as Error);
      }
    }
  }

  return {
    progressOf(server) {
      const entry = board.entryOf(server);
      const sight = entry === undefined || entry.admin.state === 'in-service' ? undefined : sightOf(server);
      return entry && sight && drainProgress(sight, samplesOf(entry), nowMs());
    },
    start() {
      let busy = false;
      timer = setInterval(() => {
        if (busy) return;
        busy = true;
        looking = lookAtAll().finally(() => {
          busy = false;
        });
      }, lookEveryMs);
      timer.unref();
    },
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}
