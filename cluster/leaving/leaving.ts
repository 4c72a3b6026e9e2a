// Servers on their way out of the cluster: remembers who was in the list, keeps those with people until they are
// empty or their time is over, also over a restart. Whom that concerns stands in rules/; traffic is told by a callback.

import type { Server, ServerId, Topology } from '../model.ts';
import { createLeavingStore } from './leaving-store.ts';
import { afterListChange, type LeavingServer, stillLeaving, type Use } from './rules/leaving.ts';

export type LeavingOptions = {
  readonly dataDirectory: string;
  readonly nowMs: () => number;
  /** Asked at each change, since a reload may change it. */
  readonly graceMs: () => number;
  readonly isDown: (id: ServerId) => boolean;
  readonly useOf: (id: ServerId) => Use;
  /** Who is leaving has changed; `topology` is the one that holds. Called before anything is written. */
  readonly onChange: (leaving: readonly LeavingServer[], topology: Topology) => void;
  readonly onProblem: (problem: Error) => void;
};

export type Leaving = {
  /** Takes up those who were leaving before a restart; to be called before the first topology. */
  recall(): Promise<void>;
  /** Another list of servers. `onChange` is called each time. */
  take(topology: Topology): void;
  servers(): readonly LeavingServer[];
  /** Stops looking and writes what must survive. */
  close(): Promise<void>;
};

const lookMs = 1000;

/** Looks once a second while somebody is leaving. */
export function createLeaving(options: LeavingOptions): Leaving {
  const { nowMs, onProblem } = options;
  const store = createLeavingStore(options.dataDirectory);
  let leaving: readonly LeavingServer[] = [];
  let topology: Topology | undefined;
  let writing = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const keep = (next: readonly LeavingServer[]) => {
    const before = leaving;
    leaving = next;
    if (topology !== undefined) options.onChange(leaving, topology);
    if (before.length > 0 || next.length > 0)
      writing = writing.then(() => store.write(next)).catch(onProblem);
    clearTimeout(timer);
    if (leaving.length > 0) timer = setTimeout(look, lookMs);
  };
  const look = () => {
    const next = stillLeaving(leaving, options.useOf, nowMs());
    if (next !== leaving) keep(next);
    else timer = setTimeout(look, lookMs);
  };

  return {
    async recall() {
      try {
        leaving = await store.read();
      } catch (error) {
        onProblem(error as Error);
      }
    },
    take(next) {
      const before: readonly Server[] = topology?.servers ?? [];
      topology = next;
      const change = { before, now: next.servers, nowMs: nowMs(), graceMs: options.graceMs() };
      keep(afterListChange(leaving, { ...change, isDown: options.isDown }));
    },
    servers: () => leaving,
    async close() {
      clearTimeout(timer);
      await writing;
    },
  };
}
