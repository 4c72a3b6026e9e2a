// Why a command that ran to its end gave no answer, in words: it failed, said too much, or said something else.

import type { CommandDone, RemoteCommand } from '../command.ts';
import type { RemoteFailure } from '../errors.ts';

/** `problem` is what the parser found, where it was asked. */
export function unanswered(
  server: string,
  { purpose }: RemoteCommand,
  { exitCode, stderr, truncated }: CommandDone,
  problem: string,
): RemoteFailure {
  const on = `On ${server}: "${purpose}"`;
  if (exitCode !== 0) {
    const said = firstLine(stderr);
    return {
      code: 'CLU_REMOTE_FAILED',
      text: `${on} ended with exit code ${exitCode}${said === '' ? ' and said nothing' : `: ${said}`}`,
      mend: 'Look at what it said; try it on the server itself, as the same user.',
    };
  }
  if (truncated) {
    return {
      code: 'CLU_REMOTE_OUTPUT',
      text: `${on} answered more than is kept.`,
      mend: 'Raise remote.maxOutputBytes.',
    };
  }
  return {
    code: 'CLU_REMOTE_OUTPUT',
    text: `${on} gave an answer that cannot be read: ${problem}.`,
    mend: 'See that Windows PowerShell 5.1 or later answers there, and nothing in a profile or banner speaks before it.',
  };
}

const longestLine = 300;

function firstLine(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > longestLine ? `${line.slice(0, longestLine)}...` : line;
}
