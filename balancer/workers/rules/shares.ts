// What each worker gets of a limit that holds for all of them. Pure.

/**
 * The share of worker `seat` (from 0 on) of a limit on connections to one server. Pools are not shared, so the limit
 * is split; at least one each.
 */
export function shareOf(limit: number, seat: number, workers: number): number {
  const whole = Math.floor(limit / workers);
  return Math.max(1, whole + (seat < limit % workers ? 1 : 0));
}
