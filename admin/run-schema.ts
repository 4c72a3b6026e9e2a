// Plans and runs as the API tells them: one schema is type, check and documentation. Every key is always there.

import { type Static, Type } from 'typebox';
import { number, numberOrNull, text, textOrNull, words } from './schema-words.ts';

const stepStates = ['waiting', 'begun', 'failed', 'unknown', 'done', 'skipped'] as const;

const ItemSchema = Type.Object({
  number: number('its place in the checklist, from 1'),
  text: text('what is tested'),
  automatic: Type.Boolean({ description: 'Fairlead looks at it itself; else a person does' }),
});

const RunItemSchema = Type.Object({
  ...ItemSchema.properties,
  state: words('open', 'passed', 'confirmed', 'failed', 'resolved'),
  by: textOrNull('who confirmed it or told it as failed; null: Fairlead, or nobody yet'),
  at: textOrNull('when; null while nobody has said anything'),
  note: text('evidence of a person, what is wrong, or what Fairlead saw'),
  resolvedBy: textOrNull('who has resolved that it failed'),
});

const PlanStepSchema = Type.Object({
  id: text('name of the step in this plan, such as setup@CRMWEB2'),
  key: text('its name in the recipe'),
  phase: text('phase of the recipe'),
  kind: text('what it does'),
  title: text('one sentence'),
  targets: Type.Array(Type.String(), { description: 'servers; empty: from here, or at the database' }),
  needs: Type.Array(Type.String()),
  proof: text('what proves it done'),
  skippable: Type.Boolean(),
  undo: textOrNull('how it is undone; null: there is nothing to undo'),
  timeoutSeconds: number('time limit'),
  estimateSeconds: numberOrNull('what it took last time'),
  byPerson: Type.Boolean({ description: 'done by a person and confirmed' }),
  instructions: Type.Array(Type.String(), {
    description: 'what that person does, in order; empty: the title says it',
  }),
  items: Type.Array(ItemSchema, { description: 'of a checklist; else empty' }),
});

/** A plan to review: what is begun is this very one, by its hash. */
export const PlanSchema = Type.Object({
  recipe: text('name of the recipe'),
  title: text('what it does'),
  environment: text('live, or a test environment'),
  hash: text('of the plan without names of servers'),
  outage: Type.Boolean({ description: 'users see an outage' }),
  outageSeconds: numberOrNull('how long the outage will be, as far as earlier runs tell; null is not known'),
  servers: Type.Array(Type.String()),
  parameters: Type.Record(Type.String(), Type.String()),
  hops: Type.Array(
    Type.Object({ from: Type.String(), to: Type.String(), source: Type.String(), sure: Type.Boolean() }),
  ),
  steps: Type.Array(PlanStepSchema),
  differences: Type.Array(Type.String(), {
    description: 'in what a test environment is not like the live cluster',
  }),
});

const RunStepSchema = Type.Object({
  ...PlanStepSchema.properties,
  state: words(...stepStates),
  undoState: Type.Union([words(...stepStates), Type.Null()], { description: 'null: it was never undone' }),
  since: textOrNull('when it came into this state'),
  tookSeconds: numberOrNull('null while it is not done'),
  text: text('how it ended, or why it did not'),
  items: Type.Array(RunItemSchema, { description: 'of a checklist; else empty' }),
  itemsDone: number('items that are passed, confirmed or resolved'),
});

/** One run. */
export const RunSchema = Type.Object({
  run: text('its number'),
  recipe: text('name of the recipe'),
  title: text('what it does'),
  environment: text('live, or a test environment'),
  planHash: text('of its plan'),
  status: words(
    'scheduled',
    'progressing',
    'waiting',
    'paused',
    'failed',
    'rolling-back',
    'completed',
    'rolled-back',
    'aborted',
  ),
  statusText: text('the same for people, such as Failed (CRMWEB2 at smoke-test)'),
  because: text('what it does or waits for, and why'),
  mend: textOrNull('what to do; null where nothing is to be done'),
  startedAt: textOrNull('when it was begun'),
  endedAt: textOrNull('when it ended'),
  activeSeconds: number('time it was under way, pauses left out'),
  pausedSeconds: number('time it was paused'),
  deadlineSeconds: number('its time limit, pauses left out'),
  stepsDone: number('steps that are done or skipped'),
  steps: Type.Array(RunStepSchema),
  servers: Type.Array(Type.String()),
  at: textOrNull('the step it is at; null before, after and between'),
  findings: Type.Array(
    Type.Object({
      id: Type.String(),
      step: Type.String(),
      severity: words('blocking', 'warning'),
      text: Type.String(),
      resolvedBy: textOrNull('null is open'),
    }),
  ),
  verbs: Type.Array(Type.String(), { description: 'what can be asked now' }),
  kept: Type.Array(
    Type.Object({
      what: words('database', 'files', 'registry'),
      server: textOrNull('null: the database'),
      of: text('the folder or key'),
      file: text('where it lies, on its server or as SQL Server sees it'),
      bytes: number('its size'),
      hash: textOrNull('SHA-256; null of the database, whose backup has checksums of its own'),
      version: textOrNull('of the installed files when it was kept; null where nobody looked'),
    }),
    { description: 'backups that were read back and are still there; the recipe restore takes them' },
  ),
  signedOffBy: textOrNull('of a rehearsal'),
});

export type PlanDocument = Static<typeof PlanSchema>;
export type RunDocument = Static<typeof RunSchema>;
export type RunStatusWord = RunDocument['status'];
