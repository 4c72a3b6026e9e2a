// One file on its way to a server: read in parts, written in parts beside its place, put in its place with a backup of
// what was there. Contents travel on standard input, never in a command line. Each may be run twice.

import type { RemoteQuestion } from '../command.ts';
import { makeQuestion } from './make-question.ts';
import { getFreeBytes, getHash } from './tree-script.ts';

export type FilePart = {
  readonly bytes: Buffer;
  /** Of the whole file. */
  readonly fileBytes: number;
};

/** A hash over a file of the greatest size that is copied, on a slow disk. */
const partTimeoutMs = 300_000;

/** `count` bytes from `offset` on, fewer at the end of the file. Fails where there is no such file. */
export function readFilePart(path: string, offset: number, count: number): RemoteQuestion<FilePart> {
  return makeQuestion({
    name: 'read-file-part',
    purpose: `Reads from the file ${path}.`,
    script: `$share = [IO.FileShare]'ReadWrite, Delete'
$stream = New-Object IO.FileStream ($arguments.path, [IO.FileMode]::Open, [IO.FileAccess]::Read, $share)
try {
  $bytes = $stream.Length
  $wanted = [int][Math]::Max(0, [Math]::Min($bytes - $arguments.offset, $arguments.count))
  $buffer = New-Object byte[] $wanted
  $null = $stream.Seek($arguments.offset, [IO.SeekOrigin]::Begin)
  $read = 0
  while ($read -lt $wanted) {
    $count = $stream.Read($buffer, $read, $wanted - $read)
    if ($count -eq 0) { break }
    $read += $count
  }
} finally { $stream.Dispose() }
Write-Answer @{ base64 = [Convert]::ToBase64String($buffer, 0, $read); bytes = $bytes }`,
    arguments: { path, offset, count },
    timeoutMs: partTimeoutMs,
    read: (fields) => ({
      bytes: Buffer.from(fields.text('base64'), 'base64'),
      fileBytes: fields.number('bytes'),
    }),
  });
}

export type WritePart = {
  readonly path: string;
  readonly offset: number;
  readonly bytes: Buffer;
  /** Of the whole file: there must be room for it. */
  readonly fileBytes: number;
};

/** Writes a part behind those before it; the file ends behind this part. Makes the folder where it is missing. */
export function writeFilePart({ path, offset, bytes, fileBytes }: WritePart): RemoteQuestion<number> {
  return makeQuestion({
    name: 'write-file-part',
    purpose: `Writes ${bytes.length} bytes of the file ${path}.`,
    onInput: true,
    script: `${getFreeBytes}
if ($arguments.offset -eq 0) { Test-Space $arguments.path $arguments.fileBytes }
$null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($arguments.path))
$data = [Convert]::FromBase64String($arguments.base64)
$stream = New-Object IO.FileStream ($arguments.path, [IO.FileMode]::OpenOrCreate, [IO.FileAccess]::Write, [IO.FileShare]::None)
try {
  if ($stream.Length -lt $arguments.offset) { throw "the part before this one is missing in $($arguments.path)" }
  $null = $stream.Seek($arguments.offset, [IO.SeekOrigin]::Begin)
  $stream.Write($data, 0, $data.Length)
  $stream.SetLength($arguments.offset + $data.Length)
  $bytes = $stream.Length
} finally { $stream.Dispose() }
Write-Answer @{ bytes = $bytes }`,
    arguments: { path, offset, fileBytes, base64: bytes.toString('base64') },
    timeoutMs: partTimeoutMs,
    read: (fields) => fields.number('bytes'),
  });
}

export type PlaceFile = {
  readonly path: string;
  /** Where its parts were written. */
  readonly from: string;
  /** SHA-256 it must have. */
  readonly hash: string;
  /** SHA-256 of what stands there; undefined where nothing may stand there. */
  readonly was: string | undefined;
  /** Where what stands there is kept. */
  readonly backup: string;
  readonly modifiedAtMs: number;
};

/** Nothing is replaced where anything is not as expected: what arrived, what stands there, or its backup. */
export function placeFile(order: PlaceFile): RemoteQuestion<string> {
  const { path, from, hash, was = '', backup, modifiedAtMs } = order;
  return makeQuestion({
    name: 'place-file',
    purpose: `Puts the file ${path} in its place${was === '' ? '' : ` and keeps the one that was there as ${backup}`}.`,
    script: `${getHash}
${keepBackup}
$now = ''
if (Test-Path -LiteralPath $arguments.path) { $now = Get-Hash $arguments.path }
if ($now -ne $arguments.hash -or (Test-Path -LiteralPath $arguments.from)) {
  $came = Get-Hash $arguments.from
  if ($came -ne $arguments.hash) { throw "what arrived is not what was sent: its hash is $came; nothing was replaced" }
  if ($now -ne $arguments.was) { throw 'the file was changed since it was looked at; nothing was replaced' }
  if ($now) {
    Save-Backup $arguments.path $arguments.backup $now
    [IO.File]::Replace($arguments.from, $arguments.path, [NullString]::Value)
  } else { [IO.File]::Move($arguments.from, $arguments.path) }
  $epoch = New-Object DateTime (1970, 1, 1, 0, 0, 0, [DateTimeKind]::Utc)
  [IO.File]::SetLastWriteTimeUtc($arguments.path, $epoch.AddMilliseconds($arguments.modifiedMs))
}
$after = Get-Hash $arguments.path
if ($after -ne $arguments.hash) { throw "what stands there now is not what was sent: its hash is $after" }
Write-Answer @{ hash = $after }`,
    arguments: { path, from, hash, was, backup, modifiedMs: modifiedAtMs },
    timeoutMs: partTimeoutMs,
    read: (fields) => fields.text('hash'),
  });
}

/** Takes a file away that is not on the master; it is kept as `backup`. */
export function setFileAside(path: string, hash: string, backup: string): RemoteQuestion<string> {
  return makeQuestion({
    name: 'set-file-aside',
    purpose: `Takes the file ${path} away and keeps it as ${backup}.`,
    script: `${getHash}
${keepBackup}
if (Test-Path -LiteralPath $arguments.path) {
  $now = Get-Hash $arguments.path
  if ($now -ne $arguments.hash) { throw 'the file was changed since it was looked at; it stays' }
  Save-Backup $arguments.path $arguments.backup $now
  [IO.File]::Delete($arguments.path)
}
$kept = Get-Hash $arguments.backup
if ($kept -ne $arguments.hash) { throw "what is kept is not what stood there: its hash is $kept" }
Write-Answer @{ hash = $kept }`,
    arguments: { path, hash, backup },
    timeoutMs: partTimeoutMs,
    read: (fields) => fields.text('hash'),
  });
}

const keepBackup = `function Save-Backup($path, $backup, $hash) {
  $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($backup))
  [IO.File]::Copy($path, $backup, $true)
  if ((Get-Hash $backup) -ne $hash) { throw 'the backup differs from the file; nothing was replaced' }
}`;
