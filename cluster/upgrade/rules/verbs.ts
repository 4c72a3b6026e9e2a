// What a person may ask of a run, and when. Each wish becomes one record of the journal or a refusal that says why. Pure.

import type { RecordBody, RunState, StepState, Verb } from '../model.ts';
import type { Plan, PlannedStep } from '../plan-model.ts';
import type { Wish, WishAnswer } from '../wish.ts';
import { itemsOf } from './checklist.ts';
import { answerItems } from './item-wishes.ts';
import { rollbackVerdict } from './rollback.ts';
import { firstOpen } from './steps.ts';

/** Judges one wish. `under way` steps may be running: what is asked then holds from the next step on. */
export function answerWish(plan: Plan, state: RunState, wish: Wish): WishAnswer {
  const { by } = wish;
  if (state.end !== undefined && wish.verb !== 'rollback')
    return no(`the run has ended: ${state.end.state}`, 'Look at it with: fairlead upgrade show');
  switch (wish.verb) {
    case 'pause':
      if (state.paused !== undefined) return no('it is paused already', 'Nothing to do.');
      return yes({ type: 'paused', by, reason: wish.reason });
    case 'resume':
      if (state.paused === undefined) return no('it is not paused', verbsText(legalVerbs(plan, state)));
      return yes({ type: 'resumed', by });
    case 'extend':
      return yes({ type: 'extended', by, reason: wish.reason, byMs: wish.byMs });
    case 'confirm':
      return confirmed(plan, state, wish);
    case 'fail':
      return failed(plan, state, wish);
    case 'retry':
      return retried(plan, state, wish);
    case 'skip':
      return skipped(plan, state, wish);
    case 'resolve':
      return resolved(state, wish);
    case 'abort':
      if (state.mode !== 'forward') return no(`it is ${state.mode} already`, 'Nothing to do.');
      return yes({ type: 'abort-asked', by, reason: wish.reason });
    case 'rollback':
      return rolledBack(plan, state, wish);
  }
}

/**
 * As `answerWish`, of a run whose journal could not be written: `resume` then says that it can be again, whether the run
 * is paused or not.
 */
export function answerUnwritten(plan: Plan, state: RunState, wish: Wish): WishAnswer {
  return wish.verb === 'resume' ? yes({ type: 'resumed', by: wish.by }) : answerWish(plan, state, wish);
}

/** What may be asked now, in the order a person would think of it. */
export function legalVerbs(plan: Plan, state: RunState): readonly Verb[] {
  if (state.end !== undefined)
    return state.end.state === 'rolled-back' || !rollbackVerdict(plan, state, undefined).allowed
      ? []
      : ['rollback'];
  const verbs = new Set<Verb>(state.halted?.verbs ?? []);
  const awaited = plan.steps.find((step) => awaits(plan, state, step));
  if (awaited !== undefined) verbs.add('confirm');
  if (awaited !== undefined && itemsOf(awaited).length > 0) verbs.add('fail');
  if (state.findings.some((each) => each.resolvedBy === undefined)) verbs.add('resolve');
  verbs.add(state.paused === undefined ? 'pause' : 'resume');
  verbs.add('extend');
  if (state.mode === 'forward') {
    verbs.add('abort');
    verbs.add('rollback');
  }
  return [...verbs];
}

/** As `legalVerbs`, of a run whose journal could not be written. */
export function verbsUnwritten(plan: Plan, state: RunState): readonly Verb[] {
  return [...new Set([...legalVerbs(plan, state), 'resume' as const])];
}

type WishOf<Name extends Verb> = Extract<Wish, { verb: Name }>;

function confirmed(plan: Plan, state: RunState, wish: WishOf<'confirm'>): WishAnswer {
  const { by, step: id, evidence, items } = wish;
  const step = stepOf(plan, id);
  if (step === undefined) return unknownStep(plan, id);
  if (items !== undefined && (itemsOf(step).length === 0 || state.mode === 'rolling-back'))
    return no(`${id} has no items now`, `Confirm it as a whole: fairlead upgrade confirm ${id}.`);
  if (state.mode === 'rolling-back') {
    if (!mayBeSettled(state.undos.get(id)) && step.undo?.byPerson !== true)
      return no(`undoing ${id} is not waiting for anybody`, 'fairlead upgrade show tells what it waits for.');
    return yes({ type: 'undo-confirmed', step: id, by, evidence });
  }
  if (!mayBeConfirmed(state.steps.get(id), step) && !awaits(plan, state, step))
    return no(`${id} is not waiting for anybody`, 'fairlead upgrade show tells what it waits for.');
  if (itemsOf(step).length > 0) return answerItems(step, state, wish);
  return yes({ type: 'step-confirmed', step: id, by, evidence });
}

