// All or nothing: several parts that are exchanged together. Knows none of them.

/** One part's way to the new configuration, everything slow or likely to fail already done. */
export type Exchange = {
  apply(): void;
  /** Undoes `apply`. */
  revert(): void;
  /** Closes what is not used any more: the old thing after `apply`. */
  finish?(): Promise<void> | void;
  /** Closes what was made in vain. */
  discard?(): Promise<void> | void;
};

/** Applies all in their order; where one throws, those before it are undone, and the error is thrown on. */
export function applyAll(exchanges: readonly Exchange[]): void {
  const applied: Exchange[] = [];
  try {
    for (const each of exchanges) {
      each.apply();
      applied.unshift(each);
    }
  } catch (error) {
    for (const each of applied) each.revert();
    throw error;
  }
}

/** Closes one after the other; each is tried, what fails is given back. */
export async function closeAll(
  exchanges: readonly Exchange[],
  how: 'finish' | 'discard',
): Promise<readonly Error[]> {
  const problems: Error[] = [];
  for (const each of exchanges) {
    try {
      await each[how]?.();
    } catch (error) {
      problems.push(error as Error);
    }
  }
  return problems;
}
