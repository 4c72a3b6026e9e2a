// What can be done to a cluster and its Fairleads in a chaos run, as data. Types, and a name for each kind.

import type { DrainPolicy } from '../../../cluster/model.ts';

/** `server` is its place in the list; times are milliseconds. */
export type Fault =
  /** The machine is gone for so long, and comes back empty. */
  | { readonly kind: 'kill' | 'hang' | 'refuse' | 'tomcat'; readonly server: number; readonly forMs: number }
  | { readonly kind: 'recycle' | 'reset'; readonly server: number }
  | { readonly kind: 'slow'; readonly server: number; readonly forMs: number; readonly byMs: number }
  | { readonly kind: 'database'; readonly forMs: number }
  /** The Fairlead that leads is killed without goodbye, and started again after so long. */
  | { readonly kind: 'leader'; readonly forMs: number }
  /** Taken out of service with a deadline, and admitted when the drain has ended. */
  | {
      readonly kind: 'drain';
      readonly server: number;
      readonly policy: DrainPolicy;
      readonly deadlineMs: number;
    }
  /** A role is moved, by the `choice`-th of all moves that are possible; `leaderDies`: in the middle of it. */
  | { readonly kind: 'role'; readonly choice: number; readonly leaderDies: boolean };

export type FaultKind = Fault['kind'];

/** A fault, and how long nothing happens before it. */
export type Planned = { readonly fault: Fault; readonly pauseMs: number };

export const faultKinds: readonly FaultKind[] = [
  'kill',
  'recycle',
  'reset',
  'hang',
  'refuse',
  'slow',
  'tomcat',
  'database',
  'leader',
  'drain',
  'role',
];

/** As the summary names them. */
export const faultNames: Readonly<Record<FaultKind, string>> = {
  kill: 'server killed',
  recycle: 'recycled',
  reset: 'IIS reset',
  hang: 'hanging',
  refuse: 'refusing',
  slow: 'slow',
  tomcat: 'Tomcat dead',
  database: 'database stopped',
  leader: 'leader killed',
  drain: 'drained',
  role: 'role moved',
};
