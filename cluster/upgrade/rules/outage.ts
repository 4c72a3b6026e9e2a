// Whether users are out because of a run now, and when they can come back as far as earlier runs tell. Pure.

import type { RunState } from '../model.ts';
import type { Plan } from '../plan-model.ts';
import { isOver, stepsBefore } from './steps.ts';

/** Undefined: no run keeps users out. `endMs` undefined: of some step left nobody knows how long it takes. */
export function outageOf(
  plan: Plan,
  state: RunState,
  nowMs: number,
): { readonly endMs: number | undefined } | undefined {
  const locked = plan.steps.find((step) => step.kind === 'lock-users');
  const back = plan.steps.find((step) => step.changes.includes('users-in'));
  if (locked === undefined || state.end !== undefined) return undefined;
  if ((state.steps.get(locked.id)?.state ?? 'waiting') === 'waiting') return undefined;
  if (state.mode !== 'forward') return { endMs: undefined };
  if (back === undefined || isOver(state.steps.get(back.id))) return undefined;
  const left = stepsBefore(plan, back).filter(({ id }) => !isOver(state.steps.get(id)));
  const known = left.flatMap(({ estimateMs }) => estimateMs ?? []);
  if (known.length < left.length) return { endMs: undefined };
  return { endMs: nowMs + known.reduce((sum, each) => sum + each, 0) };
}
