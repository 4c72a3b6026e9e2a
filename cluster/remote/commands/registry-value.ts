// One value of the registry. The CRM is a 32-bit program, so its half of the registry is looked at first.

import type { RemoteQuestion } from '../command.ts';
import { lookMs, makeQuestion } from './make-question.ts';

export type RegistryValue = {
  /** False where there is no such key. */
  readonly found: boolean;
  /** As text; undefined where the key has no such value. */
  readonly value: string | undefined;
};

/** `key` begins with `HKLM\`. Through .NET, because the CRM's keys have a `/` in their name (F7). */
export function registryValue(key: string, name: string): RemoteQuestion<RegistryValue> {
  return makeQuestion({
    name: 'registry-value',
    purpose: `Reads the registry value ${name} of ${key}.`,
    script: `if ($arguments.key -notlike 'HKLM\\*') { throw "$($arguments.key) does not begin with HKLM" }
$found = $false; $value = $null
foreach ($view in @('Registry32', 'Registry64')) {
  $root = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', $view)
  $key = $root.OpenSubKey($arguments.key.Substring(5))
  if ($null -eq $key) { continue }
  $found = $true
  $told = $key.GetValue($arguments.name)
  if ($null -ne $told) { $value = [string]$told; break }
}
Write-Answer @{ found = $found; value = $value }`,
    arguments: { key, name },
    timeoutMs: lookMs,
    read: (fields) => ({ found: fields.flag('found'), value: fields.optionalText('value') }),
  });
}
