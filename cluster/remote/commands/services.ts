// Windows services: which there are, start, stop. Starting what runs and stopping what stands changes nothing.

import type { RemoteQuestion } from '../command.ts';
import type { Fields } from '../rules/answer.ts';
import { type ServiceStart, type ServiceState, serviceStart, serviceState } from '../rules/service-state.ts';
import { aroundMs, lookMs, makeQuestion } from './make-question.ts';

export type WindowsService = {
  readonly name: string;
  readonly displayName: string;
  readonly state: ServiceState;
  readonly start: ServiceStart;
};

const describe = `function Get-Told($service) {
  @{
    name = $service.Name
    displayName = $service.DisplayName
    status = [int]$service.Status
    startType = [int]$service.StartType
  }
}`;

/** Services whose name matches one of the patterns, such as `CRMTomcat*` (F6); none is an empty list. */
export function listServices(patterns: readonly string[]): RemoteQuestion<readonly WindowsService[]> {
  return makeQuestion({
    name: 'list-services',
    purpose: `Lists the services ${patterns.join(', ')}.`,
    script: `${describe}
$found = @(Get-Service -Name @($arguments.patterns) -ErrorAction SilentlyContinue | Sort-Object -Property Name -Unique)
Write-Answer @{ services = @($found | ForEach-Object { Get-Told $_ }) }`,
    arguments: { patterns },
    timeoutMs: lookMs,
    read: (fields) => fields.list('services', readService),
  });
}

/** Starts a service and waits until it runs. Fails where it does not within `waitMs`. */
export function startService(name: string, waitMs: number): RemoteQuestion<WindowsService> {
  return makeQuestion({
    name: 'start-service',
    purpose: `Starts the service ${name} and waits until it runs.`,
    script: `${describe}
$service = Get-Service -Name $arguments.name
if (@('Running', 'StartPending') -notcontains [string]$service.Status) { $service.Start() }
$service.WaitForStatus('Running', [TimeSpan]::FromMilliseconds($arguments.waitMs))
Write-Answer (Get-Told $service)`,
    arguments: { name, waitMs },
    timeoutMs: waitMs + aroundMs,
    read: readService,
  });
}

/**
 * Stops a service and those that need it, and waits until its process is gone as well: Tomcat says it is stopped
 * before it lets go of its files. Fails where that is not done within `waitMs`.
 */
export function stopService(name: string, waitMs: number): RemoteQuestion<WindowsService> {
  return makeQuestion({
    name: 'stop-service',
    purpose: `Stops the service ${name} and waits until its process is gone.`,
    script: `${describe}
$service = Get-Service -Name $arguments.name
$filter = "Name='" + $service.Name.Replace("'", "\\'") + "'"
$processId = (Get-CimInstance -ClassName Win32_Service -Filter $filter).ProcessId
$clock = [Diagnostics.Stopwatch]::StartNew()
if ([string]$service.Status -ne 'Stopped') {
  if ([string]$service.Status -ne 'StopPending') { Stop-Service -InputObject $service -Force -NoWait }
  $service.WaitForStatus('Stopped', [TimeSpan]::FromMilliseconds($arguments.waitMs))
}
$process = $null
if ($processId) { $process = Get-Process -Id $processId -ErrorAction SilentlyContinue }
if ($process -and $process.ProcessName -ne 'svchost') {
  $leftMs = [int][Math]::Max(1, $arguments.waitMs - $clock.ElapsedMilliseconds)
  if (-not $process.WaitForExit($leftMs)) { throw "$($service.Name) is stopped, but its process $processId is still there" }
}
Write-Answer (Get-Told $service)`,
    arguments: { name, waitMs },
    timeoutMs: waitMs + aroundMs,
    read: readService,
  });
}

function readService(fields: Fields): WindowsService {
  return {
    name: fields.text('name'),
    displayName: fields.text('displayName'),
    state: serviceState(fields.number('status')),
    start: serviceStart(fields.number('startType')),
  };
}
