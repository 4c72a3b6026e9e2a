// Which modes of application locks can be held side by side (sp_getapplock). The rule only; who waits is app-locks.ts.

export type LockMode = 'IntentShared' | 'Shared' | 'Update' | 'IntentExclusive' | 'Exclusive';

const together: Readonly<Record<LockMode, readonly LockMode[]>> = {
  IntentShared: ['IntentShared', 'Shared', 'Update', 'IntentExclusive'],
  Shared: ['IntentShared', 'Shared', 'Update'],
  Update: ['IntentShared', 'Shared'],
  IntentExclusive: ['IntentShared', 'IntentExclusive'],
  Exclusive: [],
};

export function parseLockMode(text: string): LockMode | undefined {
  return (Object.keys(together) as LockMode[]).find((mode) => mode.toLowerCase() === text.toLowerCase());
}

/** May this mode be granted beside those others hold? */
export function canGrant(wanted: LockMode, heldByOthers: readonly LockMode[]): boolean {
  return heldByOthers.every((held) => together[held].includes(wanted));
}

/** The mode a session has after asking for another one: the stronger of both. */
export function strongerMode(left: LockMode, right: LockMode): LockMode {
  return together[left].length <= together[right].length ? left : right;
}
