// Keys of the registry, out into a file and back in (F7). With `reg`, because the CRM's keys have a `/` in their
// name (`Config\/CRM`), which PowerShell takes for a separator.

import type { RemoteQuestion } from '../command.ts';
import type { Fields } from '../rules/answer.ts';
import { lookMs, makeQuestion } from './make-question.ts';
import { getTree } from './tree-script.ts';

export type RegistryFile = {
  readonly file: string;
  readonly bytes: number;
  /** SHA-256, lower-case hex. */
  readonly hash: string;
};

/** Writes one key with all below it to a file, which it replaces. `key` begins with `HKLM\` or its like. */
export function exportRegistryKey(key: string, file: string): RemoteQuestion<RegistryFile> {
  return makeQuestion({
    name: 'export-registry',
    purpose: `Writes the registry key ${key} to ${file}.`,
    script: `${getTree}
$null = New-Item -ItemType Directory -Path (Split-Path -Parent $arguments.file) -Force
$null = & reg.exe export $arguments.key $arguments.file /y
if ($LASTEXITCODE -ne 0) { throw "reg export ended with exit code $LASTEXITCODE; is there a key $($arguments.key)?" }
$bytes = (New-Object IO.FileInfo $arguments.file).Length
Write-Answer @{ file = $arguments.file; bytes = $bytes; hash = (Get-Hash $arguments.file) }`,
    arguments: { key, file },
    timeoutMs: lookMs,
    read: readFile,
  });
}

/** Takes a file back in that `exportRegistryKey` wrote; fails before that where it is not the one with `hash`. */
export function importRegistryFile(file: string, hash: string): RemoteQuestion<RegistryFile> {
  return makeQuestion({
    name: 'import-registry',
    purpose: `Takes the registry keys in ${file} back in.`,
    script: `${getTree}
$hash = Get-Hash $arguments.file
if ($hash -ne $arguments.hash) { throw "the file is not the one that was written: its hash is $hash" }
$null = & reg.exe import $arguments.file
if ($LASTEXITCODE -ne 0) { throw "reg import ended with exit code $LASTEXITCODE" }
$bytes = (New-Object IO.FileInfo $arguments.file).Length
Write-Answer @{ file = $arguments.file; bytes = $bytes; hash = $hash }`,
    arguments: { file, hash },
    timeoutMs: lookMs,
    read: readFile,
  });
}

function readFile(fields: Fields): RegistryFile {
  return { file: fields.text('file'), bytes: fields.number('bytes'), hash: fields.text('hash') };
}
