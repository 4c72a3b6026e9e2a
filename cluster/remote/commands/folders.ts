// Folders of a server: copied (also from and to a share), put into an archive, taken out of one again. Each checks
// that there is room, and that what arrived is what was sent, before anything that was there is replaced.

import type { RemoteQuestion } from '../command.ts';
import type { Fields } from '../rules/answer.ts';
import { type ShareUser, shareAccess, shareOf } from '../rules/share.ts';
import { lookMs, makeQuestion } from './make-question.ts';
import { getFreeBytes, getTree, moveIntoPlace, openShare } from './tree-script.ts';

export type FolderResult = {
  readonly files: number;
  readonly bytes: number;
  /** Hash of the folder as `hashFolder` tells it. */
  readonly hash: string;
  /** Left on the drive afterwards; undefined for a share. */
  readonly freeBytes: number | undefined;
};

export type ArchiveResult = FolderResult & {
  readonly archiveBytes: number;
  /** SHA-256 of the archive itself. */
  readonly archiveHash: string;
};

/** Gigabytes over a slow share take their time. */
const moveTimeoutMs = 7_200_000;
const maxFiles = 200_000;

export type CopyFolder = {
  readonly from: string;
  readonly to: string;
  /** For a share in `from` or `to`. */
  readonly shareUser?: ShareUser;
};

/** `to` becomes a copy of `from`, whole: it is written beside and moved into place. */
export function copyFolder({ from, to, shareUser }: CopyFolder): RemoteQuestion<FolderResult> {
  const access = shareAccess(shareOf(from) === undefined ? to : from, shareUser);
  return makeQuestion({
    ...access,
    name: 'copy-folder',
    purpose: `Copies the folder ${from} to ${to}.`,
    script: `${getTree}
${getFreeBytes}
${moveIntoPlace}
${openShare}
$source = Get-Tree $arguments.from $arguments.maxFiles
$new = $arguments.to.TrimEnd('\\') + '.fairlead-new'
Test-Space $new $source.bytes
if (Test-Path -LiteralPath $new) { Remove-Item -LiteralPath $new -Recurse -Force }
$null = New-Item -ItemType Directory -Path $new -Force
Get-ChildItem -LiteralPath $arguments.from -Force | Copy-Item -Destination $new -Recurse -Force
$copy = Get-Tree $new $arguments.maxFiles
if ($copy.hash -ne $source.hash) { throw 'the copy differs from its source; nothing was replaced' }
Move-IntoPlace $new $arguments.to.TrimEnd('\\')
Write-Answer @{ files = $copy.files; bytes = $copy.bytes; hash = $copy.hash; free = (Get-FreeBytes $arguments.to) }`,
    arguments: { from, to, maxFiles, ...access.arguments },
    timeoutMs: moveTimeoutMs,
    read: readFolder,
  });
}

/** Puts a folder into a zip file; a file of that name is replaced. */
export function archiveFolder(folder: string, archive: string): RemoteQuestion<ArchiveResult> {
  return makeQuestion({
    name: 'archive-folder',
    purpose: `Puts the folder ${folder} into the archive ${archive}.`,
    script: `${getTree}
${getFreeBytes}
${moveIntoPlace}
Add-Type -AssemblyName System.IO.Compression.FileSystem
$source = Get-Tree $arguments.folder $arguments.maxFiles
Test-Space $arguments.archive $source.bytes
$null = New-Item -ItemType Directory -Path (Split-Path -Parent $arguments.archive) -Force
$new = $arguments.archive + '.fairlead-new'
if (Test-Path -LiteralPath $new) { Remove-Item -LiteralPath $new -Force }
[IO.Compression.ZipFile]::CreateFromDirectory((Get-Item -LiteralPath $arguments.folder -Force).FullName, $new)
Move-IntoPlace $new $arguments.archive
$bytes = (New-Object IO.FileInfo $arguments.archive).Length
Write-Answer @{
  files = $source.files; bytes = $source.bytes; hash = $source.hash; free = (Get-FreeBytes $arguments.archive)
  archiveBytes = $bytes; archiveHash = (Get-Hash $arguments.archive)
}`,
    arguments: { folder, archive, maxFiles },
    timeoutMs: moveTimeoutMs,
    read: readArchive,
  });
}

/** `folder` becomes what is in the archive, whole; fails before that where the archive is not `archiveHash`. */
export function restoreFolder(
  archive: string,
  archiveHash: string,
  folder: string,
): RemoteQuestion<FolderResult> {
  return makeQuestion({
    name: 'restore-folder',
    purpose: `Makes the folder ${folder} what it was, from the archive ${archive}.`,
    script: `${getTree}
${getFreeBytes}
${moveIntoPlace}
Add-Type -AssemblyName System.IO.Compression.FileSystem
$hash = Get-Hash $arguments.archive
if ($hash -ne $arguments.archiveHash) { throw "the archive is not the one that was made: its hash is $hash" }
$new = $arguments.folder.TrimEnd('\\') + '.fairlead-new'
if (Test-Path -LiteralPath $new) { Remove-Item -LiteralPath $new -Recurse -Force }
[IO.Compression.ZipFile]::ExtractToDirectory($arguments.archive, $new)
$tree = Get-Tree $new $arguments.maxFiles
Move-IntoPlace $new $arguments.folder.TrimEnd('\\')
Write-Answer @{ files = $tree.files; bytes = $tree.bytes; hash = $tree.hash; free = (Get-FreeBytes $arguments.folder) }`,
    arguments: { archive, archiveHash, folder, maxFiles },
    timeoutMs: moveTimeoutMs,
    read: readFolder,
  });
}

/** Free bytes of the drive a path is on, and their whole number. Fails for a share. */
export function diskSpace(
  path: string,
): RemoteQuestion<{ readonly freeBytes: number; readonly totalBytes: number }> {
  return makeQuestion({
    name: 'disk-space',
    purpose: `Tells how much room there is at ${path}.`,
    script: `$drive = New-Object IO.DriveInfo ([IO.Path]::GetPathRoot($arguments.path))
Write-Answer @{ free = $drive.AvailableFreeSpace; total = $drive.TotalSize }`,
    arguments: { path },
    timeoutMs: lookMs,
    read: (fields) => ({ freeBytes: fields.number('free'), totalBytes: fields.number('total') }),
  });
}

function readFolder(fields: Fields): FolderResult {
  return {
    files: fields.number('files'),
    bytes: fields.number('bytes'),
    hash: fields.text('hash'),
    freeBytes: fields.optionalNumber('free'),
  };
}

function readArchive(fields: Fields): ArchiveResult {
  return {
    ...readFolder(fields),
    archiveBytes: fields.number('archiveBytes'),
    archiveHash: fields.text('archiveHash'),
  };
}
