// How a task ended, in words, whatever it threw. Asks nothing.

import { ClusterError, DatabaseError } from '../errors.ts';
import type { Outcome, RunFacts } from './model.ts';
import type { PerformOptions, TaskResult } from './task.ts';

/** A task that came to its end and found that something is wrong. */
export class TaskFailure extends Error {
  readonly mend: string;

  constructor(text: string, mend: string, options?: ErrorOptions) {
    super(text, options);
    this.name = 'TaskFailure';
    this.mend = mend;
  }
}

export type Ended = {
  readonly outcome: Outcome;
  readonly text: string;
  readonly mend: string | null;
  readonly facts: RunFacts;
};

/** Never rejects. */
export async function resultOf({
  perform,
  signal,
  onProgress,
}: Pick<PerformOptions, 'signal' | 'onProgress'> & {
  readonly perform: (options: PerformOptions) => Promise<TaskResult>;
}): Promise<Ended> {
  let facts: RunFacts = {};
  const onFact = (more: RunFacts) => {
    facts = { ...facts, ...more };
  };
  try {
    const result = await perform({ signal, onProgress, onFact });
    return { outcome: 'done', text: result.text, mend: null, facts: { ...facts, ...result.facts } };
  } catch (error) {
    return { ...failureOf(error, signal), facts };
  }
}

function failureOf(error: unknown, signal: AbortSignal): Omit<Ended, 'facts'> {
  if (signal.aborted) {
    const why = signal.reason instanceof Error ? signal.reason.message : 'cancelled';
    const text = `It was stopped (${why}); the database server undid the statement that was under way.`;
    return { outcome: 'cancelled', text, mend: null };
  }
  if (error instanceof DatabaseError)
    return { outcome: 'failed', text: error.failure.text, mend: error.failure.mend };
  if (error instanceof TaskFailure) return { outcome: 'failed', text: error.message, mend: error.mend };
  const text = error instanceof Error ? error.message : String(error);
  const mend = error instanceof ClusterError ? null : 'The log of Fairlead says more.';
  return { outcome: 'failed', text, mend };
}
