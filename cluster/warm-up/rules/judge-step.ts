// What the answer to one question of a warm-up means, and which questions there are. Pure.

import {
  judgeAnswer,
  judgeFailure,
  judgeTomcat,
  type ProbeAnswer,
  type ProbeOutcome,
} from '../../rules/check-answer.ts';
import type { Step, StepAnswer } from './next-step.ts';

/** What the steps are made of; paths have the install name in them. */
export type StepSources = {
  readonly startPage: string;
  readonly logOnPage: { readonly path: string; readonly expect: string };
  /** Undefined: Tomcat is of no account here. */
  readonly tomcat: { readonly path: string; readonly alive: readonly number[] } | undefined;
  readonly pages: readonly string[];
  /** True where the connections of the database can be looked at. */
  readonly countsConnections: boolean;
  /** True where a service account may log on. */
  readonly logsOn: boolean;
};

export type StepOutcome =
  | (Extract<ProbeOutcome, { readonly kind: 'answer' }> & ProbeAnswer)
  | Extract<ProbeOutcome, { readonly kind: 'failed' }>;

/** From what IIS does alone to what users do, Tomcat last: it is ready last, and most users do without it (F3). */
export function stepsOf({ startPage, logOnPage, tomcat, pages, ...has }: StepSources): readonly Step[] {
  return [
    ...(has.countsConnections ? [{ name: 'connections', path: undefined } as const] : []),
    { name: 'static-page', path: startPage },
    { name: 'log-on-page', path: logOnPage.path },
    ...(has.logsOn ? [{ name: 'service-log-on', path: undefined } as const] : []),
    ...pages.map((path) => ({ name: 'custom-page', path }) as const),
    ...(tomcat === undefined ? [] : [{ name: 'tomcat', path: tomcat.path } as const]),
  ];
}

/** How one page came. A custom page without a session may well be the log-on page. */
export function judgeStep(
  step: Step,
  outcome: StepOutcome,
  { logOnPage, tomcat }: Pick<StepSources, 'logOnPage' | 'tomcat'>,
  origin: string,
): StepAnswer {
  const path = step.path ?? '';
  const { durationMs } = outcome;
  const answered = (judged: { readonly healthy: boolean; readonly text: string }): StepAnswer => ({
    kind: 'answered',
    ...judged,
    durationMs,
  });
  if (outcome.kind === 'failed') return answered(judgeFailure(outcome, path, origin));
  const text = `GET ${path}: ${outcome.status} in ${Math.round(durationMs)} ms`;
  switch (step.name) {
    case 'log-on-page':
      return answered(judgeAnswer(outcome, path, logOnPage.expect, durationMs));
    case 'tomcat':
      return answered(tomcat === undefined ? { healthy: true, text } : judgeTomcat(outcome, tomcat, origin));
    case 'static-page':
      return answered({ healthy: outcome.status < 400, text });
    case 'connections':
    case 'custom-page':
    case 'service-log-on':
      return answered({ healthy: outcome.status < 500, text });
  }
}
