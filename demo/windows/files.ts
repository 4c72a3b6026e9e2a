// The files of a simulated Windows server, in memory: paths without regard to case, folders that exist once a file or
// folder was made in them, and shares that several servers see.

import { createHash } from 'node:crypto';
import { cleanPath, parentOf } from './rules/paths.ts';

export type SimulatedFile = { readonly path: string; readonly bytes: Buffer; readonly modifiedAtMs: number };

export type FileTree = {
  read(path: string): SimulatedFile | undefined;
  write(path: string, bytes: Buffer | string, modifiedAtMs: number): void;
  makeFolder(path: string): void;
  isFolder(path: string): boolean;
  /** Files below a folder, at any depth, in no order. */
  below(folder: string): readonly SimulatedFile[];
  /** A file or a whole folder. */
  remove(path: string): void;
  usedBytes(): number;
};

export function createFileTree(): FileTree {
  const files = new Map<string, SimulatedFile>();
  const folders = new Set<string>();
  const keyOf = (path: string) => cleanPath(path).toLowerCase();
  const makeFolder = (path: string): void => {
    const key = keyOf(path);
    if (folders.has(key)) return;
    folders.add(key);
    const parent = parentOf(cleanPath(path));
    if (parent !== undefined) makeFolder(parent);
  };
  const isBelow = (key: string, folder: string) => key.startsWith(`${folder}\\`);
  return {
    read: (path) => files.get(keyOf(path)),
    write(path, bytes, modifiedAtMs) {
      const clean = cleanPath(path);
      makeFolder(parentOf(clean) ?? clean);
      files.set(keyOf(path), { path: clean, bytes: Buffer.from(bytes), modifiedAtMs });
    },
    makeFolder,
    isFolder: (path) => folders.has(keyOf(path)),
    below: (folder) => [...files].filter(([key]) => isBelow(key, keyOf(folder))).map(([, file]) => file),
    remove(path) {
      const gone = keyOf(path);
      for (const key of [...files.keys()]) if (key === gone || isBelow(key, gone)) files.delete(key);
      for (const key of [...folders]) if (key === gone || isBelow(key, gone)) folders.delete(key);
    },
    usedBytes: () => [...files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0),
  };
}

export const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
