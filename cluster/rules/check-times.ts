// When a server is checked next. Chance is an argument.

import type { Health } from '../model.ts';

/** First checks come within this time, so that a start knows its servers quickly. */
const firstWithinMs = 500;
/** Share of the interval by which checks are spread, so that servers and Fairleads do not fall into step. */
const spread = 0.1;

/**
 * Milliseconds to the next check: spread over the first moments while nothing is known, at half the interval while a
 * server is on its way up or down, else the interval; `chance` (0 to 1) moves it by a tenth either way.
 */
export function nextCheckInMs(health: Health, intervalMs: number, chance: number): number {
  switch (health.state) {
    case 'unknown':
      return Math.round(Math.min(firstWithinMs, intervalMs) * chance);
    case 'going-up':
    case 'going-down':
      return spreadMs(intervalMs / 2, chance);
    case 'up':
    case 'down':
      return spreadMs(intervalMs, chance);
  }
}

function spreadMs(intervalMs: number, chance: number): number {
  return Math.round(intervalMs * (1 + spread * (2 * chance - 1)));
}
