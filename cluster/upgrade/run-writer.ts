// How a run writes its journal: what the journal does not take makes the run stand still and be tried again. Decides
// nothing.

import { type Journal, JournalUnwritten } from './journal.ts';
import type { RecordBody } from './model.ts';
import type { StandingBoard } from './standing.ts';

export type RunWriterOptions = {
  readonly journal: Journal;
  readonly standing: StandingBoard;
  /** Until it is tried again; resolves early when somebody asks for it or the process is to end. */
  readonly pause: () => Promise<void>;
  readonly stop: AbortSignal;
};

export type RunWriter = {
  write(body: RecordBody): Promise<void>;
  /** Of something that has happened: tries until it is written, or the process is to end. */
  writeAtLast(body: RecordBody): Promise<void>;
  /** Told and waited for; throws what is not of the journal. */
  standStill(problem: unknown): Promise<void>;
};

export function createRunWriter({ journal, standing, pause, stop }: RunWriterOptions): RunWriter {
  const write = async (body: RecordBody) => {
    await journal.append(body);
    standing.written();
  };
  const standStill = async (problem: unknown) => {
    if (!(problem instanceof JournalUnwritten)) throw problem;
    standing.unwritten(problem);
    await pause();
  };
  return {
    write,
    standStill,
    async writeAtLast(body) {
      do {
        try {
          return await write(body);
        } catch (problem) {
          await standStill(problem);
        }
      } while (!stop.aborted);
    },
  };
}
