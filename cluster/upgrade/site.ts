// What the effects of steps work with: one cluster, live or a test environment, as far as an upgrade touches it. Types
// only; main makes one of the parts it has for each environment.

import type { DrainPolicy, Server } from '../model.ts';
import type { RemoteRunner } from '../remote/command.ts';
import type { WebApplicationPlace } from '../remote/commands/web-application.ts';
import type { RoleName } from '../roles/role.ts';
import type { KeptRun } from './rules/kept-run.ts';

/** What is known of an installation, from profile and configuration; every text is filled in. */
export type SiteSettings = {
  /** Patterns of the Windows services that hold the database or the files, in the order they are stopped (F6, F7). */
  readonly services: readonly string[];
  /** Folders whose files an upgrade changes. */
  readonly folders: readonly string[];
  /** Registry keys that belong to the CRM (F7). */
  readonly registryKeys: readonly string[];
  /** File whose version is that of the installed CRM. */
  readonly versionFile: string;
  /** The log that a setup leaves, and the folder of the logs of scripts (F7). */
  readonly upgradeLog: string;
  readonly scriptLogs: string;
  /** Where backups are kept on each server. */
  readonly backupFolder: string;
  /** The replication engine for Exchange, which runs on the master only (F6); undefined where it is not known. */
  readonly engine: (WebApplicationPlace & { readonly service: string }) | undefined;
  /** Least room that must be left on a server, in bytes. */
  readonly freeBytes: number;
  /** Longest wait for one Windows service. */
  readonly serviceWaitMs: number;
  /** A warm server answers its log-on page within this time, this often in a row. */
  readonly warmMs: number;
  readonly warmAnswers: number;
};

/** A program that installs a version without a person. */
export type Setup = {
  readonly program: string;
  readonly words: readonly string[];
  /** Patterns of the processes it runs as. */
  readonly processes: readonly string[];
};

/** How something ended that an operator reads about; a refusal says what to do. */
export type Told =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly text: string };

/** A role on a server that is to be emptied. */
export type LeavingRole = {
  readonly role: RoleName;
  /** Name of the server that takes it; undefined: it may run nowhere else, such as the replication engine (F6). */
  readonly to: string | undefined;
};

/** One page of a server, asked once. `problem` is undefined where it was as it should be. */
export type PageLook = {
  readonly problem: string | undefined;
  readonly text: string;
  readonly tookMs: number;
  /** Nothing was asked, because what it wants is not configured, or not allowed now. */
  readonly leftOut?: boolean;
};

/** Pages that want a session; where they are is configured. */
export type SessionPages = 'reports' | 'dashboards';

/** An index or statistic that the tuning advisor left (F7). */
export type TuningObject = {
  /** Table and name, for people. */
  readonly name: string;
  /** Statement that takes it away. */
  readonly drop: string;
};

