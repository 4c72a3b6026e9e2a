// Web applications of Tomcat (F6): one runs because its `.war` or its folder lies where Tomcat looks. Taken out it is
// parked beside, so that it can be put back.

import type { RemoteQuestion } from '../command.ts';
import type { Fields } from '../rules/answer.ts';
import { aroundMs, lookMs, makeQuestion } from './make-question.ts';

export type WebApplication = {
  readonly application: string;
  /** Tomcat runs it whenever it runs itself. */
  readonly deployed: boolean;
  /** It can be put back. */
  readonly parked: boolean;
  /** False: the folder where Tomcat looks is another one, so that nothing follows from what is not in it. */
  readonly folderFound: boolean;
};

export type WebApplicationPlace = {
  /** Without `.war`. */
  readonly application: string;
  /** Where Tomcat looks. */
  readonly folder: string;
  readonly parkFolder: string;
};

const describe = `$deployed = Join-Path $arguments.folder $arguments.application
$parked = Join-Path $arguments.parkFolder $arguments.application
function Test-Any($path) { (Test-Path -LiteralPath ($path + '.war')) -or (Test-Path -LiteralPath $path) }
function Get-Told {
  @{
    application = $arguments.application
    deployed = (Test-Any $deployed)
    parked = (Test-Path -LiteralPath ($parked + '.war'))
    folderFound = (Test-Path -LiteralPath $arguments.folder -PathType Container)
  }
}`;

export function lookAtWebApplication(place: WebApplicationPlace): RemoteQuestion<WebApplication> {
  return makeQuestion({
    name: 'look-at-web-application',
    purpose: `Looks whether the web application ${place.application} is in ${place.folder}.`,
    script: `${describe}
Write-Answer (Get-Told)`,
    arguments: { ...place },
    timeoutMs: lookMs,
    read,
  });
}

/**
 * Takes a web application out: the service of Tomcat is stopped, the `.war` parked, its folder removed, the service
 * started again if it ran. Done twice it changes nothing.
 */
export function parkWebApplication(
  place: WebApplicationPlace,
  service: string,
  waitMs: number,
): RemoteQuestion<WebApplication> {
  return makeQuestion({
    name: 'park-web-application',
    purpose: `Takes the web application ${place.application} out of ${place.folder}; Tomcat (${service}) is stopped meanwhile.`,
    script: `${describe}
${withTomcatStopped}
if (Test-Any $deployed) {
  Use-StoppedTomcat {
    $null = New-Item -ItemType Directory -Path $arguments.parkFolder -Force
    if (Test-Path -LiteralPath ($deployed + '.war')) { Move-Item -LiteralPath ($deployed + '.war') -Destination ($parked + '.war') -Force }
    if (Test-Path -LiteralPath $deployed) { Remove-Item -LiteralPath $deployed -Recurse -Force }
  }
}
Write-Answer (Get-Told)`,
    arguments: { ...place, service, waitMs },
    timeoutMs: 2 * waitMs + aroundMs,
    read,
  });
}

/** Puts a parked web application back and starts Tomcat, which unpacks it. Fails where none is parked. */
export function deployWebApplication(
  place: WebApplicationPlace,
  service: string,
  waitMs: number,
): RemoteQuestion<WebApplication> {
  return makeQuestion({
    name: 'deploy-web-application',
    purpose: `Puts the web application ${place.application} into ${place.folder} and starts Tomcat (${service}).`,
    script: `${describe}
${withTomcatStopped}
if (-not (Test-Any $deployed)) {
  if (-not (Test-Path -LiteralPath ($parked + '.war'))) { throw "there is no $parked.war to put back" }
  Use-StoppedTomcat { Copy-Item -LiteralPath ($parked + '.war') -Destination ($deployed + '.war') -Force }
}
$service = Get-Service -Name $arguments.service | Select-Object -First 1
if ($service.Status -ne 'Running') { $service.Start(); $service.WaitForStatus('Running', $wait) }
Write-Answer (Get-Told)`,
    arguments: { ...place, service, waitMs },
    timeoutMs: 2 * waitMs + aroundMs,
    read,
  });
}

/** Whatever happens in between, Tomcat runs again if it ran: SData depends on it. */
const withTomcatStopped = `$wait = [TimeSpan]::FromMilliseconds($arguments.waitMs)
function Use-StoppedTomcat($work) {
  $tomcat = Get-Service -Name $arguments.service | Select-Object -First 1
  $ran = $tomcat.Status -ne 'Stopped'
  if ($ran) { Stop-Service -InputObject $tomcat -Force -NoWait; $tomcat.WaitForStatus('Stopped', $wait) }
  try { & $work }
  finally { if ($ran) { $tomcat.Start(); $tomcat.WaitForStatus('Running', $wait) } }
}`;

function read(fields: Fields): WebApplication {
  return {
    application: fields.text('application'),
    deployed: fields.flag('deployed'),
    parked: fields.flag('parked'),
    folderFound: fields.flag('folderFound'),
  };
}
