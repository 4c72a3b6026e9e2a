// What the rest of the product sees of a directory, whether it reads a database or the configuration. Types only.

import type { Notice, Topology, UserCounts } from '../model.ts';
import type { DirectoryState } from '../rules/contact.ts';
import type { TopologyChanges } from '../rules/plausible.ts';
import type { Database } from './pool.ts';

/** How `start` ended: with servers to send people to, or with a clear reason why there are none (yet). */
export type StartOutcome =
  | { readonly kind: 'serving'; readonly topology: Topology }
  | { readonly kind: 'refused'; readonly text: string; readonly mend: string };

export type Directory = {
  /** Begins; resolves as soon as there is a topology or it is clear that there is none. It goes on trying then. */
  start(): Promise<StartOutcome>;
  /** Undefined until there is one; its `readAtMs` is fresh even when nothing else changed. */
  topology(): Topology | undefined;
  state(): DirectoryState;
  /** Of the last poll that counted; undefined until there was one, and for good without a database. */
  counts(): UserCounts | undefined;
  notices(nowMs: number): readonly Notice[];
  /** Called with each topology that says something new. Returns the way to stop. */
  onTopology(listener: (topology: Topology, changes: TopologyChanges) => void): () => void;
  /** Called with each poll's counts. */
  onCounts(listener: (counts: UserCounts) => void): () => void;
  /** Called when the database is found, is lost, or was tried again in vain. */
  onState(listener: (state: DirectoryState) => void): () => void;
  /**
   * A statement of those who manage, over the same few connections and at the same pace as the polls. Throws
   * `DatabaseError`, also where there is no database.
   */
  readonly query: Database['query'];
  /** Polls at once; resolves when that poll is done, whatever came of it. Settings are read at some polls only. */
  pollNow(): Promise<void>;
  /**
   * Reads the settings at once, before statements that nobody waits for: for who decides by them. Resolves with the
   * topology that comes of it; undefined where there is no database, or it was not started. Rejects with `DatabaseError`
   * where they are not told before `limit` ends, or not believed.
   */
  readNow(limit: AbortSignal): Promise<Topology | undefined>;
  close(): Promise<void>;
};
