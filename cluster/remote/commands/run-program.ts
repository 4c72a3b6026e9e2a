// Runs a program on a server, such as a setup, and says what its exit code means.

import type { RemoteCommand } from '../command.ts';
import { quoteWindows } from '../rules/windows-quote.ts';

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

export type RunSetup = Omit<RunProgram, 'repeatable'> & {
  /** Name of the secret with the licence key; undefined where the program wants none. */
  readonly licenceSecret: string | undefined;
  /** Name of the secret with the attestation key (F7: Sage 100 CRM), where the program wants one. */
  readonly attestationSecret?: string | undefined;
};

/**
 * A program that may want a licence key: it finds it in its environment, as FAIRLEAD_LICENCE_KEY; an attestation key
 * as FAIRLEAD_ATTESTATION_KEY.
 */
export function runSetup(setup: RunSetup): RemoteCommand {
  const { purpose, file, words, timeoutMs, licenceSecret, attestationSecret } = setup;
  if (licenceSecret === undefined) return runProgram({ purpose, file, words, timeoutMs });
  const attestation =
    attestationSecret === undefined
      ? ''
      : `\n$start.EnvironmentVariables['FAIRLEAD_ATTESTATION_KEY'] = $secrets.${attestationSecret}`;
  const script = `# fairlead: run-setup
$start = New-Object System.Diagnostics.ProcessStartInfo
$start.FileName = $arguments.file
$start.Arguments = $arguments.line
$start.UseShellExecute = $false
$start.EnvironmentVariables['FAIRLEAD_LICENCE_KEY'] = $secrets.${licenceSecret}${attestation}
$process = [System.Diagnostics.Process]::Start($start)
$process.WaitForExit()
exit $process.ExitCode`;
  return {
    purpose,
    program: { kind: 'powershell', script, arguments: { file, line: quoteWindows(words, 'process') } },
    secrets: [licenceSecret, ...(attestationSecret === undefined ? [] : [attestationSecret])],
    timeoutMs,
    repeatable: false,
  };
}

/** What setups mean by their exit codes: 3010 and 1641 are successes of Windows Installer that want a restart. */
export function programEnding(exitCode: number): 'success' | 'restart-wanted' | 'restart-begun' | 'failed' {
  if (exitCode === 0) return 'success';
  if (exitCode === 3010) return 'restart-wanted';
  return exitCode === 1641 ? 'restart-begun' : 'failed';
}
