// At most so many statements in any stretch of time: says when the next one may go. Waits for nothing itself.

export type Pace = { readonly limit: number; readonly withinMs: number };

/**
 * `taken` are the times of the statements already let go (or booked), oldest first. Gives the time at which the next
 * may go, and the list with it, no longer than needed: between the first and the last of any `limit` + 1 statements
 * lie at least `withinMs`.
 */
export function bookSlot(
  taken: readonly number[],
  { limit, withinMs }: Pace,
  nowMs: number,
): { readonly atMs: number; readonly taken: readonly number[] } {
  const recent = taken.slice(-limit);
  const oldest = recent.length < limit ? undefined : recent[0];
  const atMs = Math.max(nowMs, oldest === undefined ? nowMs : oldest + withinMs, recent.at(-1) ?? nowMs);
  return { atMs, taken: [...recent, atMs].slice(-limit) };
}

/** Who waits for a turn, first come first. */
export type Waiting = { readonly urgent: boolean };

/**
 * Place of the one that goes next; undefined where nobody waits. What somebody waits for goes before the rest, but not
 * twice in a row past one that waits: however much is urgent, the rest gets every second turn.
 */
export function nextInLine(waiting: readonly Waiting[], lastPassed: boolean): number | undefined {
  if (waiting.length === 0) return undefined;
  const urgent = waiting.findIndex((each) => each.urgent);
  const usual = waiting.findIndex((each) => !each.urgent);
  if (urgent === -1) return usual;
  return lastPassed && usual !== -1 ? usual : urgent;
}
