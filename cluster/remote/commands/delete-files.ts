// Files of a server that nobody needs any more, by their whole paths; a folder that is empty afterwards goes too.

import type { RemoteQuestion } from '../command.ts';
import { lookMs, makeQuestion } from './make-question.ts';

/** Resolves with how many were there. A file that is not there is gone already; a folder of that name is left alone. */
export function deleteFiles(paths: readonly string[]): RemoteQuestion<number> {
  return makeQuestion({
    name: 'delete-files',
    purpose: `Deletes ${paths.length === 1 ? paths[0] : `${paths.length} files, first ${paths[0]}`}.`,
    script: `$deleted = 0
foreach ($path in @($arguments.paths)) {
  if (-not (Test-Path -LiteralPath $path -PathType Leaf)) { continue }
  [IO.File]::Delete($path)
  $deleted += 1
}
foreach ($folder in @(@($arguments.paths) | ForEach-Object { [IO.Path]::GetDirectoryName($_) } | Select-Object -Unique)) {
  if (-not (Test-Path -LiteralPath $folder -PathType Container)) { continue }
  if (@([IO.Directory]::GetFileSystemEntries($folder)).Count -eq 0) { [IO.Directory]::Delete($folder) }
}
Write-Answer @{ deleted = $deleted }`,
    arguments: { paths },
    timeoutMs: lookMs,
    read: (fields) => fields.number('deleted'),
  });
}
