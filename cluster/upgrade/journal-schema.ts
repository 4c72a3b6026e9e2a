// The shape of a journal's line, as far as it must be right before it is believed; the chain proves the rest.

import { Type } from 'typebox';

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
export const JournalLineSchema = Type.Object({
  type: Type.Unsafe<(typeof types)[number]>({ enum: types }),
  atMs: Type.Number(),
  at: Type.String(),
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});
