// In which order the reports of several workers are taken. Each worker's come in its own order; between two of them
// one thing counts: what a worker told before another one asked is known before that question is answered.

import type { Report } from './protocol.ts';

export interface Speaker {
  /** Gives everything that was said and not heard yet. */
  drain(hear: (report: Report) => void): void;
  take(report: Report): void;
}

/** Takes a report of `speaker`; before a question everything else that was said by anybody. */
export function hear(speakers: readonly Speaker[], speaker: Speaker, report: Report): void {
  if (report.kind !== 'ask') {
    speaker.take(report);
    return;
  }
  const questions: { readonly speaker: Speaker; readonly report: Report }[] = [{ speaker, report }];
  // What follows on a question stays behind it.
  const asked = new Map(speakers.map((each) => [each, new Set<number>()]));
  asked.get(speaker)?.add(report.id);
  for (const each of speakers) {
    const ids = asked.get(each);
    each.drain((next) => {
      if (next.kind === 'ask') ids?.add(next.id);
      if ('id' in next && ids?.has(next.id)) questions.push({ speaker: each, report: next });
      else each.take(next);
    });
  }
  for (const each of questions) each.speaker.take(each.report);
}
