// What is done next for a server that has restarted (F4): page after page until its answers are fast, then it is let in.
// Pure: progress and the world in, the next step with its reason out. Who asks and who holds the server back is not
// known here.

/** Closed set, in the order in which they are taken: room in the database, then from what IIS does alone to what users do. */
export type StepName =
  | 'connections'
  | 'static-page'
  | 'log-on-page'
  | 'service-log-on'
  | 'custom-page'
  | 'tomcat';

/** `path` is set for those that are a page to ask for. */
export type Step = { readonly name: StepName; readonly path: string | undefined };

export type WarmUpSettings = {
  /** An answer is fast that took no longer, and so many fast ones in a row end a step. */
  readonly fastMs: number;
  readonly answers: number;
  /** For all steps together. */
  readonly timeoutMs: number;
  readonly onTimeout: 'admit' | 'keep-out';
};

export type Progress = {
  readonly sinceMs: number;
  readonly steps: readonly Step[];
  /** Index of the step under way. */
  readonly at: number;
  /** Fast answers in a row of this step. */
  readonly fast: number;
  /** What came back last, in one sentence. */
  readonly lastText: string | undefined;
  /** Why steps were left out. */
  readonly skipped: readonly string[];
  /** True once the log-on of the service account was fast: what comes after it finds the metadata loaded. */
  readonly loggedOn: boolean;
};

/** `skip`: this step cannot be taken, and why. */
export type StepAnswer =
  | {
      readonly kind: 'answered';
      readonly healthy: boolean;
      readonly durationMs: number;
      readonly text: string;
    }
  | { readonly kind: 'skip'; readonly text: string };

/** Why a server is let in; closed set. `needed`: too few others take log-ons. */
export type AdmitReason = 'warm' | 'timed-out' | 'needed';

export type WarmUpAction =
  /** `late`: the time is over, and it is kept out until it is done. */
  | { readonly kind: 'ask'; readonly step: Step; readonly late: boolean }
  | { readonly kind: 'admit'; readonly because: AdmitReason };

export function beginWarmUp(steps: readonly Step[], nowMs: number): Progress {
  return { sinceMs: nowMs, steps, at: 0, fast: 0, lastText: undefined, skipped: [], loggedOn: false };
}

/** `needed`: without this server too few take log-ons. Time that ran out ends even a step that goes well. */
export function nextStep(
  progress: Progress,
  settings: WarmUpSettings,
  world: { readonly nowMs: number; readonly needed: boolean },
): WarmUpAction {
  const step = progress.steps[progress.at];
  if (step === undefined) return { kind: 'admit', because: 'warm' };
  if (world.needed) return { kind: 'admit', because: 'needed' };
  const late = isLate(progress, settings, world.nowMs);
  if (late && settings.onTimeout === 'admit') return { kind: 'admit', because: 'timed-out' };
  return { kind: 'ask', step, late };
}

/** True once all steps together took longer than they may. */
export function isLate(progress: Progress, { timeoutMs }: WarmUpSettings, nowMs: number): boolean {
  return nowMs - progress.sinceMs >= timeoutMs;
}

/** True for an answer after which the next question need not wait. */
export function isFast(answer: StepAnswer, { fastMs }: WarmUpSettings): boolean {
  return answer.kind === 'skip' || (answer.healthy && answer.durationMs <= fastMs);
}

/** Progress after one answer: a slow or a wrong one begins the step anew. */
export function afterAnswer(progress: Progress, answer: StepAnswer, settings: WarmUpSettings): Progress {
  const next = { ...progress, lastText: answer.text };
  const step = progress.steps[progress.at];
  if (step === undefined) return next;
  if (answer.kind === 'skip')
    return { ...next, at: next.at + 1, fast: 0, skipped: [...next.skipped, answer.text] };
  const fast = isFast(answer, settings) ? progress.fast + 1 : 0;
  // Room that is there once is there.
  const wanted = step.name === 'connections' ? 1 : settings.answers;
  if (fast < wanted) return { ...next, fast };
  const loggedOn = progress.loggedOn || step.name === 'service-log-on';
  return { ...next, at: next.at + 1, fast: 0, loggedOn };
}
