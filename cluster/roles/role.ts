// The nouns of roles that exist once (F6): what a role is, where it was seen, how it stands, a move. No more than words
// and types.

import type { ServerId } from '../model.ts';
import type { moveCauses, moveOutcomes, roleNames } from './rules/role-words.ts';

export type RoleName = (typeof roleNames)[number];

/** How a role shows, and how it is started and stopped. `missing` says in half a sentence what nobody has told yet. */
export type RoleMeans =
  /** One value in the settings of the CRM names its server. */
  | { readonly kind: 'parameter'; readonly name: string }
  /** A Windows service; a name, or a pattern with `*`. */
  | { readonly kind: 'service'; readonly service: string }
  /** What Tomcat runs because it lies in `folder`: `application`.war and its folder. */
  | {
      readonly kind: 'web-application';
      readonly service: string;
      readonly application: string;
      readonly folder: string;
      readonly parkFolder: string;
    }
  | { readonly kind: 'none'; readonly missing: string };

/** Where a role may run. */
export type RolePlace = 'any' | 'master' | 'least-busy';

/** One role as configured and as the profile describes it. */
export type Role = {
  readonly name: RoleName;
  /** What people call it. */
  readonly title: string;
  /** Its section of the configuration, such as `roles.indexer`; of the profile it is the same. */
  readonly setting: string;
  readonly means: RoleMeans;
  readonly place: RolePlace;
  /** A second one does harm: it is stopped. */
  readonly neverTwo: boolean;
  /** Name of the server where the operator wants it; undefined: wherever it is. */
  readonly wantedOn: string | undefined;
  /** Started elsewhere when its server is dead. */
  readonly failover: boolean;
};

/** `changing`: it is being started or stopped, or would run as soon as something else does. `absent`: not installed. */
export type SightState = 'running' | 'changing' | 'stopped' | 'absent' | 'unknown';

/** How one role was seen on one server. */
export type Sight = {
  readonly server: ServerId;
  readonly state: SightState;
  readonly by: 'ssh' | 'parameter' | 'person' | 'nobody';
  readonly atMs: number;
  /** Half a sentence for people: what was seen, or why it could not be. */
  readonly text: string;
  /** It is stopped, and a restart of the machine starts it. */
  readonly startsItself?: true;
};

/** A server that is confirmed dead cannot run anything. */
export type ServerSight = Sight & { readonly dead: boolean };

/** How a role stands. Servers by id. */
export type Standing =
  | { readonly kind: 'one'; readonly on: ServerId }
  | { readonly kind: 'none'; readonly standsStill: readonly ServerId[] }
  | { readonly kind: 'several'; readonly on: readonly ServerId[] }
  /** `hidden` are the servers that nobody can see. */
  | { readonly kind: 'unknown'; readonly on: readonly ServerId[]; readonly hidden: readonly ServerId[] }
  /** Nobody knows how it shows. */
  | { readonly kind: 'not-watched'; readonly missing: string }
  /** DTLS without detached scripts. */
  | { readonly kind: 'not-needed'; readonly on: ServerId | undefined };

/** Who caused a move. */
export type MoveCause = (typeof moveCauses)[number];

/** One thing that was done, or tried. */
export type MoveDeed = { readonly atMs: number; readonly ok: boolean; readonly text: string };

/**
 * Orders all that was ever written of the moves of one role, whoever wrote it: only a leader writes, later leaders have
 * higher fences, and `number` rises with each writing under one fence. No clock of a Fairlead decides.
 */
export type MoveVersion = {
  /** Of the leader that wrote it. */
  readonly fence: number;
  readonly number: number;
};

/** A move under way, or how it ended. Kept on disk and told to peers, so that whoever leads next goes on with it. */
export type Move = {
  readonly role: RoleName;
  /** Where it ran when the move began; undefined: nowhere, or on several. */
  readonly from: ServerId | undefined;
  readonly to: ServerId;
  readonly by: string;
  readonly why: string;
  readonly cause: MoveCause;
  readonly beganAtMs: number;
  /** Of the leader that began it. */
  readonly fence: number;
  readonly version: MoveVersion;
  /** `back`: it could not be started at `to` and goes where it came from. */
  readonly heading: 'there' | 'back';
  /** Tries to start it at the present end that failed. */
  readonly failedStarts: number;
  /** For DTLS: when the value was written; undefined while it was not, or every server has been told. */
  readonly refreshSinceMs: number | undefined;
  readonly deeds: readonly MoveDeed[];
  readonly end: MoveEnd | undefined;
};

export type MoveEnd = {
  readonly atMs: number;
  readonly outcome: (typeof moveOutcomes)[number];
  readonly text: string;
};
