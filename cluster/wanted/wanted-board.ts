// What is wanted of every server, now and after a restart: in memory, on disk, and told to the traffic. One change after
// the other; what could not be written is not done.

import { createInTurn } from '../in-turn.ts';
import type { AdminState, ServerId } from '../model.ts';
import type { Wanted, WantedEntry } from './entry.ts';
import { isNewer, merged, superseding, withEntry } from './rules/merge.ts';
import type { WantedStore } from './wanted-store.ts';

export type WantedBoardOptions = {
  readonly store: WantedStore;
  /** Told of every server that somebody wants something of: at once for what was kept, then after each change. */
  readonly apply: (server: ServerId, admin: AdminState) => void;
  readonly nowMs: () => number;
};

export interface WantedBoard {
  /** Never absent: in service where nobody said anything, unknown where what was said is lost. */
  adminOf(server: ServerId): AdminState;
  entryOf(server: ServerId): WantedEntry | undefined;
  entries(): readonly WantedEntry[];
  /** Since when nobody knows what was wanted of servers without an entry. */
  unknownSinceMs(): number | undefined;
  /** Rejects with the error of the disk; nothing has changed then. */
  put(entry: WantedEntry): Promise<void>;
  /**
   * Puts an entry in place of `before`, unless somebody has wished for something else meanwhile. True where it did.
   */
  follow(before: WantedEntry, entry: WantedEntry): Promise<boolean>;
  /** Takes over what others know, where it is newer; `origin` says who told. Resolves with the servers that changed. */
  replaceAll(entries: readonly WantedEntry[], origin: string): Promise<readonly ServerId[]>;
  /** Who told the last entry of a server; undefined where it was said here. */
  originOf(server: ServerId): string | undefined;
  /** Resolves when all that was begun is done. */
  settled(): Promise<void>;
}

/** Opens it over what was kept. */
export function createWantedBoard({ store, apply, nowMs }: WantedBoardOptions): WantedBoard {
  const startedMs = nowMs();
  const origins = new Map<ServerId, string>();
  let wanted: Wanted = store.kept;
  const turns = createInTurn();
  for (const { server, admin } of wanted.entries) apply(server, admin);

  const entryOf = (server: ServerId) => wanted.entries.find((each) => each.server === server);

  /** `next` is asked when all earlier changes are done; undefined: nothing to change. */
  function change(next: () => Wanted | undefined): Promise<readonly ServerId[]> {
    return turns.run(async () => {
      const before = wanted;
      const after = next();
      if (after === undefined) return [];
      await store.write(after);
      wanted = after;
      const others = after.entries.filter((each) => !before.entries.includes(each));
      for (const { server, admin } of others) apply(server, admin);
      return others.map((each) => each.server);
    });
  }

  return {
    adminOf(server) {
      const { unknownSinceMs } = wanted;
      const missing: AdminState =
        unknownSinceMs === undefined
          ? { state: 'in-service', sinceMs: startedMs }
          : { state: 'unknown', sinceMs: unknownSinceMs };
      return entryOf(server)?.admin ?? missing;
    },
    entryOf,
    entries: () => wanted.entries,
    unknownSinceMs: () => wanted.unknownSinceMs,
    async put(entry) {
      await change(() => withEntry(wanted, superseding(wanted, entry)));
      origins.delete(entry.server);
    },
    async follow(before, entry) {
      const changed = await change(() =>
        entryOf(entry.server) === before ? withEntry(wanted, entry) : undefined,
      );
      return changed.length > 0;
    },
    async replaceAll(entries, origin) {
      const changed = await change(() => {
        const isNews = (each: WantedEntry) => {
          const known = entryOf(each.server);
          return known === undefined || isNewer(each, known);
        };
        return entries.some(isNews) ? merged(wanted, entries) : undefined;
      });
      for (const server of changed) origins.set(server, origin);
      return changed;
    },
    originOf: (server) => origins.get(server),
    settled: turns.settled,
  };
}
