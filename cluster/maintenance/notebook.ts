// What is known of the plan, kept in step with its history: whatever is learnt is on the disk first.

import type { History } from './history.ts';
import type { HistoryRecord, NewRecord } from './model.ts';
import { type Known, learn, nothingKnown } from './rules/known.ts';

export type Notebook = {
  known(): Known;
  /** Oldest first. */
  records(): readonly HistoryRecord[];
  /** Resolves when it is on the disk and known. */
  write(record: NewRecord): Promise<void>;
  close(): Promise<void>;
};

export function createNotebook(history: History, onRecord: (record: NewRecord) => void): Notebook {
  let known: Known = history.records().reduce(learn, nothingKnown);
  return {
    known: () => known,
    records: history.records,
    async write(record) {
      known = learn(known, await history.append(record));
      onRecord(record);
    },
    close: history.close,
  };
}
