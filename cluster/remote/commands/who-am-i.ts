// The harmless command that proves a connection: who we are there, and what answers.

import type { RemoteQuestion } from '../command.ts';
import { lookMs, makeQuestion } from './make-question.ts';

export type WhoAmI = {
  readonly user: string;
  readonly machine: string;
  readonly powershell: string;
  readonly administrator: boolean;
};

export function whoAmI(): RemoteQuestion<WhoAmI> {
  return makeQuestion({
    name: 'who-am-i',
    purpose: 'Tells user, machine and the version of PowerShell; changes nothing.',
    script: `$identity = [Security.Principal.WindowsIdentity]::GetCurrent()
$principal = New-Object Security.Principal.WindowsPrincipal $identity
$administrator = $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
Write-Answer @{
  user = $identity.Name; machine = $env:COMPUTERNAME
  powershell = [string]$PSVersionTable.PSVersion; administrator = $administrator
}`,
    timeoutMs: lookMs,
    read: (fields) => ({
      user: fields.text('user'),
      machine: fields.text('machine'),
      powershell: fields.text('powershell'),
      administrator: fields.flag('administrator'),
    }),
  });
}
