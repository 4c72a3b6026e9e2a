// What the journal says, folded to the state of the run. Pure and total: any list of records gives a state.

import type { JournalRecord, RunState, StepState } from '../model.ts';
import { foldItems, withoutFailed } from './fold-items.ts';

const nothing: RunState = {
  run: undefined,
  planHash: undefined,
  mode: 'forward',
  rollbackServer: undefined,
  paused: undefined,
  halted: undefined,
  notBeforeMs: undefined,
  startedAtMs: undefined,
  pausedMs: 0,
  extendedMs: 0,
  lastMoveMs: 0,
  pausedSinceMoveMs: 0,
  steps: new Map(),
  undos: new Map(),
  items: new Map(),
  confirmed: new Map(),
  findings: [],
  evidence: new Map(),
  deleted: [],
  end: undefined,
  endedAtMs: undefined,
  signedOff: undefined,
};

/** The state after these records. */
export function foldJournal(records: readonly JournalRecord[]): RunState {
  return records.reduce(fold, nothing);
}

/** The state after one more. */
export function fold(state: RunState, record: JournalRecord): RunState {
  switch (record.type) {
    case 'run-started':
      return {
        ...state,
        run: record.run,
        planHash: record.planHash,
        notBeforeMs: record.notBeforeMs,
        startedAtMs: record.atMs,
        lastMoveMs: Math.max(record.atMs, record.notBeforeMs ?? 0),
      };
    case 'step-started':
    case 'step-ended':
    case 'step-skipped':
    case 'step-confirmed':
    case 'retry-asked':
      return foldStep(state, record);
    case 'undo-started':
    case 'undo-ended':
    case 'undo-confirmed':
    case 'undo-retry-asked':
      return foldUndo(state, record);
    case 'items-confirmed':
    case 'items-failed':
    case 'item-looked':
      return withItems(state, record);
    case 'finding-resolved':
      return {
        ...state,
        halted: undefined,
        findings: state.findings.map((each) =>
          each.id === record.finding ? { ...each, resolvedBy: record.by } : each,
        ),
      };
    case 'paused': {
      const { by, reason, atMs: sinceMs } = record;
      return state.paused === undefined ? { ...state, paused: { by, reason, sinceMs } } : state;
    }
    case 'resumed':
      return resumed(state, record.atMs);
    case 'extended':
      return { ...state, halted: undefined, extendedMs: state.extendedMs + record.byMs };
    case 'abort-asked':
      return moved({ ...state, mode: 'aborting' }, record.atMs);
    case 'rollback-asked':
      // Also after an end: what was completed or aborted can go back as long as that loses nothing.
      return moved(
        {
          ...state,
          mode: 'rolling-back',
          rollbackServer: record.server,
          end: undefined,
          endedAtMs: undefined,
        },
        record.atMs,
      );
    case 'halted': {
      const { step, because, mend, verbs } = record;
      return { ...state, halted: { step, because, mend, verbs } };
    }
    case 'run-ended':
      return { ...state, halted: undefined, end: record.end, endedAtMs: record.atMs };
    case 'kept-deleted':
      return { ...state, deleted: [...state.deleted, ...record.files] };
    case 'signed-off': {
      const { by, note, atMs } = record;
      return { ...state, signedOff: { by, note, atMs } };
    }
  }
}

type StepRecord = Extract<
  JournalRecord,
  { type: 'step-started' | 'step-ended' | 'step-skipped' | 'step-confirmed' | 'retry-asked' }
>;
type UndoRecord = Extract<
  JournalRecord,
  { type: 'undo-started' | 'undo-ended' | 'undo-confirmed' | 'undo-retry-asked' }
>;

function foldStep(state: RunState, record: StepRecord): RunState {
  const before = state.steps.get(record.step) ?? { state: 'waiting' };
  const steps = new Map(state.steps).set(record.step, nextOf(before, record));
  if (record.type === 'step-started') return { ...state, steps };
  return moved({ ...knownOf(state, record), steps }, record.atMs);
}

