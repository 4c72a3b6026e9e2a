// A line of a journal, as far as it must be right before it is believed; the chain proves the rest. Pure.

const types = [
  'run-started',
  'step-started',
  'step-ended',
  'step-skipped',
  'step-confirmed',
  'items-confirmed',
  'items-failed',
  'item-looked',
  'retry-asked',
  'finding-resolved',
  'paused',
  'resumed',
  'extended',
  'abort-asked',
  'rollback-asked',
  'undo-started',
  'undo-ended',
  'undo-confirmed',
  'undo-retry-asked',
  'halted',
  'run-ended',
  'signed-off',
  'kept-deleted',
] as const;

/** Whatever stands beside is part of the hash. */
export type JournalLine = {
  readonly type: (typeof types)[number];
  readonly atMs: number;
  readonly at: string;
  readonly hash: string;
};

export function isJournalLine(value: unknown): value is JournalLine {
  if (typeof value !== 'object' || value === null) return false;
  const { type, atMs, at, hash } = value as Partial<JournalLine>;
  if (!(types as readonly unknown[]).includes(type) || !Number.isFinite(atMs)) return false;
  return typeof at === 'string' && typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash);
}
