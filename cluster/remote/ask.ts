// Asks a server a question: runs its command and reads the answer. Nothing is tried twice here; that is the caller's.

import type { Server } from '../model.ts';
import type { CommandResult, RemoteQuestion, RemoteRunner } from './command.ts';
import { RemoteError } from './errors.ts';
import { unanswered } from './rules/unanswered.ts';

/** `result` is what came back of the command, for a journal; the error says in one sentence why there is no value. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value; readonly result: CommandResult }
  | { readonly ok: false; readonly error: RemoteError; readonly result: CommandResult };

/** Runs the question's command on `server`. Never rejects. */
export async function ask<Value>(
  runner: RemoteRunner,
  server: Server,
  question: RemoteQuestion<Value>,
  signal?: AbortSignal,
): Promise<Answer<Value>> {
  const result = await runner.run(server, question.command, signal);
  if (result.outcome !== 'done') return { ok: false, error: result.error, result };
  const parsed =
    result.exitCode === 0 && !result.truncated
      ? question.parse(result.stdout)
      : ({ ok: false, problem: '' } as const);
  if (parsed.ok) return { ok: true, value: parsed.value, result };
  const failure = unanswered(server.name, question.command, result, parsed.problem);
  return { ok: false, error: new RemoteError(failure), result };
}
