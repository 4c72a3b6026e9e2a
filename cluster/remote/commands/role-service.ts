// A Windows service that must run on one server only (F6): stopped, it stays stopped over a restart of the machine;
// started, it comes back by itself.

import type { RemoteQuestion } from '../command.ts';
import type { Fields } from '../rules/answer.ts';
import { aroundMs, makeQuestion } from './make-question.ts';

export type RoleService = { readonly services: readonly string[]; readonly running: boolean };

/** Names or patterns are both taken; nothing that fits is a failure. */
const find = `$found = @(Get-Service -Name $arguments.service -ErrorAction SilentlyContinue)
if ($found.Count -eq 0) { throw "there is no service $($arguments.service)" }
$wait = [TimeSpan]::FromMilliseconds($arguments.waitMs)
function Write-Told {
  $now = @($found | ForEach-Object { Get-Service -Name $_.Name })
  $running = @($now | Where-Object { $_.Status -ne 'Stopped' }).Count -gt 0
  Write-Answer @{ services = @($now | ForEach-Object { $_.Name }); running = $running }
}`;

/** Sets its start to manual first, then stops it, those that need it as well, and waits until its process is gone. */
export function standDownService(service: string, waitMs: number): RemoteQuestion<RoleService> {
  return makeQuestion({
    name: 'stand-down-service',
    purpose: `Stops the service ${service} and has Windows start it no more by itself.`,
    script: `${find}
foreach ($each in $found) {
  Set-Service -Name $each.Name -StartupType Manual
  $filter = "Name='" + $each.Name.Replace("'", "\\'") + "'"
  $processId = (Get-CimInstance -ClassName Win32_Service -Filter $filter).ProcessId
  if ([string]$each.Status -ne 'Stopped') {
    if ([string]$each.Status -ne 'StopPending') { Stop-Service -InputObject $each -Force -NoWait }
    $each.WaitForStatus('Stopped', $wait)
  }
  $process = $null
  if ($processId) { $process = Get-Process -Id $processId -ErrorAction SilentlyContinue }
  if ($process -and $process.ProcessName -ne 'svchost' -and -not $process.WaitForExit($arguments.waitMs)) {
    throw "$($each.Name) is stopped, but its process $processId is still there"
  }
}
Write-Told`,
    arguments: { service, waitMs },
    timeoutMs: 2 * waitMs + aroundMs,
    read,
  });
}

/** Starts it, waits until it runs, then sets its start to automatic. */
export function standUpService(service: string, waitMs: number): RemoteQuestion<RoleService> {
  return makeQuestion({
    name: 'stand-up-service',
    purpose: `Starts the service ${service} and has Windows start it by itself from now on.`,
    script: `${find}
foreach ($each in $found) {
  if ([string]$each.StartType -eq 'Disabled') { Set-Service -Name $each.Name -StartupType Manual }
  if (@('Running', 'StartPending') -notcontains [string]$each.Status) { $each.Start() }
  $each.WaitForStatus('Running', $wait)
  Set-Service -Name $each.Name -StartupType Automatic
}
Write-Told`,
    arguments: { service, waitMs },
    timeoutMs: waitMs + aroundMs,
    read,
  });
}

function read(fields: Fields): RoleService {
  return { services: fields.texts('services'), running: fields.flag('running') };
}
