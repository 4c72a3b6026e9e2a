// Application pools of IIS: state and settings, recycle, stop, start, times. The CRM's sessions live in one (F2).

import type { RemoteQuestion } from '../command.ts';
import type { Fields } from '../rules/answer.ts';
import { aroundMs, lookMs, makeQuestion } from './make-question.ts';

export type AppPoolState = 'started' | 'starting' | 'stopped' | 'stopping' | 'unknown';

export type AppPool = {
  readonly name: string;
  readonly state: AppPoolState;
  /** Worker processes that run now. */
  readonly processIds: readonly number[];
  readonly enable32Bit: boolean;
  readonly loadUserProfile: boolean;
  readonly autoStart: boolean;
  /** Minutes without a request after which the pool ends; 0 is never. The CRM's sessions end with it (F2). */
  readonly idleTimeoutMinutes: number;
  /** Minutes after which it is recycled whatever happens; 0 is never. */
  readonly periodicRestartMinutes: number;
};

const describe = `Import-Module WebAdministration
function Get-Told($name) {
  $pool = Get-Item -LiteralPath ('IIS:\\AppPools\\' + $name)
  $workers = @(Get-ChildItem -LiteralPath ('IIS:\\AppPools\\' + $name + '\\WorkerProcesses') -ErrorAction SilentlyContinue)
  @{
    name = $pool.Name
    state = [string](Get-WebAppPoolState -Name $name).Value
    processes = @($workers | ForEach-Object { @{ id = [int]$_.processId } })
    enable32Bit = [bool]$pool.enable32BitAppOnWin64
    loadUserProfile = [bool]$pool.processModel.loadUserProfile
    autoStart = [bool]$pool.autoStart
    idleMinutes = [double]$pool.processModel.idleTimeout.TotalMinutes
    restartMinutes = [double]$pool.recycling.periodicRestart.time.TotalMinutes
  }
}
function Wait-State($name, $wanted, $waitMs) {
  $clock = [Diagnostics.Stopwatch]::StartNew()
  while ($true) {
    $told = Get-Told $name
    if ($told.state -eq $wanted -and ($wanted -ne 'Stopped' -or $told.processes.Count -eq 0)) { return $told }
    if ($clock.ElapsedMilliseconds -gt $waitMs) { throw "the pool $name is not $wanted after $waitMs ms but $($told.state)" }
    Start-Sleep -Milliseconds 250
  }
}`;

/** Every pool of the server. */
export function listAppPools(): RemoteQuestion<readonly AppPool[]> {
  return makeQuestion({
    name: 'list-app-pools',
    purpose: 'Lists the application pools of IIS with their settings.',
    script: `${describe}
$names = @(Get-ChildItem -LiteralPath 'IIS:\\AppPools' | ForEach-Object { $_.Name })
Write-Answer @{ pools = @($names | ForEach-Object { Get-Told $_ }) }`,
    timeoutMs: lookMs,
    read: (fields) => fields.list('pools', readPool),
  });
}

/** Recycles a pool; one that is stopped is started. Its sessions are gone afterwards (F2), so it is not repeatable. */
export function recycleAppPool(name: string, waitMs: number): RemoteQuestion<AppPool> {
  return makeQuestion({
    name: 'recycle-app-pool',
    purpose: `Recycles the application pool ${name}.`,
    script: `${describe}
$name = $arguments.name
if ((Get-WebAppPoolState -Name $name).Value -eq 'Started') { Restart-WebAppPool -Name $name }
else { Start-WebAppPool -Name $name }
Write-Answer (Wait-State $name 'Started' $arguments.waitMs)`,
    arguments: { name, waitMs },
    timeoutMs: waitMs + aroundMs,
    repeatable: false,
    read: readPool,
  });
}

/** Stops a pool and waits until its worker processes are gone; IIS answers 503 for it from then on. */
export function stopAppPool(name: string, waitMs: number): RemoteQuestion<AppPool> {
  return makeQuestion({
    name: 'stop-app-pool',
    purpose: `Stops the application pool ${name} and waits until its processes are gone.`,
    script: `${describe}
$name = $arguments.name
if (@('Started', 'Starting') -contains (Get-WebAppPoolState -Name $name).Value) { Stop-WebAppPool -Name $name }
Write-Answer (Wait-State $name 'Stopped' $arguments.waitMs)`,
    arguments: { name, waitMs },
    timeoutMs: waitMs + aroundMs,
    read: readPool,
  });
}

export function startAppPool(name: string, waitMs: number): RemoteQuestion<AppPool> {
  return makeQuestion({
    name: 'start-app-pool',
    purpose: `Starts the application pool ${name}.`,
    script: `${describe}
$name = $arguments.name
if (@('Started', 'Starting') -notcontains (Get-WebAppPoolState -Name $name).Value) { Start-WebAppPool -Name $name }
Write-Answer (Wait-State $name 'Started' $arguments.waitMs)`,
    arguments: { name, waitMs },
    timeoutMs: waitMs + aroundMs,
    read: readPool,
  });
}

export type AppPoolTimes = {
  readonly idleTimeoutMinutes: number;
  readonly periodicRestartMinutes: number;
};

/** Sets both times; 0 is never. IIS recycles the pool where that is a change, unless its site says otherwise. */
export function setAppPoolTimes(name: string, times: AppPoolTimes): RemoteQuestion<AppPool> {
  return makeQuestion({
    name: 'set-app-pool-times',
    purpose: `Sets idle time-out (${times.idleTimeoutMinutes} min) and periodic restart (${times.periodicRestartMinutes} min) of the application pool ${name}.`,
    script: `${describe}
$path = 'IIS:\\AppPools\\' + $arguments.name
function Set-Minutes($property, $is, $minutes) {
  if ($is -ne $minutes) { Set-ItemProperty -LiteralPath $path -Name $property -Value ([TimeSpan]::FromMinutes($minutes)) }
}
$before = Get-Told $arguments.name
Set-Minutes 'processModel.idleTimeout' $before.idleMinutes $arguments.idleMinutes
Set-Minutes 'recycling.periodicRestart.time' $before.restartMinutes $arguments.restartMinutes
Write-Answer (Get-Told $arguments.name)`,
    arguments: {
      name,
      idleMinutes: times.idleTimeoutMinutes,
      restartMinutes: times.periodicRestartMinutes,
    },
    timeoutMs: lookMs,
    read: readPool,
  });
}

const states: Readonly<Record<string, AppPoolState>> = {
  Started: 'started',
  Starting: 'starting',
  Stopped: 'stopped',
  Stopping: 'stopping',
};

function readPool(fields: Fields): AppPool {
  return {
    name: fields.text('name'),
    state: states[fields.text('state')] ?? 'unknown',
    processIds: fields.list('processes', (process) => process.number('id')),
    enable32Bit: fields.flag('enable32Bit'),
    loadUserProfile: fields.flag('loadUserProfile'),
    autoStart: fields.flag('autoStart'),
    idleTimeoutMinutes: fields.number('idleMinutes'),
    periodicRestartMinutes: fields.number('restartMinutes'),
  };
}
