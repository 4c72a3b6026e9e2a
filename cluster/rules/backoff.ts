// How long to wait before asking again what did not answer. Chance is an argument.

export type Backoff = { readonly baseMs: number; readonly capMs: number };

/**
 * Wait before try number `attempt` + 1 (attempt 1 is the first failure): doubling up to the cap, then between half
 * and all of it, as `chance` (0 to 1) has it, so that several Fairleads do not come back in step.
 */
export function backoffMs(attempt: number, chance: number, { baseMs, capMs }: Backoff): number {
  const exponent = Math.min(Math.max(attempt, 1) - 1, 30);
  const whole = Math.min(capMs, baseMs * 2 ** exponent);
  return Math.round(whole / 2 + (whole / 2) * Math.min(Math.max(chance, 0), 1));
}
