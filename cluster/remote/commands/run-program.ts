// Runs a program on a server, such as a setup, and says what its exit code means.

import type { RemoteCommand } from '../command.ts';

export type RunProgram = {
  readonly purpose: string;
  /** Full path of the program, or a name that Windows finds. */
  readonly file: string;
  readonly words: readonly string[];
  readonly timeoutMs: number;
  /** True only where a second run does no harm. */
  readonly repeatable?: boolean;
};

/** Nothing is assumed of its output; the result's exit code is the program's. */
export function runProgram({ purpose, file, words, timeoutMs, repeatable }: RunProgram): RemoteCommand {
  return {
    purpose,
    program: { kind: 'argv', argv: [file, ...words] },
    timeoutMs,
    repeatable: repeatable ?? false,
  };
}

/** What setups mean by their exit codes: 3010 and 1641 are successes of Windows Installer that want a restart. */
export function programEnding(exitCode: number): 'success' | 'restart-wanted' | 'restart-begun' | 'failed' {
  if (exitCode === 0) return 'success';
  if (exitCode === 3010) return 'restart-wanted';
  return exitCode === 1641 ? 'restart-begun' : 'failed';
}
