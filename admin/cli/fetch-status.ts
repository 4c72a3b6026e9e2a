// Asks an admin listener for the status. Whatever is not a status document is an error in one sentence with what
// to try.

import { Value } from 'typebox/value';
import { type Status, StatusSchema } from '../status-schema.ts';
import { askAdmin, codeText, notUnderstood, type Question, tryJson } from './ask-admin.ts';

/** The document, and the very text it was read from. */
export type Answer = { readonly status: Status; readonly text: string };

/** Rejects with an AdminError. */
export async function fetchStatus(question: Question): Promise<Answer> {
  const answer = await askAdmin(question, { path: '/api/v1/status', method: 'GET' });
  if (answer.code !== 200) throw notUnderstood(question.adminUrl, codeText(answer));
  const status = tryJson(answer.text);
  if (!Value.Check(StatusSchema, status))
    throw notUnderstood(question.adminUrl, 'something that is no status document');
  return { status, text: answer.text };
}
