// What comes next in a run: one step, or wait and why, or halt and why, or the end. Pure and total: every plan, journal,
// observation and moment has exactly one answer. Asked again after every record, also by a process that finds a run which
// another one left in the middle.

import type { Decision, Halt, RunState, StepState, Verb } from '../model.ts';
import type { Observation } from '../observation.ts';
import type { Plan, PlannedStep } from '../plan-model.ts';
import { obstacleOf } from './needs.ts';
import { nextOfChecklist } from './next-item.ts';
import { toUndo } from './rollback.ts';
import { firstOpen, isDone } from './steps.ts';

/**
 * `state` is the journal folded; nothing may be under way while this is asked. `nowMs` is the time of the journal's
 * clock.
 */
export function nextStep(plan: Plan, state: RunState, observation: Observation, nowMs: number): Decision {
  if (state.end !== undefined) return { kind: 'end', end: state.end };
  if (!observation.leader) return wait('leader', undefined, 'another Fairlead is the leader');
  const left = interrupted(plan, state, observation);
  if (left?.kind === 'record') return left;
  if (state.halted !== undefined) return haltedStill(plan, state.halted);
  if (state.paused !== undefined) {
    const { by, reason } = state.paused;
    return wait('resume', undefined, `paused by ${by}: ${reason}`);
  }
  if (state.notBeforeMs !== undefined && nowMs < state.notBeforeMs)
    return wait('window', undefined, 'it was scheduled for later', state.notBeforeMs);
  if (left !== undefined) return left;
  switch (state.mode) {
    case 'forward':
      return forward(plan, state, observation, nowMs);
    case 'aborting':
      return { kind: 'end', end: { state: 'aborted', ...upgradedOf(plan, state) } };
    case 'rolling-back':
      return backward(plan, state);
  }
}

/** Whatever has changed since: who was called goes on, not we. */
function haltedStill(plan: Plan, { step, because, mend, verbs }: Halt): Decision {
  return { kind: 'halt', step: plan.steps.find(({ id }) => id === step), because, mend, verbs };
}

/** Something was begun and nobody is at it: its effect is looked for before anything else is done. */
function interrupted(plan: Plan, state: RunState, observation: Observation): Decision | undefined {
  for (const step of plan.steps) {
    const forth = state.steps.get(step.id);
    if (forth?.state === 'begun') {
      const { findOut } = step;
      // Who turned back does not want it done again: whether it is there, its undo does not ask.
      const effect = state.mode === 'forward' ? step.effect : 'once';
      return cutOff({ step, effect, findOut, undoing: false, tries: forth.try }, observation.seen(step.id));
    }
    const back = state.undos.get(step.id);
    if (back?.state === 'begun' && step.undo !== undefined) {
      const { effect, findOut } = step.undo;
      return cutOff(
        { step, effect, findOut, undoing: true, tries: back.try },
        observation.seen(`undo:${step.id}`),
      );
    }
  }
  return undefined;
}

type CutOff = {
  readonly step: PlannedStep;
  readonly effect: PlannedStep['effect'];
  readonly findOut: string;
  readonly undoing: boolean;
  readonly tries: number;
};

function cutOff(
  { step, effect, findOut, undoing, tries }: CutOff,
  seen: ReturnType<Observation['seen']>,
): Decision {
  const type = undoing ? 'undo-ended' : 'step-ended';
  const what = undoing ? `undoing ${step.id}` : step.id;
  switch (seen) {
    case 'there': {
      const text = 'it was cut off, and its effect is there';
      return {
        kind: 'record',
        body: { type, step: step.id, outcome: 'done', text },
        because: `${what}: ${text}`,
      };
    }
    case 'not-there': {
      const text = 'it was cut off, and it is certain that nothing happened';
      return {
        kind: 'record',
        body: { type, step: step.id, outcome: 'not-done', text },
        because: `${what}: ${text}`,
      };
    }
    case 'unknown': {
      if (effect !== 'once') {
        const because = 'it was cut off, and doing it again does no harm';
        return { kind: undoing ? 'undo' : 'do', step, try: tries, because };
      }
      const text = `it was cut off, and whether it was done cannot be seen from here. Find out: ${findOut}`;
      return {
        kind: 'record',
        body: { type, step: step.id, outcome: 'unknown', text },
        because: `${what}: ${text}`,
      };
    }
  }
}

