// Asks a running Fairlead to read its configuration anew. What it answered is shown elsewhere.

import { Value } from 'typebox/value';
import { type ReloadAnswer, ReloadAnswerSchema } from '../reload-schema.ts';
import { askAdmin, codeText, notUnderstood, type Question, tryJson } from './ask-admin.ts';

/** Resolves also where the configuration was refused; rejects with an AdminError where nothing of use was answered. */
export async function sendReload(question: Question): Promise<ReloadAnswer> {
  const answer = await askAdmin(question, { path: '/api/v1/reload', method: 'POST' });
  const document = tryJson(answer.text);
  if (!Value.Check(ReloadAnswerSchema, document)) throw notUnderstood(question.adminUrl, codeText(answer));
  return document;
}
