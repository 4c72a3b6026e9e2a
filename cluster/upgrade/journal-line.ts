// A line of a journal, as far as it must be right before it is believed; the chain proves the rest.

import { type Static, Type } from 'typebox';
import { Check } from 'typebox/schema';

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
const JournalLineSchema = Type.Object({
  type: Type.Unsafe<(typeof types)[number]>({ enum: types }),
  atMs: Type.Number(),
  at: Type.String(),
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});

export function isJournalLine(value: unknown): value is Static<typeof JournalLineSchema> {
  return Check(JournalLineSchema, value);
}
