// One check after another makes a health: several failures before a server is down, several passes before it is up.

import type { CheckResult, Health } from '../model.ts';

/** Checks in a row that it takes; both at least 1. */
export type Hysteresis = { readonly rise: number; readonly fall: number };

/**
 * Health after one more check. The very first check decides alone, either way: before it nothing is known, and
 * waiting would send people to a dead server or keep them from a living one.
 */
export function nextHealth(health: Health, check: CheckResult, { rise, fall }: Hysteresis): Health {
  switch (health.state) {
    case 'unknown':
      return begin(check.healthy ? 'up' : 'down', check);
    case 'up':
      return check.healthy ? { ...health, lastCheck: check } : step('going-down', undefined, check, fall);
    case 'down':
      return check.healthy ? step('going-up', undefined, check, rise) : { ...health, lastCheck: check };
    case 'going-down':
      return check.healthy ? begin('up', check) : step('going-down', health, check, fall);
    case 'going-up':
      return check.healthy ? step('going-up', health, check, rise) : begin('down', check);
  }
}

/** May requests go there as far as checks tell? A server on its way down still serves, one on its way up not yet. */
export function isServing(health: Health): boolean {
  return health.state === 'up' || health.state === 'going-down' || health.state === 'unknown';
}

function begin(state: 'up' | 'down', check: CheckResult): Health {
  return { state, sinceMs: check.atMs, lastCheck: check };
}

function step(
  state: 'going-up' | 'going-down',
  before: { readonly step: number; readonly sinceMs: number } | undefined,
  check: CheckResult,
  steps: number,
): Health {
  const done = (before?.step ?? 0) + 1;
  if (done >= steps) return begin(state === 'going-up' ? 'up' : 'down', check);
  return { state, sinceMs: before?.sinceMs ?? check.atMs, step: done, steps, lastCheck: check };
}
