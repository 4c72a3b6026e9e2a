// The PowerShell text that really runs for a command: arguments, what every script relies on, the script itself.
// For Windows PowerShell 5.1; nothing of a later version.

import type { RemoteProgram } from '../command.ts';
import { powershellJson } from './powershell-text.ts';
import { quoteWindows } from './windows-quote.ts';

/** Begins the first line of output; behind it the process whose tree a cancelled command is. */
export const pidMark = 'fairlead-pid:';

/**
 * What scripts may use: `$arguments`, `$secrets`, `Write-Answer` (one line of JSON in ASCII, whatever the code page),
 * and the certainty that any error ends them with exit code 1 and its text on standard error.
 */
const prelude = `$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Console]::Out.WriteLine('${pidMark}' + $PID)
function Write-Answer($value) {
  $json = ConvertTo-Json -InputObject $value -Compress -Depth 6
  [Console]::Out.WriteLine([regex]::Replace($json, '[^ -~]', { '\\u{0:x4}' -f [int][char]$args[0].Value }))
}`;

/** Starts a program with a command line that is quoted already, and ends with its exit code. */
const launcher = `# fairlead: program
$start = New-Object System.Diagnostics.ProcessStartInfo
$start.FileName = $arguments.file
$start.Arguments = $arguments.line
$start.UseShellExecute = $false
$process = [System.Diagnostics.Process]::Start($start)
$process.WaitForExit()
exit $process.ExitCode`;

/** The whole script of a program, as one text. */
export function composeScript(program: RemoteProgram): string {
  const { script, arguments: values } = program.kind === 'powershell' ? program : launched(program.argv);
  return `${prelude}
$arguments = ConvertFrom-Json ${powershellJson(values)}
try { & {
${script}
} } catch { [Console]::Error.WriteLine([string]$_); exit 1 }
exit 0`;
}

function launched([file = '', ...rest]: readonly string[]) {
  return { script: launcher, arguments: { file, line: quoteWindows(rest, 'process') } };
}
