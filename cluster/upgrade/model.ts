// The nouns of a run: journal record, state, decision. What it sees stands in observation.ts. Types only.

import type { PlannedStep } from './plan-model.ts';

/** Something an upgrade log or a test says that a person has to look at. */
export type Finding = {
  readonly id: string;
  readonly severity: 'blocking' | 'warning';
  readonly text: string;
};

/** Items of a checklist as a record names them: `item` is the number, from 1. */
export type NamedItems = readonly { readonly item: number; readonly text: string }[];

/** What is written down, in order. `atMs` and the chain are added by the journal. */
export type RecordBody =
  | {
      readonly type: 'run-started';
      readonly run: string;
      readonly planHash: string;
      readonly by: string;
      readonly reason: string;
      /** Not before, where it was scheduled. */
      readonly notBeforeMs: number | undefined;
      /** Why it begins although no rehearsal of this plan was completed. */
      readonly withoutRehearsal?: string | undefined;
    }
  /** On the disk before the effect begins. */
  | { readonly type: 'step-started'; readonly step: string; readonly try: number; readonly fence: number }
  | {
      readonly type: 'step-ended';
      readonly step: string;
      readonly outcome: 'done' | 'failed' | 'unknown' | 'not-done';
      readonly text: string;
      /** What was kept: paths and hashes of backups, output, numbers. No secrets. */
      readonly evidence?: Readonly<Record<string, unknown>> | undefined;
      readonly findings?: readonly Finding[] | undefined;
    }
  | { readonly type: 'step-skipped'; readonly step: string; readonly by: string; readonly reason: string }
  /** A person says that it was done, and why they know. */
  | { readonly type: 'step-confirmed'; readonly step: string; readonly by: string; readonly evidence: string }
  /** A person says of items of a checklist that they are in order, and why they know. */
  | {
      readonly type: 'items-confirmed';
      readonly step: string;
      readonly items: NamedItems;
      readonly by: string;
      readonly evidence: string;
    }
  /** A person says of items of a checklist that they are not in order, and what is wrong. */
  | {
      readonly type: 'items-failed';
      readonly step: string;
      readonly items: NamedItems;
      readonly by: string;
      readonly note: string;
    }
  /** Fairlead has looked at an item itself; `unknown`: it could not, and a person does. */
  | {
      readonly type: 'item-looked';
      readonly step: string;
      readonly item: number;
      readonly text: string;
      readonly outcome: 'done' | 'failed' | 'unknown';
      readonly told: string;
    }
  /** A person wants a failed or unknown step done again. */
  | { readonly type: 'retry-asked'; readonly step: string; readonly by: string; readonly reason: string }
  | {
      readonly type: 'finding-resolved';
      readonly finding: string;
      readonly by: string;
      readonly note: string;
    }
  | { readonly type: 'paused'; readonly by: string; readonly reason: string }
  | { readonly type: 'resumed'; readonly by: string }
  /** The whole run gets more time. */
  | { readonly type: 'extended'; readonly by: string; readonly reason: string; readonly byMs: number }
  | { readonly type: 'abort-asked'; readonly by: string; readonly reason: string }
  | {
      readonly type: 'rollback-asked';
      readonly by: string;
      readonly reason: string;
      /** Undefined: everything. */
      readonly server: string | undefined;
    }
  | { readonly type: 'undo-started'; readonly step: string; readonly try: number; readonly fence: number }
  | {
      readonly type: 'undo-ended';
      readonly step: string;
      readonly outcome: 'done' | 'failed' | 'unknown' | 'not-done';
      readonly text: string;
      readonly evidence?: Readonly<Record<string, unknown>> | undefined;
    }
  | { readonly type: 'undo-confirmed'; readonly step: string; readonly by: string; readonly evidence: string }
  | { readonly type: 'undo-retry-asked'; readonly step: string; readonly by: string; readonly reason: string }
  /** A person must say how it goes on; it does not go on by itself, whatever changes meanwhile. */
  | {
      readonly type: 'halted';
      readonly step: string | undefined;
      readonly because: string;
      readonly mend: string;
      readonly verbs: readonly Verb[];
    }
  | { readonly type: 'run-ended'; readonly end: EndState }
  /** Copies that the run has kept are not there any more. */
  | {
      readonly type: 'kept-deleted';
      readonly files: readonly { readonly server: string; readonly file: string }[];
    }
  /** Somebody has looked at what a rehearsal left and lets the live run begin. */
  | { readonly type: 'signed-off'; readonly by: string; readonly note: string };

export type JournalRecord = RecordBody & { readonly atMs: number };

/** How a run ended: words, each with what it means for the servers. */
export type EndState =
  | { readonly state: 'completed' }
  | { readonly state: 'rolled-back'; readonly server: string | undefined }
  | { readonly state: 'aborted'; readonly upgraded: number; readonly of: number };

