// Results of the SSH runner: what happened, under its name, with one sentence and a mend.

import type { RemoteErrorCode } from '../errors.ts';
import type { Server } from '../model.ts';
import type { CommandOutput, CommandResult, RemoteCommand } from './command.ts';
import { RemoteError } from './errors.ts';
import { maskOutput } from './rules/mask-output.ts';
import { tidyErrors, tidyOutput } from './rules/output.ts';
import { runFailure } from './rules/run-failure.ts';
import type { SessionResult } from './run-session.ts';

export type Asked = {
  readonly server: Server;
  readonly command: RemoteCommand;
  /** Values that the command was given and nobody may read in its output. */
  readonly secrets: readonly string[];
};

/** What came of a command that was sent. */
export function resultOf(
  { server, command, secrets }: Asked,
  result: SessionResult,
  durationMs: number,
): CommandResult {
  const { end } = result;
  const output: CommandOutput = {
    stdout: maskOutput(tidyOutput(result.stdout.text()), secrets),
    stderr: maskOutput(tidyErrors(result.stderr.text()), secrets),
    truncated: result.stdout.truncated() || result.stderr.truncated(),
  };
  switch (end.kind) {
    case 'done':
      return { outcome: 'done', exitCode: end.exitCode, ...output, durationMs };
    case 'not-opened':
      return notStarted(
        'CLU_REMOTE_SESSION',
        `${server.name} would not open a session for "${command.purpose}": ${end.because}.`,
        'Lower remote.concurrencyPerServer, or raise MaxSessions in its sshd_config.',
      );
    case 'cancelled':
      return {
        outcome: 'cancelled',
        started: true,
        error: new RemoteError(runFailure(server.name, command, end)),
        ...output,
      };
    case 'cut':
    case 'signal':
    case 'timeout':
      return {
        outcome: 'unknown',
        error: new RemoteError(runFailure(server.name, command, end)),
        ...output,
      };
  }
}

function notStarted(code: RemoteErrorCode, text: string, mend: string): CommandResult {
  return { outcome: 'not-started', error: new RemoteError({ code, text, mend }) };
}

export function noSsh({ name }: Server): CommandResult {
  const mend = 'Write the section remote, or have a person do this step.';
  return notStarted('CLU_REMOTE_NONE', `${name} is not reached by SSH.`, mend);
}

export function unsendable({ name }: Server, command: RemoteCommand, problem: string): CommandResult {
  const code = problem.startsWith('wants the secret') ? 'CLU_REMOTE_SECRET' : 'CLU_REMOTE_COMMAND';
  const text = `The command for ${name}, "${command.purpose}", ${problem}.`;
  const mend =
    code === 'CLU_REMOTE_SECRET' ? 'Give the secret where the step is configured.' : 'Correct the step.';
  return notStarted(code, text, mend);
}

export function cancelledBefore({ name }: Server, { purpose }: RemoteCommand): CommandResult {
  const text = `On ${name}: "${purpose}" was cancelled before it began.`;
  const error = new RemoteError({ code: 'CLU_REMOTE_CANCELLED', text, mend: 'It may be run again.' });
  return { outcome: 'cancelled', started: false, error, stdout: '', stderr: '', truncated: false };
}
