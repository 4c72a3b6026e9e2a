// Scripts about files and folders. An archive holds the files as JSON: nobody but this simulator reads it.

import { type SimulatedFile, sha256 } from '../files.ts';
import { answered, ScriptError } from '../rules/ending.ts';
import { numberOf, textOf, textsOf } from '../rules/values.ts';
import { versionOf } from '../seed.ts';
import { checkSpace, fileAt, folderAt, freeAt, freeBytes, type Place, treeOf } from '../storage.ts';
import type { ScriptCall, ScriptHandler } from './handler.ts';

const placeOf = ({ machine, secrets }: ScriptCall): Place => ({
  machine,
  withPassword: secrets.SHARE_PASSWORD !== undefined,
});

export const hashFolder: ScriptHandler = (call) => {
  const folder = textOf(call.values, 'folder');
  const { lines, files, bytes, hash } = folderAt(folder, placeOf(call));
  const times = files.map((file) => file.modifiedAtMs);
  const most = numberOf(call.values, 'maxFiles');
  if (lines.length > most) throw new ScriptError(`there are more than ${most} files below ${folder}`);
  return answered({ files: lines, times, bytes, hash });
};

export const copyFolder: ScriptHandler = (call) => {
  const [from, to] = [textOf(call.values, 'from'), textOf(call.values, 'to')];
  const source = folderAt(from, placeOf(call));
  checkSpace(to, source.bytes, call.machine);
  return answered(replaceFolder(call, to, source.files));
};

function replaceFolder(call: ScriptCall, folder: string, files: readonly SimulatedFile[]) {
  const tree = treeOf(folder, placeOf(call));
  tree.remove(folder);
  tree.makeFolder(folder);
  for (const { path, bytes, modifiedAtMs } of files) tree.write(`${folder}\\${path}`, bytes, modifiedAtMs);
  const { bytes, hash } = folderAt(folder, placeOf(call));
  return { files: files.length, bytes, hash, free: freeAt(folder, call.machine) };
}

export const archiveFolder: ScriptHandler = (call) => {
  const [folder, archive] = [textOf(call.values, 'folder'), textOf(call.values, 'archive')];
  const source = folderAt(folder, placeOf(call));
  checkSpace(archive, source.bytes, call.machine);
  const packed = source.files.map((file) => ({ ...file, bytes: file.bytes.toString('base64') }));
  const bytes = Buffer.from(JSON.stringify({ simulatedArchive: packed }));
  treeOf(archive, placeOf(call)).write(archive, bytes, call.machine.nowMs());
  return answered({
    files: source.files.length,
    bytes: source.bytes,
    hash: source.hash,
    free: freeAt(archive, call.machine),
    archiveBytes: bytes.length,
    archiveHash: sha256(bytes),
  });
};

export const restoreFolder: ScriptHandler = (call) => {
  const { bytes } = fileAt(textOf(call.values, 'archive'), placeOf(call));
  const hash = sha256(bytes);
  if (hash !== textOf(call.values, 'archiveHash')) {
    throw new ScriptError(`the archive is not the one that was made: its hash is ${hash}`);
  }
  const { simulatedArchive: packed } = JSON.parse(bytes.toString()) as {
    simulatedArchive: { path: string; bytes: string; modifiedAtMs: number }[];
  };
  const files = packed.map((each) => ({ ...each, bytes: Buffer.from(each.bytes, 'base64') }));
  return answered(replaceFolder(call, textOf(call.values, 'folder'), files));
};

export const deleteFiles: ScriptHandler = (call) => {
  const paths = textsOf(call.values, 'paths');
  const there = paths.filter((path) => treeOf(path, placeOf(call)).read(path) !== undefined);
  for (const path of there) treeOf(path, placeOf(call)).remove(path);
  for (const folder of new Set(paths.map((path) => path.slice(0, path.lastIndexOf('\\'))))) {
    const tree = treeOf(folder, placeOf(call));
    if (tree.isFolder(folder) && tree.below(folder).length === 0) tree.remove(folder);
  }
  return answered({ deleted: there.length });
};

export const diskSpace: ScriptHandler = ({ machine }) =>
  answered({ free: freeBytes(machine), total: machine.settings.diskBytes });

export const readTextFile: ScriptHandler = (call) => {
  const { bytes, modifiedAtMs } = fileAt(textOf(call.values, 'path'), placeOf(call));
  const base64 = bytes.subarray(0, numberOf(call.values, 'maxBytes')).toString('base64');
  return answered({ base64, bytes: bytes.length, modifiedMs: modifiedAtMs });
};

export const fileHash: ScriptHandler = (call) => {
  const path = textOf(call.values, 'path');
  const file = treeOf(path, placeOf(call)).read(path);
  return answered({ hash: file === undefined ? null : sha256(file.bytes) });
};

export const fileVersion: ScriptHandler = (call) => {
  const { bytes } = fileAt(textOf(call.values, 'path'), placeOf(call));
  const version = versionOf(bytes);
  return answered({ file: version ?? '0.0.0.0', product: version ?? null, bytes: bytes.length });
};

/** A path that cannot be reached is an answer. */
export const pathAccess: ScriptHandler = (call) => {
  const path = textOf(call.values, 'path');
  try {
    const tree = treeOf(path, placeOf(call));
    const kind = tree.isFolder(path) ? 'folder' : fileAt(path, placeOf(call)) && 'file';
    const writable = call.values.tryWriting === true && kind === 'folder' ? true : null;
    return answered({ kind, writable, problem: null });
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    return answered({ kind: 'missing', writable: null, problem: error.message });
  }
};
