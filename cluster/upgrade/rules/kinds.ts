// What is known of each kind of step, whatever recipe it stands in: its effect, what it changes, what must hold before,
// and how a person finds out whether it was done. Data.

import type { Change, Effect, Need, StepKind, Undo, UndoKind } from '../plan-model.ts';

export type KindFacts = {
  readonly effect: Effect;
  readonly changes: readonly Change[];
  /** Always, whatever the recipe says beside. */
  readonly needs: readonly Need[];
  readonly proof: string;
  readonly findOut: string;
  readonly tries: number;
  readonly timeoutMinutes: number;
  readonly undo: UndoKind | undefined;
  /** Done by a person and confirmed. */
  readonly byPerson: boolean;
  /** Done on its servers by remote commands; without SSH there a person does it. */
  readonly onServer: boolean;
};

const looks: KindFacts = {
  effect: 'none',
  changes: [],
  needs: [],
  proof: 'it was looked at, and it holds',
  findOut: 'Let it look again.',
  tries: 3,
  timeoutMinutes: 10,
  undo: undefined,
  byPerson: false,
  onServer: false,
};

const does = (facts: Partial<KindFacts> & Pick<KindFacts, 'proof' | 'findOut'>): KindFacts => ({
  ...looks,
  effect: 'repeatable',
  tries: 2,
  ...facts,
});

export const kinds: Readonly<Record<StepKind, KindFacts>> = {
  check: looks,
  'lock-users': does({
    changes: ['users-out'],
    proof: 'the CRM is locked and log-ons get our page',
    findOut: 'fairlead status shows the lock.',
    undo: 'unlock-users',
  }),
  drain: does({
    changes: ['users-out'],
    proof: 'nobody is on the server',
    findOut: 'fairlead status shows who is left.',
    timeoutMinutes: 120,
    undo: 'admit',
  }),
  notify: does({ proof: 'the notice is shown', findOut: 'Look at the notice in fairlead status.' }),
  'stop-services': does({
    onServer: true,
    changes: ['services'],
    proof: 'every service that was listed is stopped',
    findOut: 'Get-Service on the server.',
    undo: 'start-services',
  }),
  'start-services': does({
    onServer: true,
    changes: ['services'],
    proof: 'every service that was listed runs',
    findOut: 'Get-Service on the server.',
    undo: 'stop-services',
  }),
  'assert-disconnected': { ...looks, tries: 1, timeoutMinutes: 30, proof: 'the database sees no connection' },
  'backup-database': does({
    proof: 'the backup file is there and was written whole',
    findOut: 'msdb.dbo.backupset on the database server.',
    timeoutMinutes: 240,
  }),
  'backup-files': does({
    onServer: true,
    proof: 'the archive is there with its hash',
    findOut: 'The backup folder on the server.',
    timeoutMinutes: 120,
  }),
  'backup-registry': does({
    onServer: true,
    proof: 'the exported keys are there with their hash',
    findOut: 'The backup folder on the server.',
  }),
  'verify-backup': {
    ...looks,
    onServer: true,
    timeoutMinutes: 240,
    proof: 'the backup was read back and is whole',
  },
  'drop-tuning-objects': does({
    changes: ['schema'],
    // Restoring the database brings them back: there is no other way that is sure.
    needs: ['backups'],
    proof: 'no _dta_ index or statistic is left',
    findOut: "sys.indexes and sys.stats with names like '_dta_%'.",
  }),
  run: {
    ...looks,
    onServer: true,
    effect: 'once',
    proof: 'the command ended with the code that was expected',
    findOut: 'Look at the server: whether its program still runs, and what its log says.',
    tries: 1,
    timeoutMinutes: 120,
  },
  manual: {
    ...looks,
    effect: 'once',
    proof: 'a person did it and said how they know',
    findOut: 'Ask who did it.',
    tries: 1,
    timeoutMinutes: 480,
    byPerson: true,
  },
  'read-upgrade-log': { ...looks, onServer: true, proof: 'the log was read and nothing in it is open' },
  'admin-log-on': {
    ...looks,
    effect: 'repeatable',
    proof: 'an administrator logged on to this version',
    findOut: "The administrator's last log-on in the CRM.",
    timeoutMinutes: 120,
  },
  warm: does({ proof: 'its answers are fast', findOut: 'Let it warm again.', timeoutMinutes: 30 }),
  'smoke-test': { ...looks, effect: 'repeatable', proof: 'every test passed' },
  checklist: {
    ...looks,
    effect: 'once',
    proof: 'every item was ticked by somebody',
    findOut: 'Ask who tests.',
    tries: 1,
    timeoutMinutes: 480,
    byPerson: true,
  },
  soak: { ...looks, tries: 1, timeoutMinutes: 120, proof: 'it ran that long without new errors' },
  admit: does({
    changes: ['users-in'],
    needs: ['findings-resolved'],
    proof: 'the server takes log-ons',
    findOut: 'fairlead status.',
    undo: 'take-out',
  }),
  'move-role': does({
    changes: ['services'],
    proof: 'the role runs there and nowhere else',
    findOut: 'fairlead roles.',
    timeoutMinutes: 30,
    undo: 'move-role-back',
  }),
  sql: {
    ...looks,
    effect: 'once',
    changes: ['schema'],
    needs: ['backups'],
    proof: 'the statement ran to its end',
    findOut: 'Look at the tables that the statement changes.',
    tries: 1,
    timeoutMinutes: 60,
  },
};

type UndoFacts = Pick<Undo, 'effect' | 'findOut' | 'timeoutMs'>;

const minutes = 60_000;

/** What is known of undoing. */
export const undoKinds: Readonly<Record<UndoKind, UndoFacts>> = {
  'unlock-users': {
    effect: 'repeatable',
    findOut: 'fairlead status shows the lock.',
    timeoutMs: 10 * minutes,
  },
  admit: { effect: 'repeatable', findOut: 'fairlead status.', timeoutMs: 10 * minutes },
  'take-out': { effect: 'repeatable', findOut: 'fairlead status.', timeoutMs: 10 * minutes },
  'start-services': { effect: 'repeatable', findOut: 'Get-Service on the server.', timeoutMs: 10 * minutes },
  'stop-services': { effect: 'repeatable', findOut: 'Get-Service on the server.', timeoutMs: 10 * minutes },
  'restore-database': {
    effect: 'repeatable',
    findOut: 'msdb.dbo.restorehistory on the database server.',
    timeoutMs: 240 * minutes,
  },
  'restore-files': { effect: 'repeatable', findOut: 'The folders on the server.', timeoutMs: 120 * minutes },
  'restore-registry': { effect: 'repeatable', findOut: 'The keys on the server.', timeoutMs: 10 * minutes },
  'move-role-back': { effect: 'repeatable', findOut: 'fairlead roles.', timeoutMs: 30 * minutes },
  run: { effect: 'once', findOut: 'Look at the server.', timeoutMs: 120 * minutes },
  manual: { effect: 'once', findOut: 'Ask who did it.', timeoutMs: 480 * minutes },
  sql: { effect: 'once', findOut: 'Look at the tables.', timeoutMs: 60 * minutes },
};
