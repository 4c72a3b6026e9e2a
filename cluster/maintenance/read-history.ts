// Reads a file of the history. Loaded where there is one: the library that checks its lines is 300 files.

import { Value } from 'typebox/value';
import { ClusterError } from '../errors.ts';
import { HistoryLineSchema } from './history-schema.ts';
import type { HistoryRecord } from './model.ts';

/** What is no whole line is told and left out. */
export function readHistory(
  text: string,
  path: string,
  onProblem: (problem: Error) => void,
): readonly HistoryRecord[] {
  return text.split('\n').flatMap((line, index) => {
    if (line === '') return [];
    try {
      const document: unknown = JSON.parse(line);
      if (Value.Check(HistoryLineSchema, document)) {
        const { at: _, ...record } = document;
        return [record as unknown as HistoryRecord];
      }
    } catch {
      // Told below, as a line of another form is.
    }
    onProblem(
      new ClusterError(
        'CLU_HISTORY',
        `${path}:${index + 1} is no whole line of the history; it is left out.`,
      ),
    );
    return [];
  });
}
