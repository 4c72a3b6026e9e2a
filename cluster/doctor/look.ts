// Turns a question that may fail into what was seen, or into why it was not. A failure is never an exception here.

import type { Row } from '../directory/pool.ts';
import { ClusterError, DatabaseError } from '../errors.ts';
import type { Server } from '../model.ts';
import { ask } from '../remote/ask.ts';
import type { CommandResult, RemoteQuestion, RemoteRunner } from '../remote/command.ts';
import type { Looked } from './model.ts';
import { notSeen, seen } from './rules/finding.ts';

/** What `question` resolves with. Only failures that have words for people are caught. */
export async function look<Value>(question: () => Promise<Value>): Promise<Looked<Value>> {
  try {
    return seen(await question());
  } catch (error) {
    if (error instanceof DatabaseError) return notSeen(error.failure.text, error.failure.mend);
    if (error instanceof ClusterError) return notSeen(error.message, '');
    throw error;
  }
}

/** A statement whose rows `read` makes a value of; undefined: they are not what was asked for. */
export function lookAtRows<Value>(
  rows: Promise<readonly Row[]>,
  read: (rows: readonly Row[]) => Value | undefined,
): Promise<Looked<Value>> {
  return look(async () => {
    const value = read(await rows);
    if (value !== undefined) return value;
    throw new ClusterError(
      'CLU_STATEMENT_FAILED',
      'The database answered with other columns than it should.',
    );
  });
}

export type RemoteLook = {
  readonly runner: RemoteRunner;
  readonly server: Server;
  readonly signal: AbortSignal;
};

/** Why nothing is looked at on a server that has no SSH. */
export const noSsh: Looked<never> = notSeen(
  'There is no SSH, so the server itself was not looked at.',
  'Write the section remote (docs/remote.md).',
);

/** Runs a question over SSH; `read` is given its answer and how it ended. */
export async function lookRemotely<Answer, Value = Answer>(
  { runner, server, signal }: RemoteLook,
  question: RemoteQuestion<Answer>,
  read: (answer: Answer, result: CommandResult) => Value,
): Promise<Looked<Value>> {
  const answer = await ask(runner, server, question, signal);
  if (answer.ok) return seen(read(answer.value, answer.result));
  if (answer.result.outcome === 'cancelled')
    return notSeen(
      `${server.name} did not answer in time.`,
      'Raise doctor.timeoutMs, or look at that server.',
    );
  return notSeen(answer.error.message, answer.error.mend);
}
