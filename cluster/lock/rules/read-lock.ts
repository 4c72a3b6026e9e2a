// The rows that the lock statement gives back, as a lock and as what came of the change. Pure.

import type { SystemLock } from '../../model.ts';
import { parseTime } from '../../rules/setting-values.ts';

export type LockRow = {
  readonly name: string;
  readonly value: string | null;
  readonly changedBy: number;
  readonly changedSince: number;
  readonly utcOffsetMinutes: number;
};

export type LockNames = { readonly lockedBy: string; readonly lockedSince: string };

/** What stands in the rows now; `undefined` is unlocked. */
export function readLockRows(rows: readonly LockRow[], names: LockNames): SystemLock | undefined {
  const valueIn = (name: string) =>
    rows.find((row) => row.name.toLowerCase() === name.toLowerCase())?.value?.trim() || undefined;
  const lockedBy = valueIn(names.lockedBy);
  if (lockedBy === undefined) return undefined;
  return { lockedBy, sinceMs: parseTime(valueIn(names.lockedSince), rows[0]?.utcOffsetMinutes ?? 0) };
}

/** Why nothing was changed, as one sentence; undefined where it was. */
export function lockProblem(rows: readonly LockRow[], names: LockNames): string | undefined {
  for (const name of [names.lockedBy, names.lockedSince]) {
    const found = rows.filter((row) => row.name.toLowerCase() === name.toLowerCase()).length;
    if (found !== 1)
      return `The settings table has ${found === 0 ? 'no' : found} live row${found > 1 ? 's' : ''} "${name}".`;
  }
  if (rows[0]?.changedBy === 1 && rows[0].changedSince === 1) return undefined;
  return 'Somebody else has locked or unlocked the system at the same moment.';
}
