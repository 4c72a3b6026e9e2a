// Arithmetic of "the fewest users": how many more users every other server would have needed for one to be right.

/** A server as the judge counts it. */
export type Count = {
  readonly server: string;
  readonly users: number;
  readonly weight: number;
  /** Users that a chooser could not yet know to be gone. */
  readonly onTheWay: number;
};

/**
 * For each other server the users that are missing for `chosen` to have been one with the fewest, counted with the
 * one who arrives and divided by weight: `(users + 1) / weight`. An empty map says that the choice was right.
 */
export function shortfalls(counts: readonly Count[], chosen: string): Map<string, number> {
  const here = counts.find((each) => each.server === chosen);
  const missing = new Map<string, number>();
  if (!here) return missing;
  const share = (here.users + 1) / here.weight;
  for (const { server, users, weight, onTheWay } of counts) {
    if (server === chosen) continue;
    const needed = Math.ceil(share * weight - 1e-9) - 1 - users - onTheWay;
    if (needed > 0) missing.set(server, needed);
  }
  return missing;
}

/** Largest minus smallest number of users; 0 for fewer than two servers. */
export function largestDifference(users: readonly number[]): number {
  return users.length < 2 ? 0 : Math.max(...users) - Math.min(...users);
}
