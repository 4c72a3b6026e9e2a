// Asks an admin listener for an operation, as every verb of the command line does.

import { userInfo } from 'node:os';
import type { Static, TObject, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { AdminError } from '../errors.ts';
import type { Operation, OperationAnswer, OperationRefusal } from '../operation.ts';
import { pathFor } from '../rules/operation-path.ts';
import { askAdmin, codeText, notUnderstood, type Question, tryJson } from './ask-admin.ts';

/** Resolves with the value or with why nothing was done; rejects with an AdminError where nobody answers as they should. */
export async function callOperation<Input extends TObject, Output extends TSchema>(
  question: Question,
  operation: Operation<Input, Output>,
  input: Static<Input>,
): Promise<OperationAnswer<Static<Output>>> {
  const { path, rest } = pathFor(operation.path, input as Readonly<Record<string, unknown>>);
  const answer = await askAdmin(question, {
    path: operation.method === 'GET' ? `${path}${queryOf(rest)}` : path,
    method: operation.method,
    body: rest,
    headers: identity(),
  });
  const document = tryJson(answer.text);
  if (answer.code === 200 && Value.Check(operation.output, document)) return { ok: true, value: document };
  const refusal = refusalOf(answer.code, document);
  if (refusal !== undefined) return refusal;
  if (answer.code === 400 || answer.code === 401 || answer.code === 403)
    throw new AdminError('ADM_ANSWER', codeText(answer));
  throw notUnderstood(question.adminUrl, codeText(answer));
}

function queryOf(fields: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`;
}

/** The token where there is one; else the name of who is logged on here, for the audit. */
function identity(): Readonly<Record<string, string>> {
  const token = process.env.FAIRLEAD_TOKEN;
  const by = encodeURIComponent(userInfo().username);
  return { 'x-fairlead-by': by, ...(token ? { authorization: `Bearer ${token}` } : {}) };
}

const refusalStatuses: ReadonlySet<number> = new Set([404, 409, 422, 502, 503]);

/** Undefined where it is something else. */
function refusalOf(status: number, document: unknown): OperationRefusal | undefined {
  const error = (document as { error?: { code?: unknown; message?: unknown; mend?: unknown } } | undefined)
    ?.error;
  if (!refusalStatuses.has(status) || typeof error?.message !== 'string' || typeof error.mend !== 'string')
    return undefined;
  return {
    ok: false,
    status: status as OperationRefusal['status'],
    code: String(error.code),
    text: error.message,
    mend: error.mend,
  };
}
