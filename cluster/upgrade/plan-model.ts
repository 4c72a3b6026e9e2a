// The nouns of a plan: kinds of steps, what they change and need, their undo, a step, the plan itself. Types only.

/** What a step does; what is known of each kind stands in rules/kinds.ts. */
export type StepKind =
  | 'check'
  | 'lock-users'
  | 'drain'
  | 'notify'
  | 'stop-services'
  | 'start-services'
  | 'assert-disconnected'
  | 'backup-database'
  | 'backup-files'
  | 'backup-registry'
  | 'verify-backup'
  | 'drop-tuning-objects'
  | 'run'
  | 'manual'
  | 'read-upgrade-log'
  | 'admin-log-on'
  | 'warm'
  | 'smoke-test'
  | 'checklist'
  | 'soak'
  | 'admit'
  | 'move-role'
  | 'sql';

/** What can be undone with what: the kinds of undoing. */
export type UndoKind =
  | 'unlock-users'
  | 'admit'
  | 'take-out'
  | 'start-services'
  | 'stop-services'
  | 'restore-database'
  | 'restore-files'
  | 'restore-registry'
  | 'move-role-back'
  | 'run'
  | 'manual'
  | 'sql';

/** `none`: only looks. `repeatable`: twice is as good as once. `once`: twice does harm. */
export type Effect = 'none' | 'repeatable' | 'once';

/** What of the cluster a step changes: what invariants and the point of no return look at. */
export type Change = 'version' | 'schema' | 'files' | 'registry' | 'services' | 'users-in' | 'users-out';

/** What must hold before a step; looked at anew at each step, never taken from memory alone where it can be seen. */
export type Need =
  /** Users are locked out. */
  | 'locked'
  /** No server but the one that is being changed is connected to the database (F7). */
  | 'disconnected'
  /** Verified backups of everything the step changes. */
  | 'backups'
  /** Services of the target are stopped. */
  | 'services-stopped'
  /** Nobody is on the target. */
  | 'empty'
  /** The tests of the target have passed in this run. */
  | 'tested'
  /** No blocking finding of this run is left without a note. */
  | 'findings-resolved';

export type Undo = {
  readonly kind: UndoKind;
  readonly title: string;
  readonly effect: Effect;
  readonly timeoutMs: number;
  readonly with: Readonly<Record<string, unknown>>;
  /** How a person finds out whether it was done. */
  readonly findOut: string;
  /** A person does it and confirms: nothing else undoes it, or there is no SSH to its server. */
  readonly byPerson: boolean;
};

/** One step of a plan. Frozen: nothing runs that was not in the reviewed plan. */
export type PlannedStep = {
  /** Unique in the plan, such as `upgrade@CRMWEB2` or `upgrade#2@CRMWEB2` in the second hop. */
  readonly id: string;
  /** Id in the recipe. */
  readonly key: string;
  readonly phase: string;
  readonly kind: StepKind;
  readonly title: string;
  /** Names of servers; empty: done from here, or at the database. */
  readonly targets: readonly string[];
  /** Which hop of versions it belongs to, from 0; undefined before, between and after. */
  readonly hop: number | undefined;
  readonly needs: readonly Need[];
  readonly changes: readonly Change[];
  readonly effect: Effect;
  /** A sentence: what proves it done. */
  readonly proof: string;
  /** How a person finds out whether it was done, where that cannot be seen from here. */
  readonly findOut: string;
  readonly timeoutMs: number;
  /** Tries in all, at least 1. */
  readonly tries: number;
  /** Whether a person may skip it, with a reason. */
  readonly skippable: boolean;
  /** A person does it and confirms: it is such a step, or there is no SSH to its server. */
  readonly byPerson: boolean;
  readonly undo: Undo | undefined;
  readonly with: Readonly<Record<string, unknown>>;
  /** From earlier runs; undefined where there was none. */
  readonly estimateMs: number | undefined;
};

export type PlannedServer = { readonly name: string; readonly position: number };

/** Recipe, cluster and parameters joined and frozen. */
export type Plan = {
  readonly recipe: string;
  readonly title: string;
  /** Users see an outage: the whole cluster is out at once. */
  readonly outage: boolean;
  readonly environment: string;
  /** In list order: the first is the master and owns the database (F7). */
  readonly servers: readonly PlannedServer[];
  readonly parameters: Readonly<Record<string, string>>;
  /** `needs`: what a hop needs beside, such as an attestation key. */
  readonly hops: readonly {
    readonly from: string;
    readonly to: string;
    readonly needs?: string | undefined;
  }[];
  readonly steps: readonly PlannedStep[];
  readonly deadlineMs: number;
  /** Of everything above but names of servers and estimates: a rehearsal has the hash of its live run. */
  readonly hash: string;
};
