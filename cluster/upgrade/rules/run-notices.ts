// What every status says of the run under way. Pure.

import type { Notice } from '../../model.ts';
import type { RunView } from '../manager-types.ts';
import { isOver } from './steps.ts';

export function runNotices(view: RunView | undefined, nowMs: number): readonly Notice[] {
  if (view === undefined) return [];
  const { run, plan, state, decision, checklists } = view;
  const what = `run ${run} (${plan.recipe}${plan.environment === 'live' ? '' : `, ${plan.environment}`})`;
  const mend = `fairlead upgrade show ${run}`;
  if (decision?.kind === 'unwritten') {
    const text = `${what} stands still, as its journal ${decision.because}`;
    return [{ severity: 'fault', code: 'run-unwritten', text, mend: decision.mend }];
  }
  if (state.paused !== undefined) {
    const minutes = Math.floor((nowMs - state.paused.sinceMs) / 60_000);
    const text = `${what} is paused by ${state.paused.by} for ${minutes} min: ${state.paused.reason}`;
    return [{ severity: 'warning', code: 'run-paused', text, mend: 'fairlead upgrade resume' }];
  }
  if (decision?.kind === 'halt')
    return [{ severity: 'fault', code: 'run-halted', text: `${what} has halted: ${decision.because}`, mend }];
  if (decision?.kind === 'wait' && decision.for === 'person')
    return [
      {
        severity: 'warning',
        code: 'run-waits',
        text: `${what} waits: ${withCount(decision.because, checklists.get(decision.step?.id ?? '')?.count)}`,
        mend,
      },
    ];
  const over = [...state.steps.values()].filter(isOver);
  const text = `${what} is under way, step ${Math.min(over.length + 1, plan.steps.length)} of ${plan.steps.length}`;
  return [{ severity: 'info', code: 'run-under-way', text, mend }];
}

const withCount = (text: string, count: string | undefined) =>
  count === undefined ? text : `${text} (${count})`;