export type SiteDatabase = {
  /** Programs that are connected, by host in lower case; asks the database (F7: Tomcat's pools hold on). */
  connected(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Writes a whole backup with checksums, beside every other plan of backups; resolves with where it is. */
  backup(work: DatabaseWork): Promise<{ readonly file: string; readonly bytes: number }>;
  /** Reads it back; rejects where it is not whole. */
  verify(file: string, work: DatabaseWork): Promise<void>;
  /** Whether a backup lies there, as the database server sees it; rejects where that cannot be told. */
  there(file: string, signal: AbortSignal): Promise<boolean>;
  /** Puts the database back; everybody who is connected is thrown out. */
  restore(file: string, work: DatabaseWork): Promise<void>;
  /** Deletes a backup file that `backup` has written; one that is not there is no fault. */
  remove(file: string, signal: AbortSignal): Promise<void>;
  tuningObjects(): Promise<readonly TuningObject[]>;
  /** Runs a statement; resolves with the number of rows it returned. */
  run(statement: string, signal: AbortSignal): Promise<number>;
};

export type DatabaseWork = {
  readonly signal: AbortSignal;
  /** Share that is done, 0 to 1. */
  readonly onProgress: (share: number) => void;
};

/** Rows of the CRM's settings (F1), by their names in the profile such as `serverNames`. */
export type SiteRows = {
  /** False: nobody has told the name of the row. */
  readonly knows: (setting: string) => boolean;
  /** The value as it is written. Rejects where there is no such row. */
  readonly read: (setting: string) => Promise<string>;
  /** Refuses where the row does not hold `before` any more. A changed list of servers is read anew at once. */
  readonly change: (setting: string, before: string, value: string) => Promise<Told>;
  /** Gives the row of the licence the value that `upgrade.licenceKeys` has under this name; told without the value. */
  readonly putLicence: (name: string) => Promise<Told>;
};

/** One cluster. What throws says in one sentence what and why. */
export type Site = {
  readonly name: string;
  readonly servers: () => readonly Server[];
  /** A server that is not in the list, as configuration and defaults describe it; undefined where that is no server. */
  readonly newcomer: (name: string) => Server | undefined;
  readonly rows: SiteRows;
  readonly settings: () => SiteSettings;
  readonly runner: RemoteRunner;
  readonly database: SiteDatabase;
  readonly lock: {
    /** Undefined: cannot be told. */
    readonly held: () => boolean | undefined;
    readonly take: () => Promise<Told>;
    /** What users read meanwhile: when they can come back; undefined: nothing is worked on. */
    readonly tellWork: (work: { readonly endMs: number | undefined } | undefined) => void;
    readonly release: () => Promise<Told>;
  };
  /** Who comes to a server through the one URL; in a test environment nobody does. */
  readonly people: {
    /** `out`: nobody is served there any more; else how those who are on leave it. */
    readonly takeOut: (server: Server, how: 'out' | DrainPolicy, reason: string) => Promise<void>;
    readonly letIn: (server: Server, reason: string) => Promise<void>;
    readonly serves: (server: Server) => boolean;
    /** Undefined: cannot be told. */
    readonly left: (server: Server) => number | undefined;
  };
  /** Undefined: no role is configured. */
  readonly roles:
    | {
        /** What runs there, and where it may go; looks first. */
        readonly leaving: (server: Server) => Promise<readonly LeavingRole[]>;
        readonly move: (role: RoleName, to: Server, signal: AbortSignal) => Promise<Told>;
      }
    | undefined;
  readonly pages: {
    readonly logOnPage: (server: Server, signal: AbortSignal) => Promise<PageLook>;
    readonly tomcat: (server: Server, signal: AbortSignal) => Promise<PageLook>;
    readonly path: (
      server: Server,
      path: string,
      expect: string | undefined,
      signal: AbortSignal,
    ) => Promise<PageLook>;
    /** Logs the service account on and off again; only asked where there is one. */
    readonly logOn: (server: Server, signal: AbortSignal) => Promise<PageLook>;
    /** Asks each page that is configured of that kind, with a session of the service account; left out without either. */
    readonly inSession: (server: Server, kind: SessionPages, signal: AbortSignal) => Promise<PageLook>;
    /** Whether a service account is configured. */
    readonly hasAccount: () => boolean;
  };
  /** What an earlier run has kept, of whatever environment; undefined where there is no such run. */
  readonly kept: (run: string) => Promise<KeptRun | undefined>;
  /** The version the database says when it is asked; rejects with `DatabaseError` where it does not answer in time. */
  readonly version: () => Promise<string | undefined>;
  /** Shown to users and operators until it is called with undefined. */
  readonly notice: (text: string | undefined) => void;
  /** How a version is installed without a person; undefined: somebody runs its setup. */
  readonly setup: (version: string) => Setup | undefined;
  /** Whether there is a licence key of a version; the runner finds it by its name (rules/licence.ts). */
  readonly hasLicenceKey: (version: string) => boolean;
};
