// What an operator is told of an access log that lost lines. Pure.

import type { Notice } from '../../cluster/model.ts';

export type Losses = { readonly lines: number; readonly lastMs: number; readonly because: string };

/** A loss stays in view for so long. */
const shownMs = 10 * 60_000;

/** Nothing where no line was lost in the last ten minutes. */
export function accessLogNotices(losses: Losses | undefined, nowMs: number): readonly Notice[] {
  if (losses === undefined || nowMs - losses.lastMs > shownMs) return [];
  return [
    {
      severity: 'warning',
      code: 'access-log-lost',
      text: `The access log has lost ${losses.lines} lines since the start: ${losses.because}.`,
      mend: 'See to the disk or to whoever reads standard output, or lower logging.access.sample. Traffic is not held up.',
    },
  ];
}