function failed(plan: Plan, state: RunState, wish: WishOf<'fail'>): WishAnswer {
  const step = stepOf(plan, wish.step);
  if (step === undefined) return unknownStep(plan, wish.step);
  if (itemsOf(step).length === 0)
    return no(`${step.id} has no items`, 'Only items of a checklist are told as failed.');
  if (!awaits(plan, state, step))
    return no(`${step.id} is not waiting for anybody`, 'fairlead upgrade show tells what it waits for.');
  return answerItems(step, state, wish);
}

function retried(plan: Plan, state: RunState, { by, step: id, reason }: WishOf<'retry'>): WishAnswer {
  const step = stepOf(plan, id);
  if (step === undefined) return unknownStep(plan, id);
  if (state.mode === 'rolling-back') {
    if (!mayBeSettled(state.undos.get(id))) return no(`undoing ${id} has not failed`, 'Nothing to do again.');
    return yes({ type: 'undo-retry-asked', step: id, by, reason });
  }
  if (!mayBeSettled(state.steps.get(id)) && state.halted?.step !== id)
    return no(
      `${id} has not failed and nothing waits for it`,
      'Only what failed or is not known is done again.',
    );
  return yes({ type: 'retry-asked', step: id, by, reason });
}

function skipped(plan: Plan, state: RunState, { by, step: id, reason }: WishOf<'skip'>): WishAnswer {
  const step = stepOf(plan, id);
  if (step === undefined) return unknownStep(plan, id);
  if (!step.skippable)
    return no(`the recipe does not let anybody skip ${id}`, 'Do it (retry, confirm), abort, or roll back.');
  const own = state.steps.get(id)?.state ?? 'waiting';
  if (own === 'done' || own === 'skipped' || own === 'begun')
    return no(`${id} is ${own === 'begun' ? 'under way' : own}`, 'Nothing to skip.');
  return yes({ type: 'step-skipped', step: id, by, reason });
}

function resolved(state: RunState, { by, finding, note }: WishOf<'resolve'>): WishAnswer {
  const open = state.findings.filter((each) => each.resolvedBy === undefined).map((each) => each.id);
  if (!open.includes(finding))
    return no(
      `there is no open finding ${finding}`,
      open.length === 0 ? 'None is open.' : `Open: ${open.join(', ')}.`,
    );
  return yes({ type: 'finding-resolved', finding, by, note });
}

function rolledBack(plan: Plan, state: RunState, wish: WishOf<'rollback'>): WishAnswer {
  const { by, reason, server, acceptsLoss } = wish;
  if (state.mode === 'rolling-back' && state.rollbackServer === server)
    return no('it is rolling back', 'Nothing to do.');
  const verdict = rollbackVerdict(plan, state, server);
  if (!verdict.allowed) return no(verdict.because, verdict.mend);
  if (verdict.loses.length > 0 && !acceptsLoss)
    return no(
      `users are in since the upgrade; a rollback loses ${verdict.loses.join('; ')}`,
      'If that is wanted: --accept-loss. Otherwise go on and mend what is wrong.',
    );
  return yes({ type: 'rollback-asked', by, reason, server });
}

/** The one step that waits for a person just now. */
function awaits(plan: Plan, state: RunState, step: PlannedStep): boolean {
  return state.mode === 'forward' && firstOpen(plan, state) === step && step.byPerson;
}

/** Nobody knows whether it was done; or it failed, must not be done twice, and somebody has done it by hand since. */
function mayBeConfirmed(state: StepState | undefined, { effect }: PlannedStep): boolean {
  return state?.state === 'unknown' || (state?.state === 'failed' && effect === 'once');
}

const mayBeSettled = (state: StepState | undefined) =>
  state?.state === 'failed' || state?.state === 'unknown';

const stepOf = (plan: Plan, id: string) => plan.steps.find((step) => step.id === id);

function unknownStep(plan: Plan, id: string): WishAnswer {
  const [near] = plan.steps.filter((step) => step.id.toLowerCase().includes(id.toLowerCase()));
  return no(
    `the plan has no step ${id}`,
    near === undefined ? 'fairlead upgrade show lists them.' : `Was ${near.id} meant?`,
  );
}

const verbsText = (verbs: readonly Verb[]) => `What can be asked now: ${verbs.join(', ') || 'nothing'}.`;

function yes(record: RecordBody): WishAnswer {
  return { ok: true, record };
}

function no(because: string, mend: string): WishAnswer {
  return { ok: false, because, mend };
}
