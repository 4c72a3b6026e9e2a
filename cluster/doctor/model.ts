// What a doctor's look at the cluster saw, and what it finds. Types only: rules/ judges, the files beside this look.

import type { CheckResult, Notice, Server, Topology } from '../model.ts';
import type { AppPool } from '../remote/commands/app-pools.ts';
import type { FileVersion } from '../remote/commands/file-version.ts';
import type { PathAccess } from '../remote/commands/path-access.ts';
import type { RegistryValue } from '../remote/commands/registry-value.ts';
import type { Role, ServerSight, Standing } from '../roles/role.ts';
import type { Finding } from '../rules/live-findings.ts';

/** What was looked at, or what kept it from being looked at, in one sentence, and what to do about that. */
export type Looked<Value> =
  | { readonly seen: true; readonly value: Value }
  | { readonly seen: false; readonly because: string; readonly mend: string };

/** One thing examined on one subject. */
export type DoctorFinding = {
  /** From a closed set, lower case with dashes: one for each file of rules/. */
  readonly examination: string;
  /** A server's name, or `settings`, `database`, `one URL`, `cluster`. */
  readonly subject: string;
  /** `unknown`: it could not be examined; `seen` says why. */
  readonly severity: 'ok' | 'warning' | 'fault' | 'unknown';
  readonly seen: string;
  /** Empty where nothing is to be done. */
  readonly mend: string;
  /** Sections of crm-facts the rule rests on, such as `F1, F4`; empty where it is our own. */
  readonly facts: string;
};

export type Examination = (seen: DoctorFacts) => readonly DoctorFinding[];

/** What is expected of this site: limits of the configuration, and what the profile says. */
export type Expectations = {
  readonly idleMinutes: number;
  /** Name of the CRM's pool; null: one with the install name in it. */
  readonly appPool: string | null;
  readonly install: string;
  /** The document library as configured: where it is, and who opens it; undefined: as the CRM and SSH have it. */
  readonly library: { readonly path: string | undefined; readonly user: string | undefined };
  /** Path of the log-on page. */
  readonly probePath: string;
  /** Value of the registry that switches the checking of addresses off (F3). */
  readonly addressCheckingOff: string;
  /** Other Fairleads of the configuration. */
  readonly peers: readonly string[];
  readonly clockSkewMs: number;
  readonly certificateDays: number;
  readonly fullBackupMs: number;
  readonly backupMs: number;
  readonly logBackupMs: number;
};

/** Lists of the settings as they are written; undefined: there is no such row, or its name is not known. */
export type Lists = {
  readonly serverNames: string | undefined;
  readonly fullNames: string | undefined;
  readonly addresses: string | undefined;
};

export type CertificateSeen = {
  /** As the certificate lists them. */
  readonly names: string;
  /** Of the names that were asked for, lower case, those it is made out to. */
  readonly fits: readonly string[];
  readonly validFromMs: number;
  readonly validToMs: number;
  /** Why its authority is not trusted; undefined: it is. */
  readonly distrust: string | undefined;
};

/** An address that speaks TLS, or one that does not. */
export type DoorSeen =
  | { readonly kind: 'plain' }
  | ({ readonly kind: 'tls'; readonly askedNames: readonly string[] } & CertificateSeen);

export type DatabaseFacts = {
  /** False: the configuration says that there is none. */
  readonly wanted: boolean;
  readonly columns: Looked<readonly Finding[]>;
  readonly encryption: Looked<Finding>;
  readonly login: Looked<{ readonly name: string; readonly administrator: boolean }>;
  readonly clock: Looked<ClockSeen>;
  readonly counts: Looked<Finding>;
  readonly budget: Looked<Finding>;
  /** Machines that have a connection of a Fairlead; undefined: only our own are shown. */
  readonly fairleads: Looked<readonly string[] | undefined>;
  readonly backups: Looked<BackupsSeen>;
  /** Names of indexes and statistics that a tuning tool left behind (F7), with their tables. */
  readonly tuningObjects: Looked<readonly { readonly table: string; readonly name: string }[]>;
  readonly licence: Looked<{ readonly rows: number; readonly different: number; readonly bytes: number }>;
  readonly libraryPath: Looked<string | undefined>;
  /** How many table-level scripts want the DTLS server. */
  readonly detachedScripts: Looked<number>;
};

/** How old the newest backup of each kind is; undefined: there is none. */
export type BackupsSeen = {
  readonly database: string;
  /** Such as `FULL` or `SIMPLE`. */
  readonly recovery: string;
  readonly fullAgeMs: number | undefined;
  readonly differentialAgeMs: number | undefined;
  readonly logAgeMs: number | undefined;
};

/** A clock, read somewhere between two moments of our own. */
export type ClockSeen = { readonly utcMs: number; readonly fromMs: number; readonly toMs: number };

export type SshSeen =
  | {
      readonly works: true;
      readonly user: string;
      readonly machine: string;
      readonly administrator: boolean;
    }
  | { readonly works: false; readonly text: string; readonly mend: string };

/** What is seen on the server itself, over SSH. */
export type WindowsFacts = {
  readonly ssh: Looked<SshSeen>;
  readonly appPools: Looked<readonly AppPool[]>;
  readonly clock: Looked<ClockSeen>;
  readonly library: Looked<PathAccess>;
  readonly addressChecking: Looked<RegistryValue>;
  readonly program: Looked<FileVersion>;
};

export type ServerFacts = {
  readonly server: Server;
  readonly check: CheckResult;
  /** Of the host of its origin. */
  readonly addresses: Looked<readonly string[]>;
  readonly door: Looked<DoorSeen>;
  readonly windows: WindowsFacts;
};

/** A role that exists once, and how it stands, as `fairlead roles` says it. */
export type RoleSeen = {
  readonly role: Role;
  readonly standing: Standing;
  /** On each server of the cluster. */
  readonly sights: readonly (ServerSight & { readonly name: string })[];
  /** True while it is on its way to another server. */
  readonly moving: boolean;
};

export type ServiceLogOn = { readonly server: string; readonly works: boolean; readonly text: string };

export type DoctorFacts = {
  readonly nowMs: number;
  readonly expected: Expectations;
  readonly settings: Looked<Lists>;
  readonly parameters: Looked<readonly Finding[]>;
  readonly topology: Looked<{ readonly topology: Topology; readonly remarks: readonly Notice[] }>;
  /** Why the settings make no cluster; empty where they do. */
  readonly unreadable: readonly string[];
  readonly servers: readonly ServerFacts[];
  readonly servedUrl: string;
  readonly url: Looked<DoorSeen>;
  readonly database: DatabaseFacts;
  /** How a log-on of the service account to each server went; those after a refused one were not tried. */
  readonly serviceLogOns: Looked<readonly ServiceLogOn[]>;
  /** Those that are watched. */
  readonly roles: readonly RoleSeen[];
};
