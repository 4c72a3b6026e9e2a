// One file of a server by its SHA-256: whether it is there, and whether it is still what it was.

import type { RemoteQuestion } from '../command.ts';
import { makeQuestion } from './make-question.ts';
import { getHash } from './tree-script.ts';

/** A large file on a slow disk. */
const hashTimeoutMs = 300_000;

/** Lower-case hex; undefined where there is no such file. */
export function fileHash(path: string): RemoteQuestion<string | undefined> {
  return makeQuestion({
    name: 'file-hash',
    purpose: `Hashes the file ${path}, if it is there.`,
    script: `${getHash}
$hash = $null
if (Test-Path -LiteralPath $arguments.path -PathType Leaf) { $hash = Get-Hash $arguments.path }
Write-Answer @{ hash = $hash }`,
    arguments: { path },
    timeoutMs: hashTimeoutMs,
    read: (fields) => fields.optionalText('hash'),
  });
}
