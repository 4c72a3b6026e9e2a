// The answer to `POST /api/v1/reload`: one schema is its type, its check and its documentation. Keys may be added; none
// is removed or changes its meaning while `version` is 1.

import { type Static, Type } from 'typebox';
import { text, textOrNull, texts } from './schema-words.ts';

/** One fault or warning of the file, as `fairlead check -o json` tells it. */
const FaultSchema = Type.Object({
  severity: Type.Union([Type.Literal('fault'), Type.Literal('warning')]),
  code: text('From a closed set, such as CFG_RANGE'),
  file: text('The file as the running Fairlead names it'),
  line: Type.Integer(),
  column: Type.Integer(),
  path: text('Such as listen.port; empty for the file as a whole'),
  message: text('What is wrong; never the value of a secret'),
  allowed: textOrNull('What would be right'),
  suggestion: textOrNull('What to write or do instead'),
});

export const ReloadAnswerSchema = Type.Object({
  version: Type.Literal(1),
  ok: Type.Boolean({ description: 'False: nothing was changed, the configuration of before goes on' }),
  problem: textOrNull('What stood in the way although the file has no fault'),
  applied: texts('Settings that were changed and are in use'),
  restart: texts('Settings that were changed and come with the next start'),
  remarks: texts('What did not go as it should although the new configuration is in use'),
  faults: Type.Integer({ description: 'Faults among the entries' }),
  warnings: Type.Integer({ description: 'Warnings among the entries' }),
  entries: Type.Array(FaultSchema, { description: 'Faults and warnings of the file, by line' }),
});

export type ReloadAnswer = Static<typeof ReloadAnswerSchema>;
