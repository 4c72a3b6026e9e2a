// What is wanted of a server as it is kept: the wish, and how a drain went. Types only.

import type { AdminState, ServerId } from '../model.ts';

/** What follows when a drain has reached its deadline and people are still there. */
export type AfterDeadline = 'keep' | 'now' | 'maintenance';

/** How a drain ended. A deadline that was reached is never called drained, whatever came after it. */
export type DrainEnd = {
  readonly kind: 'drained' | 'deadline-reached';
  readonly atMs: number;
  /** People who were still there. */
  readonly left: number;
};

/** What is known of a drain beside its wish. */
export type DrainFacts = {
  readonly deadlineMs: number | undefined;
  readonly afterDeadline: AfterDeadline;
  readonly usersAtStart: number;
  /** Undefined while it goes on. */
  readonly end: DrainEnd | undefined;
};

/** A state that somebody asked for; nobody asks for `unknown`. */
export type WantedState = Exclude<AdminState, { readonly state: 'unknown' }>;

/** One server. `admin.sinceMs` and `admin.by` are its version: of two entries the later one holds. */
export type WantedEntry = {
  readonly server: ServerId;
  /** As it was last called, for people; decides nothing. */
  readonly name: string;
  readonly admin: WantedState;
  /** Kept from a drain into the maintenance that followed it. */
  readonly drain: DrainFacts | undefined;
};

/** Everything that is wanted. */
export type Wanted = {
  readonly entries: readonly WantedEntry[];
  /** Since when nobody knows what was wanted of the servers without an entry; undefined where that is known. */
  readonly unknownSinceMs: number | undefined;
};
