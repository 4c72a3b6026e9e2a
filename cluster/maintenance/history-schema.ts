// A line of the history as it stands in the file. Types and bounds only.

import { Type } from 'typebox';
import { taskNames } from './model.ts';

const task = Type.Enum([...taskNames]);
const text = Type.String({ maxLength: 10_000 });
const textOrNull = Type.Union([text, Type.Null()]);
const time = Type.Number({ minimum: 0 });
const head = { at: text, atMs: time, task };

/** One of the records of model.ts, with `at` for people. */
export const HistoryLineSchema = Type.Union([
  Type.Object({ ...head, type: Type.Literal('planned'), when: textOrNull }),
  Type.Object({
    ...head,
    type: Type.Literal('began'),
    run: text,
    slotMs: Type.Union([time, Type.Null()]),
    late: Type.Boolean(),
    by: text,
    reason: textOrNull,
    fence: Type.Number(),
  }),
  Type.Object({
    ...head,
    type: Type.Literal('ended'),
    run: text,
    outcome: Type.Enum(['done', 'failed', 'cancelled', 'unknown']),
    durationMs: time,
    text,
    mend: textOrNull,
    facts: Type.Object({
      verified: Type.Optional(text),
      file: Type.Optional(text),
      deleted: Type.Optional(Type.Array(text)),
    }),
  }),
  Type.Object({
    ...head,
    type: Type.Enum(['missed', 'suppressed']),
    slotMs: time,
    count: Type.Integer({ minimum: 1 }),
    because: text,
  }),
]);
