// The refusal of whatever a journal could not take.

import { JournalUnwritten } from './journal.ts';
import type { Refused } from './model.ts';

/** Throws what is something else. */
export function refusedUnwritten(problem: unknown): Refused {
  if (!(problem instanceof JournalUnwritten)) throw problem;
  return { ok: false, because: problem.message, mend: `${problem.mend}, then ask again.` };
}