function forward(plan: Plan, state: RunState, observation: Observation, nowMs: number): Decision {
  const step = firstOpen(plan, state);
  if (step === undefined) return { kind: 'end', end: { state: 'completed' } };
  const own = state.steps.get(step.id) ?? { state: 'waiting' };
  const attempt = attemptOf(step, own);
  if (typeof attempt !== 'number') return attempt;
  const runLimit = overRun(plan, state, nowMs);
  if (runLimit !== undefined) return runLimit;
  const obstacle = obstacleOf({ plan, state, observation, step });
  if (obstacle !== undefined) {
    const { because, mend } = obstacle;
    const untilMs = deadlineOf(step, state);
    if (obstacle.waits && nowMs < untilMs) return wait('condition', step, because, untilMs);
    const waited = obstacle.waits
      ? `${because}; it was waited for until the time limit of the step`
      : because;
    return halt(step, waited, mend, ['retry', ...skipOf(step), 'abort', 'rollback']);
  }
  const ofItems = nextOfChecklist(step, state);
  if (ofItems !== undefined) return ofItems;
  if (step.byPerson) {
    const untilMs = deadlineOf(step, state);
    if (nowMs < untilMs)
      return wait('person', step, `somebody has to do it and confirm: ${step.title}`, untilMs);
    const verbs: Verb[] = ['confirm', 'retry', ...skipOf(step), 'abort', 'rollback'];
    return halt(step, 'nobody confirmed it within its time limit', 'Confirm it, or ask for it again.', verbs);
  }
  const because =
    attempt === 1 ? 'everything before it is done' : `it failed; this is try ${attempt} of ${step.tries}`;
  return { kind: 'do', step, try: attempt, because };
}

/** Which try is next, or the halt where there is none. */
function attemptOf(step: PlannedStep, own: StepState): number | Decision {
  switch (own.state) {
    case 'failed':
      if (own.try < step.tries) return own.try + 1;
      return failedHalt(step, own);
    case 'unknown':
      return halt(step, own.text, `If it was done: confirm ${step.id}. If it was not: retry ${step.id}.`, [
        'confirm',
        'retry',
        ...skipOf(step),
        'abort',
        'rollback',
      ]);
    default:
      return 1;
  }
}

/** What must not be done twice may have been done by hand since, such as a setup that wanted a person at the screen. */
function failedHalt(step: PlannedStep, own: Extract<StepState, { state: 'failed' }>): Decision {
  const confirm: readonly Verb[] = step.effect === 'once' ? ['confirm'] : [];
  const byHand = confirm.length > 0 ? ` If somebody has done it by hand meanwhile: confirm ${step.id}.` : '';
  const verbs: readonly Verb[] = ['retry', ...confirm, ...skipOf(step), 'abort', 'rollback'];
  const because = `it failed ${times(own.try)}: ${own.text}`;
  return halt(step, because, `Mend it, then: retry ${step.id}.${byHand}`, verbs);
}

function backward(plan: Plan, state: RunState): Decision {
  const [step] = toUndo(plan, state);
  if (step?.undo === undefined) {
    return { kind: 'end', end: { state: 'rolled-back', server: state.rollbackServer } };
  }
  const own = state.undos.get(step.id);
  switch (own?.state) {
    case 'failed':
      return halt(step, `undoing it failed: ${own.text}`, `Mend it, then: retry ${step.id}`, [
        'confirm',
        'retry',
      ]);
    case 'unknown':
      return halt(
        step,
        `whether it was undone is not known: ${own.text}`,
        `If it was undone: confirm ${step.id}. If not: retry ${step.id}.`,
        ['confirm', 'retry'],
      );
    default:
      if (step.undo.byPerson)
        return wait('person', step, `somebody has to do it and confirm: ${step.undo.title}`);
      return { kind: 'undo', step, try: 1, because: 'it is the newest that is not undone yet' };
  }
}

/** The time limit of a run counts from its start (or its window) and stands still while it is paused. */
function overRun(plan: Plan, state: RunState, nowMs: number): Decision | undefined {
  const begunMs = Math.max(state.startedAtMs ?? nowMs, state.notBeforeMs ?? 0);
  if (nowMs - begunMs - state.pausedMs <= plan.deadlineMs + state.extendedMs) return undefined;
  return halt(
    undefined,
    'the time limit of the whole run is over',
    'Give it more time (extend), abort or roll back.',
    ['extend', 'abort', 'rollback'],
  );
}

const deadlineOf = (step: PlannedStep, state: RunState) =>
  state.lastMoveMs + state.pausedSinceMoveMs + step.timeoutMs;

/** How many servers have the new version now. */
function upgradedOf(plan: Plan, state: RunState): { readonly upgraded: number; readonly of: number } {
  const changing = plan.steps.filter((step) => step.changes.includes('version'));
  const upgraded = plan.servers.filter(({ name }) => {
    const own = changing.filter((step) => step.targets.includes(name));
    return own.length > 0 && own.every((step) => isDone(state, step));
  });
  return { upgraded: upgraded.length, of: plan.servers.length };
}

const skipOf = (step: PlannedStep): readonly Verb[] => (step.skippable ? ['skip'] : []);

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);

function wait(
  what: Extract<Decision, { kind: 'wait' }>['for'],
  step: PlannedStep | undefined,
  because: string,
  untilMs?: number,
): Decision {
  return { kind: 'wait', for: what, step, because, untilMs };
}

function halt(
  step: PlannedStep | undefined,
  because: string,
  mend: string,
  verbs: readonly Verb[],
): Decision {
  return {
    kind: 'halt',
    step,
    because: step === undefined ? because : `${step.id}: ${because}`,
    mend,
    verbs,
  };
}
