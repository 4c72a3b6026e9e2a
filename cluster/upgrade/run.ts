// Carries out a run: asks what comes next, writes it down, does it, writes down how it ended, asks again. Decides
// nothing; killed at any moment and made again over the same journal it goes on where it was.

import { pause } from '../pause.ts';
import type { Journal } from './journal.ts';
import type { Decision, EndState, Finding, RecordBody, RunState, Standing } from './model.ts';
import type { Observation } from './observation.ts';
import type { Plan, PlannedStep } from './plan-model.ts';
import { refusedUnwritten } from './refused-unwritten.ts';
import { asTest, lookedAt } from './rules/checklist.ts';
import { fold, foldJournal } from './rules/fold.ts';
import { nextStep } from './rules/next-step.ts';
import { answerUnwritten, answerWish } from './rules/verbs.ts';
import { createRunWriter, type RunWriter } from './run-writer.ts';
import { createStanding } from './standing.ts';
import type { Wish, WishAnswer } from './wish.ts';

/** How one effect ended. `unknown`: it was begun, and whether it was done is not known. */
export type StepOutcome = {
  readonly outcome: 'done' | 'failed' | 'unknown';
  readonly text: string;
  readonly evidence?: Readonly<Record<string, unknown>> | undefined;
  readonly findings?: readonly Finding[] | undefined;
};

/** What an effect is told beside its step. */
export type Work = {
  readonly plan: Plan;
  /** As it was when the step began: what earlier steps kept stands in its `evidence`. */
  readonly state: RunState;
  /** Aborted when the time of the step is over or the process is to end. */
  readonly limit: AbortSignal;
  /** Half a sentence for who watches, such as `43 % of the backup`; it goes into no journal. */
  readonly tell: (progress: string) => void;
};

/** What steps do; what they throw has failed. */
export type Effects = {
  do(step: PlannedStep, work: Work): Promise<StepOutcome>;
  undo(step: PlannedStep, work: Work): Promise<StepOutcome>;
};

export type RunOptions = {
  readonly plan: Plan;
  readonly journal: Journal;
  readonly effects: Effects;
  /** Looks at the world; called before every decision. */
  readonly observe: (plan: Plan, state: RunState, stop: AbortSignal) => Promise<Observation>;
  /** Number of the present leadership: stands with every step that is begun. */
  readonly fence: () => number;
  readonly nowMs: () => number;
  /** How long to wait before looking again where something is waited for. */
  readonly lookAgainMs: number;
  readonly onDecision: (decision: Standing) => void;
  readonly onProblem: (problem: Error) => void;
};

export type Run = {
  readonly plan: Plan;
  state(): RunState;
  /** The last decision: what it is at, or what it waits for. */
  decision(): Standing | undefined;
  /** What the effect under way told last; undefined where none is. */
  progress(): string | undefined;
  /** Writes the wish down, or says why not, also where the journal cannot be written. It holds from the next decision on. */
  wish(wish: Wish): Promise<WishAnswer>;
  /** Resolves with the end, or with undefined when it is closed. Rejects for faults of this code only. */
  readonly ended: Promise<EndState | undefined>;
  /** Stops after the effect under way was told to stop; the run goes on with the next process. */
  close(): Promise<void>;
};

/**
 * Begins at once. The journal must hold `run-started` of this very plan. Where it cannot be written the run stands still
 * and tries again and again: what is to be done is decided anew, how an effect ended is kept until it is written.
 */
export function startRun(options: RunOptions): Run {
  const { plan, journal, nowMs } = options;
  const stop = new AbortController();
  const awake = createWake();
  const standing = createStanding(options.onDecision);
  const pauseALittle = () => awake.wait(options.lookAgainMs, stop.signal);
  const writer = createRunWriter({ journal, standing, pause: pauseALittle, stop: stop.signal });
  let progress: string | undefined;
  const tell = (text: string | undefined) => {
    progress = text;
  };
  const state = folding(journal);

  const decide = async (): Promise<Decision> => {
    const observation = await options.observe(plan, state(), stop.signal);
    return nextStep(plan, state(), observation, nowMs());
  };
  const loop = async (): Promise<EndState | undefined> => {
    while (!stop.signal.aborted) {
      const next = await decide();
      standing.decided(next, writes(next, state()));
      try {
        await act(next);
        if (next.kind === 'end') return next.end;
      } catch (problem) {
        await writer.standStill(problem);
      }
    }
    return undefined;
  };
  const act = async (next: Decision) => {
    switch (next.kind) {
      case 'do':
        return carryOut(next, 'step');
      case 'undo':
        return carryOut(next, 'undo');
      case 'look':
        return lookAtItem(options, underWay(next));
      case 'record':
        return writer.write(next.body);
      case 'halt':
        if (state().halted === undefined) await writer.write(haltedRecord(next));
        return pauseALittle();
      case 'wait':
        return pauseALittle();
      case 'end':
        if (state().end === undefined) await writer.write({ type: 'run-ended', end: next.end });
        return;
    }
  };
  const underWay = <Next>(next: Next) => ({ next, state: state(), writer, stop: stop.signal, tell });
  const carryOut = (next: Extract<Decision, { kind: 'do' | 'undo' }>, what: 'step' | 'undo') =>
    carryOutOne(options, { ...underWay(next), what });
  const running = loop();
  running.catch(options.onProblem);
  return {
    plan,
    state,
    decision: standing.shown,
    progress: () => progress,
    async wish(wish) {
      const answerTo = standing.shown()?.kind === 'unwritten' ? answerUnwritten : answerWish;
      const answer = await written(journal, answerTo(plan, state(), wish));
      awake.ring();
      return answer;
    },
    ended: running,
    async close() {
      stop.abort();
      await running.catch(options.onProblem);
    },
  };
}

