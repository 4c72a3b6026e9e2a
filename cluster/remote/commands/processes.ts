// Processes: since when they run; a new start time is a restart.

import type { RemoteQuestion } from '../command.ts';
import { lookMs, makeQuestion } from './make-question.ts';

export type RunningProcess = {
  readonly id: number;
  /** With its ending, such as `w3wp.exe`. */
  readonly name: string;
  /** By the server's own clock. */
  readonly startedAtMs: number;
  /** Application pool of a worker process of IIS. */
  readonly appPool: string | undefined;
};

/** Processes whose name matches one of the patterns, such as `w3wp.exe` or `*tomcat*`. Command lines stay there. */
export function listProcesses(patterns: readonly string[]): RemoteQuestion<readonly RunningProcess[]> {
  return makeQuestion({
    name: 'list-processes',
    purpose: `Tells since when the processes ${patterns.join(', ')} run.`,
    script: `$epoch = New-Object DateTime (1970, 1, 1, 0, 0, 0, [DateTimeKind]::Utc)
$found = @()
foreach ($process in Get-CimInstance -ClassName Win32_Process) {
  $matching = @(@($arguments.patterns) | Where-Object { $process.Name -like $_ })
  if ($matching.Count -eq 0 -or -not $process.CreationDate) { continue }
  $pool = $null
  if ($process.CommandLine -match '-ap "([^"]+)"') { $pool = $Matches[1] }
  $startedMs = [Math]::Floor(($process.CreationDate.ToUniversalTime() - $epoch).TotalMilliseconds)
  $found += @{ id = [int]$process.ProcessId; name = $process.Name; startedMs = $startedMs; pool = $pool }
}
Write-Answer @{ processes = @($found) }`,
    arguments: { patterns },
    timeoutMs: lookMs,
    read: (fields) =>
      fields.list('processes', (each) => ({
        id: each.number('id'),
        name: each.text('name'),
        startedAtMs: each.number('startedMs'),
        appPool: each.optionalText('pool'),
      })),
  });
}
