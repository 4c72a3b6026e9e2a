// One text file of a server, such as the log of an upgrade (F7): its bytes come as base64, so that no code page of a
// console changes them.

import type { RemoteQuestion } from '../command.ts';
import { decodeText, type TextEncoding } from '../rules/decode-text.ts';
import { lookMs, makeQuestion } from './make-question.ts';

export type TextFile = {
  readonly text: string;
  readonly encoding: TextEncoding;
  /** Of the whole file. */
  readonly bytes: number;
  readonly modifiedAtMs: number;
  /** True where the file is longer than what was read. */
  readonly truncated: boolean;
};

/** The first `maxBytes` bytes of a file. Fails where there is none. */
export function readTextFile(path: string, maxBytes: number): RemoteQuestion<TextFile> {
  return makeQuestion({
    name: 'read-text-file',
    purpose: `Reads the file ${path}.`,
    script: `$file = Get-Item -LiteralPath $arguments.path -Force
$epoch = New-Object DateTime (1970, 1, 1, 0, 0, 0, [DateTimeKind]::Utc)
$share = [IO.FileShare]'ReadWrite, Delete'
$stream = New-Object IO.FileStream ($file.FullName, [IO.FileMode]::Open, [IO.FileAccess]::Read, $share)
try {
  $bytes = $stream.Length
  $buffer = New-Object byte[] ([int][Math]::Min($bytes, $arguments.maxBytes))
  $read = 0
  while ($read -lt $buffer.Length) {
    $count = $stream.Read($buffer, $read, $buffer.Length - $read)
    if ($count -eq 0) { break }
    $read += $count
  }
} finally { $stream.Dispose() }
$modifiedMs = [Math]::Floor(($file.LastWriteTimeUtc - $epoch).TotalMilliseconds)
Write-Answer @{ base64 = [Convert]::ToBase64String($buffer, 0, $read); bytes = $bytes; modifiedMs = $modifiedMs }`,
    arguments: { path, maxBytes },
    timeoutMs: lookMs,
    read: (fields) => {
      const kept = Buffer.from(fields.text('base64'), 'base64');
      const bytes = fields.number('bytes');
      const truncated = kept.length < bytes;
      return { ...decodeText(kept, truncated), bytes, modifiedAtMs: fields.number('modifiedMs'), truncated };
    },
  });
}
