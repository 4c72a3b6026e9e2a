// What is kept of roles from one start to the next. Types only.

import type { ServerId } from '../model.ts';
import type { Move, RoleName } from './role.ts';

/** What a person said of a role on a server that nobody sees. */
export type Told = {
  readonly role: RoleName;
  readonly server: ServerId;
  readonly state: 'running' | 'stopped' | 'absent';
  readonly by: string;
  readonly atMs: number;
};

export type Kept = {
  /** The last one of each role. */
  readonly moves: readonly Move[];
  readonly told: readonly Told[];
  /** Servers that somebody called dead. */
  readonly dead: readonly { readonly server: ServerId; readonly by: string; readonly atMs: number }[];
  /** Where each was last seen as the only one, and since when. */
  readonly known: readonly { readonly role: RoleName; readonly on: ServerId; readonly sinceMs: number }[];
};