export type StepState =
  | { readonly state: 'waiting' }
  /** Begun and not ended: under way, or cut off if nobody is at it. */
  | { readonly state: 'begun'; readonly try: number; readonly sinceMs: number }
  | { readonly state: 'failed'; readonly try: number; readonly atMs: number; readonly text: string }
  | { readonly state: 'unknown'; readonly try: number; readonly atMs: number; readonly text: string }
  | { readonly state: 'done'; readonly atMs: number; readonly tookMs: number; readonly text: string }
  | { readonly state: 'skipped'; readonly atMs: number; readonly by: string; readonly reason: string };

/** What is known of one item of a checklist. `left`: Fairlead could not look at it, so it is a person's. */
export type ItemState =
  | { readonly state: 'open' }
  | { readonly state: 'left'; readonly atMs: number; readonly text: string }
  | { readonly state: 'passed'; readonly atMs: number; readonly text: string }
  | { readonly state: 'confirmed'; readonly atMs: number; readonly by: string; readonly evidence: string }
  /** `by` undefined: Fairlead has found it. */
  | {
      readonly state: 'failed';
      readonly atMs: number;
      readonly by: string | undefined;
      readonly note: string;
    };

/** Undoing one step; a step that was never begun has nothing to undo. */
export type UndoState = StepState;

export type RunMode = 'forward' | 'aborting' | 'rolling-back';

export type Halt = {
  readonly step: string | undefined;
  readonly because: string;
  readonly mend: string;
  readonly verbs: readonly Verb[];
};

/** What the journal says, folded. */
export type RunState = {
  readonly run: string | undefined;
  readonly planHash: string | undefined;
  readonly mode: RunMode;
  /** Of a rollback: one server, or undefined for everything. */
  readonly rollbackServer: string | undefined;
  readonly paused: { readonly by: string; readonly reason: string; readonly sinceMs: number } | undefined;
  readonly halted: Halt | undefined;
  readonly notBeforeMs: number | undefined;
  readonly startedAtMs: number | undefined;
  /** Time in pauses that are over. */
  readonly pausedMs: number;
  /** Time that was given to the run beyond its limit. */
  readonly extendedMs: number;
  /** When the last step ended or was asked for again: from then on the next one's wait counts. */
  readonly lastMoveMs: number;
  /** Time in pauses since `lastMoveMs` that are over. */
  readonly pausedSinceMoveMs: number;
  readonly steps: ReadonlyMap<string, StepState>;
  readonly undos: ReadonlyMap<string, UndoState>;
  /** Of checklists, by step and number; what is not there is open. */
  readonly items: ReadonlyMap<string, ReadonlyMap<number, ItemState>>;
  /** Steps that were confirmed as a whole. */
  readonly confirmed: ReadonlyMap<string, Extract<ItemState, { state: 'confirmed' }>>;
  readonly findings: readonly (Finding & {
    readonly step: string;
    readonly resolvedBy: string | undefined;
  })[];
  /** Kept with steps that are done. */
  readonly evidence: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Copies that were kept and are deleted since. */
  readonly deleted: readonly { readonly server: string; readonly file: string }[];
  readonly end: EndState | undefined;
  readonly endedAtMs: number | undefined;
  readonly signedOff: { readonly by: string; readonly note: string; readonly atMs: number } | undefined;
};

export type Verb =
  | 'pause'
  | 'resume'
  | 'extend'
  | 'confirm'
  | 'fail'
  | 'skip'
  | 'retry'
  | 'resolve'
  | 'abort'
  | 'rollback';

/** What comes next, and why. */
export type Decision =
  | { readonly kind: 'do'; readonly step: PlannedStep; readonly try: number; readonly because: string }
  /** An item of a checklist that Fairlead looks at itself. */
  | { readonly kind: 'look'; readonly step: PlannedStep; readonly item: number; readonly because: string }
  | { readonly kind: 'undo'; readonly step: PlannedStep; readonly try: number; readonly because: string }
  /** The effect of something that was cut off is known after all: only to be written down. */
  | { readonly kind: 'record'; readonly body: RecordBody; readonly because: string }
  | {
      readonly kind: 'wait';
      readonly for: 'leader' | 'resume' | 'window' | 'condition' | 'person';
      readonly step: PlannedStep | undefined;
      readonly because: string;
      readonly untilMs: number | undefined;
    }
  | {
      readonly kind: 'halt';
      readonly step: PlannedStep | undefined;
      readonly because: string;
      readonly mend: string;
      readonly verbs: readonly Verb[];
    }
  | { readonly kind: 'end'; readonly end: EndState };

/** What a run is at: its last decision, or that it stands still until its journal can be written again. */
export type Standing =
  | Decision
  | {
      readonly kind: 'unwritten';
      readonly step: PlannedStep | undefined;
      readonly because: string;
      readonly mend: string;
    };

/** Why something that was asked for is not begun or written: what stands in the way, and what to do. */
export type Refused = { readonly ok: false; readonly because: string; readonly mend: string };
