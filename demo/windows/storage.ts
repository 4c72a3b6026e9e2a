// Which files a path of a server leads to: its own, or those of a share that all servers see. Checks what Windows would.

import { type FileTree, type SimulatedFile, sha256 } from './files.ts';
import type { WindowsMachine } from './machine.ts';
import { ScriptError } from './rules/ending.ts';
import { cleanPath, isShare, shareName } from './rules/paths.ts';

export type Place = { readonly machine: WindowsMachine; readonly withPassword: boolean };

/** The tree a path is in. Throws as Windows does where a share is not there or does not let us in. */
export function treeOf(path: string, { machine, withPassword }: Place): FileTree {
  if (!isShare(path)) return machine.files;
  const share = machine.shares.get(shareName(path) ?? '');
  if (!share) throw new ScriptError('The network path was not found.');
  if (machine.settings.sharesWantPassword && !withPassword) throw new ScriptError('Access is denied');
  return share;
}

export function fileAt(path: string, place: Place): SimulatedFile {
  const file = treeOf(path, place).read(path);
  if (file) return file;
  throw new ScriptError(`Cannot find path '${path}' because it does not exist.`);
}

export type FolderTold = {
  /** `HASH BYTES PATH` with `/` between the parts, in ordinal order of the path. */
  readonly lines: readonly string[];
  /** Their paths from the folder on. */
  readonly files: readonly SimulatedFile[];
  readonly bytes: number;
  readonly hash: string;
};

export function folderAt(path: string, place: Place): FolderTold {
  const tree = treeOf(path, place);
  if (!tree.isFolder(path)) throw new ScriptError(`Cannot find path '${path}' because it does not exist.`);
  const from = cleanPath(path).length + 1;
  const files = tree
    .below(path)
    .map((file) => ({ ...file, path: file.path.slice(from) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const lines = files.map(
    (file) => `${sha256(file.bytes)} ${file.bytes.length} ${file.path.replaceAll('\\', '/')}`,
  );
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  return { lines, files, bytes, hash: sha256(lines.join('\n')) };
}

export const freeBytes = ({ files, settings }: WindowsMachine) => settings.diskBytes - files.usedBytes();

/** Null for a share, which does not tell. */
export const freeAt = (path: string, machine: WindowsMachine) => (isShare(path) ? null : freeBytes(machine));

export function checkSpace(path: string, needed: number, machine: WindowsMachine): void {
  const free = freeAt(path, machine);
  if (free === null || free >= needed) return;
  throw new ScriptError(`there is no room at ${path} for ${needed} bytes, only for ${free}`);
}