function haltedRecord({ step, because, mend, verbs }: Extract<Decision, { kind: 'halt' }>): RecordBody {
  return { type: 'halted', step: step?.id, because, mend, verbs };
}

/** The answer to a wish once it stands in the journal; a refusal where that does not take it. */
async function written(journal: Journal, answer: WishAnswer): Promise<WishAnswer> {
  if (!answer.ok) return answer;
  try {
    await journal.append(answer.record);
    return answer;
  } catch (problem) {
    return refusedUnwritten(problem);
  }
}

/** Whether anything of it stands in the journal before it comes to something. */
function writes(next: Decision, state: RunState): boolean {
  return next.kind !== 'wait' && (next.kind !== 'halt' || state.halted === undefined);
}

/** What the journal says now: each record is folded once, however often it is asked. */
function folding({ records }: Pick<Journal, 'records'>): () => RunState {
  let state = foldJournal([]);
  let folded = 0;
  return () => {
    const all = records();
    state = all.slice(folded).reduce(fold, state);
    folded = all.length;
    return state;
  };
}

type UnderWay<Next> = {
  readonly next: Next;
  readonly state: RunState;
  readonly writer: RunWriter;
  readonly stop: AbortSignal;
  readonly tell: (progress: string | undefined) => void;
};

type OneEffect = UnderWay<Extract<Decision, { kind: 'do' | 'undo' }>> & { readonly what: 'step' | 'undo' };

/** Only looks, so that one that was cut off is looked at again and nothing is written before. */
async function lookAtItem(
  { plan, effects }: RunOptions,
  { next: { step, item }, state, writer, stop, tell }: UnderWay<Extract<Decision, { kind: 'look' }>>,
): Promise<void> {
  const test = asTest(step, item);
  const outcome = await limited(effects, { step: test, what: 'step' }, { plan, state, tell }, stop);
  tell(undefined);
  if (stop.aborted && outcome.outcome !== 'done') return;
  await writer.writeAtLast(lookedAt(step, item, outcome));
}

/** Written down, done, written down. */
async function carryOutOne(
  { plan, effects, fence }: RunOptions,
  { next, what, state, writer, stop, tell }: OneEffect,
): Promise<void> {
  const { step } = next;
  await writer.write({ type: `${what}-started`, step: step.id, try: next.try, fence: fence() });
  const outcome = await limited(effects, { step, what }, { plan, state, tell }, stop);
  tell(undefined);
  // Who was told to stop in the middle does not say how it ended: the next process looks. So do we ourselves where
  // something that must not be done twice was cut off: its effect may be seen.
  if (stop.aborted && outcome.outcome !== 'done') return;
  const effect = what === 'undo' ? step.undo?.effect : step.effect;
  if (outcome.outcome === 'unknown' && effect === 'once') return;
  const { findings, ...rest } = outcome;
  if (what === 'undo') await writer.writeAtLast({ type: 'undo-ended', step: step.id, ...rest });
  else await writer.writeAtLast({ type: 'step-ended', step: step.id, ...rest, findings });
}

async function limited(
  effects: Effects,
  { step, what }: { readonly step: PlannedStep; readonly what: 'step' | 'undo' },
  told: Omit<Work, 'limit'>,
  stop: AbortSignal,
): Promise<StepOutcome> {
  const timeoutMs = what === 'step' ? step.timeoutMs : (step.undo?.timeoutMs ?? step.timeoutMs);
  const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), stop]);
  try {
    const work = { ...told, limit };
    return await (what === 'step' ? effects.do(step, work) : effects.undo(step, work));
  } catch (error) {
    const text = (error as Error).message;
    return { outcome: 'failed', text };
  }
}

/** Waits for a time or until somebody rings; a ring while nobody waits is not lost. */
function createWake() {
  let rung = false;
  let wake: AbortController | undefined;
  return {
    ring() {
      rung = true;
      wake?.abort();
    },
    async wait(ms: number, signal: AbortSignal): Promise<void> {
      wake = new AbortController();
      const over = AbortSignal.any([wake.signal, signal]);
      // Ends early by being aborted, which is no failure.
      if (!rung) await pause(ms, over);
      rung = false;
      wake = undefined;
    },
  };
}
