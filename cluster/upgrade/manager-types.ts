// Runs as an operator sees them: what can be planned, begun, wished and looked at. Types only.

import type { Refused, RunState, Standing, Verb } from './model.ts';
import type { Observation } from './observation.ts';
import type { Plan, PlannedServer } from './plan-model.ts';
import type { Recipe } from './recipe.ts';
import type { Installation } from './rules/by-hand.ts';
import type { Checklists } from './rules/checklist.ts';
import type { Hop } from './rules/hops.ts';
import type { KeptFile } from './rules/kept.ts';
import type { KeptCopy } from './rules/kept-run.ts';
import type { Effects } from './run.ts';
import type { RunStore } from './run-store.ts';
import type { Wish, WishAnswer } from './wish.ts';

/** One cluster that runs can be carried out in. */
export type Environment = {
  /** `live`, or the name of a test environment. */
  readonly name: string;
  readonly servers: () => readonly PlannedServer[];
  /**
   * Asks the database which version the CRM has now; undefined where nobody tells it. Rejects with `DatabaseError` where
   * the database does not answer in time.
   */
  readonly version: () => Promise<string | undefined>;
  readonly effects: Effects;
  /** Whether a person does what has to be done on this server: there is no SSH to it. */
  readonly byHand: (server: string) => boolean;
  /** What instructions for a server without SSH name. */
  readonly installation?: () => Installation;
  /** Whether the name of a setting of the CRM is known (F1). */
  readonly knowsSetting: (setting: string) => boolean;
  /** Why a plan cannot begin here, such as a licence key that is not there; undefined where it can. */
  readonly missing: (plan: Plan) => Promise<Omit<Refused, 'ok'> | undefined>;
  /** Deletes copies that runs have kept: all of one server, or of the database. Throws with the sentence of the failure. */
  readonly discard: (copies: readonly KeptFile[], limit: AbortSignal) => Promise<void>;
  readonly observe: (plan: Plan, state: RunState, stop: AbortSignal) => Promise<Omit<Observation, 'leader'>>;
};

export type ManagerOptions = {
  readonly store: RunStore;
  readonly environments: ReadonlyMap<string, Environment>;
  /** By name. */
  readonly recipes: () => Promise<ReadonlyMap<string, Recipe>>;
  readonly hops: () => readonly Hop[];
  /** Values for parameters of recipes that are the same in every run, by name. */
  readonly parameters: () => Readonly<Record<string, string>>;
  readonly rehearsalMaxAgeMs: () => number;
  /** What else works on the cluster now; undefined where nothing does. */
  readonly busy: () => string | undefined;
  readonly isLeader: () => boolean;
  readonly fence: () => number;
  readonly nowMs: () => number;
  readonly lookAgainMs: number;
  readonly onDecision: (run: string, decision: Standing) => void;
  readonly onProblem: (problem: Error) => void;
};

export type PlanWish = {
  readonly recipe: string;
  readonly environment: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Take hops that no guide confirms. */
  readonly acceptLikely: boolean;
};

export type PlanAnswer =
  | {
      readonly ok: true;
      readonly plan: Plan;
      readonly hops: readonly Hop[];
      /** In what a test environment is not like the live cluster, in sentences. */
      readonly differences: readonly string[];
    }
  | Refused;

export type BeginWish = PlanWish & {
  /** Hash of the plan that was reviewed: nothing else is begun. */
  readonly hash: string;
  readonly by: string;
  readonly reason: string;
  readonly notBeforeMs: number | undefined;
  readonly withoutRehearsal: string | undefined;
};

/** A run for those who look at it. */
export type RunView = {
  readonly run: string;
  readonly plan: Plan;
  readonly state: RunState;
  /** What it is at; undefined of a run that no process is at. */
  readonly decision: Standing | undefined;
  /** What the effect under way told last, for who watches. */
  readonly progress: string | undefined;
  readonly verbs: readonly Verb[];
  /** What it has kept and read back, and what is still there. */
  readonly kept: readonly KeptCopy[];
  /** The items of its checklists, with what is known of each. */
  readonly checklists: Checklists;
};

export type CleanUpWish = {
  /** Copies of runs that ended longer ago may go. */
  readonly keepMs: number;
  readonly signal: AbortSignal;
  /** Told of each run whose copies are deleted now. */
  readonly tell: (text: string) => void;
};

export type CleanedUp = {
  readonly deleted: readonly KeptFile[];
  /** Why others that may go are still there, in sentences; the next clean-up tries again. */
  readonly left: readonly string[];
};

export type UpgradeManager = {
  /** Only looks; what it shows is what `begin` takes. */
  plan(wish: PlanWish): Promise<PlanAnswer>;
  begin(wish: BeginWish): Promise<{ readonly ok: true; readonly run: string } | Refused>;
  wish(run: string, wish: Wish): Promise<WishAnswer>;
  signOff(run: string, by: string, note: string): Promise<{ readonly ok: true } | Refused>;
  /** The run that is under way. */
  current(): RunView | undefined;
  /** Oldest first. */
  list(): Promise<readonly RunView[]>;
  /** Deletes what runs have kept and nobody needs any more; nothing while a run is under way. */
  cleanUp(wish: CleanUpWish): Promise<CleanedUp>;
  /** Goes on with a run that another process left; nothing where there is none. */
  resume(): Promise<void>;
  close(): Promise<void>;
};
