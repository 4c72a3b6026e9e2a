// What a worker has asked the main thread and not been told yet. Knows ids, not requests.

import type { SettledRoute } from '../engine.ts';
import type { AnswerTerms } from '../traffic-edits.ts';
import type { Report } from './protocol.ts';

export type Told = { readonly route: SettledRoute; readonly terms: AnswerTerms };

export type Questions = {
  /** Opens an exchange at the main thread; what is reported of it goes under the id. */
  open(): number;
  /** Has the next answer given to `told`. */
  expect(id: number, told: (answer: Told) => void): void;
  report(report: Report): void;
  /** The exchange is over: an answer that is still on its way is for nobody. */
  close(id: number): void;
  /** An answer has come. */
  answer(id: number, answer: Told): void;
};

/** `report` sends to the main thread. */
export function createQuestions(report: (report: Report) => void): Questions {
  const waiting = new Map<number, (answer: Told) => void>();
  let last = 0;
  return {
    open() {
      last += 1;
      return last;
    },
    expect: (id, told) => waiting.set(id, told),
    report,
    close: (id) => waiting.delete(id),
    answer(id, answer) {
      const told = waiting.get(id);
      waiting.delete(id);
      told?.(answer);
    },
  };
}