/** What such a record tells beside how its step stands. */
function knownOf(state: RunState, record: Exclude<StepRecord, { type: 'step-started' }>): RunState {
  switch (record.type) {
    case 'step-ended':
      return withFindings(withEvidence(state, record), record);
    case 'step-confirmed': {
      const { step, by, evidence, atMs } = record;
      const own = { state: 'confirmed' as const, by, evidence, atMs };
      return { ...state, confirmed: new Map(state.confirmed).set(step, own) };
    }
    case 'retry-asked':
      return withoutFailed(state, record.step);
    case 'step-skipped':
      return state;
  }
}

/** Each item gives the next one its whole time; what an item has halted stays so until that item is settled. */
function withItems(state: RunState, record: Parameters<typeof foldItems>[1]): RunState {
  const next = foldItems(state, record);
  const stays = next.findings.some((each) => each.step === record.step && each.resolvedBy === undefined);
  return { ...moved(next, record.atMs), halted: stays ? state.halted : undefined };
}

function foldUndo(state: RunState, record: UndoRecord): RunState {
  const before = state.undos.get(record.step) ?? { state: 'waiting' };
  const undos = new Map(state.undos).set(record.step, nextOf(before, record));
  return record.type === 'undo-started' ? { ...state, undos } : moved({ ...state, undos }, record.atMs);
}

function nextOf(before: StepState, record: StepRecord | UndoRecord): StepState {
  const { atMs } = record;
  switch (record.type) {
    case 'step-started':
    case 'undo-started':
      return { state: 'begun', try: record.try, sinceMs: atMs };
    case 'step-skipped':
      return { state: 'skipped', atMs, by: record.by, reason: record.reason };
    case 'step-confirmed':
    case 'undo-confirmed':
      return { state: 'done', atMs, tookMs: tookMs(before, atMs), text: `${record.by}: ${record.evidence}` };
    case 'retry-asked':
    case 'undo-retry-asked':
      return { state: 'waiting' };
    case 'step-ended':
    case 'undo-ended': {
      const { text } = record;
      const attempt = before.state === 'begun' ? before.try : 1;
      switch (record.outcome) {
        case 'done':
          return { state: 'done', atMs, tookMs: tookMs(before, atMs), text };
        case 'failed':
          return { state: 'failed', try: attempt, atMs, text };
        case 'unknown':
          return { state: 'unknown', try: attempt, atMs, text };
        case 'not-done':
          return { state: 'waiting' };
      }
    }
  }
}

const tookMs = (before: StepState, atMs: number) => (before.state === 'begun' ? atMs - before.sinceMs : 0);

type Ended = Extract<JournalRecord, { type: 'step-ended' }>;

function withEvidence(state: RunState, { step, evidence, outcome }: Ended): RunState {
  if (evidence === undefined || outcome !== 'done') return state;
  return { ...state, evidence: new Map(state.evidence).set(step, evidence) };
}

/** A step that is done again finds anew: its old findings are gone, but for what somebody has resolved. */
function withFindings(state: RunState, { step, findings = [] }: Ended): RunState {
  const resolved = new Map(state.findings.map((each) => [each.id, each.resolvedBy]));
  const others = state.findings.filter((each) => each.step !== step);
  const found = findings.map((each) => ({ ...each, step, resolvedBy: resolved.get(each.id) }));
  return { ...state, findings: [...others, ...found] };
}

function moved(state: RunState, atMs: number): RunState {
  return {
    ...state,
    halted: undefined,
    lastMoveMs: Math.max(atMs, state.notBeforeMs ?? 0),
    pausedSinceMoveMs: 0,
  };
}

/** The clock of the run and of the step stood still meanwhile. */
function resumed(state: RunState, atMs: number): RunState {
  if (state.paused === undefined) return state;
  const heldMs = Math.max(0, atMs - state.paused.sinceMs);
  const sinceMoveMs = Math.max(0, atMs - Math.max(state.paused.sinceMs, state.lastMoveMs));
  return {
    ...state,
    paused: undefined,
    pausedMs: state.pausedMs + heldMs,
    pausedSinceMoveMs: state.pausedSinceMoveMs + sinceMoveMs,
  };
}
