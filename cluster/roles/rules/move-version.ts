// Which of two writings of a role's last move is the later one, and what the next one is called. Pure.

import type { MoveVersion } from '../role.ts';

/** False for one and the same. */
export function isLater(one: MoveVersion, other: MoveVersion): boolean {
  return one.fence === other.fence ? one.number > other.number : one.fence > other.fence;
}

/**
 * What a leader with that fence writes after `before`. Where that has a higher fence all the same (the clock of another
 * database server that took over is behind), it is passed, since the lock is what makes a leader.
 */
export function nextVersion(before: MoveVersion | undefined, fence: number): MoveVersion {
  if (before === undefined || before.fence < fence) return { fence, number: 1 };
  if (before.fence === fence) return { fence, number: before.number + 1 };
  return { fence: before.fence + 1, number: 1 };
}
