// What the scripts about files do, on the disk of this machine: for the `powershell` behind a real OpenSSH server.
// Paths come with the slashes of Windows.

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

export type FileValues = Readonly<Record<string, string | number>>;

const at = (values: FileValues, name: string) => String(values[name]).replaceAll('\\', '/');
const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** By name of the script; each answers what `Write-Answer` would print, or throws. */
export const fileScripts: Readonly<Record<string, (values: FileValues, onInput: boolean) => object>> = {
  'hash-folder': (values) => {
    const root = at(values, 'folder');
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
      .sort();
    const stats = files.map((path) => statSync(join(root, path)));
    return {
      files: files.map((path, index) => `${hashOf(join(root, path))} ${stats[index]?.size} ${path}`),
      times: stats.map(({ mtimeMs }) => Math.floor(mtimeMs)),
      bytes: stats.reduce((sum, { size }) => sum + size, 0),
      hash: '',
    };
  },
  'read-file-part': (values) => {
    const whole = readFileSync(at(values, 'path'));
    const offset = Number(values.offset);
    const part = whole.subarray(offset, offset + Number(values.count));
    return { base64: part.toString('base64'), bytes: whole.length };
  },
  'write-file-part': (values, onInput) => {
    if (!onInput) throw new Error('contents came in a command line');
    const path = at(values, 'path');
    mkdirSync(dirname(path), { recursive: true });
    const offset = Number(values.offset);
    if (existsSync(path)) truncateSync(path, offset);
    writeFileSync(path, Buffer.from(String(values.base64), 'base64'), { flag: 'a' });
    return { bytes: statSync(path).size };
  },
  'place-file': (values) => {
    const [path, from, backup] = [at(values, 'path'), at(values, 'from'), at(values, 'backup')];
    if (hashOf(from) !== values.hash) throw new Error('what arrived is not what was sent');
    if ((existsSync(path) ? hashOf(path) : '') !== values.was) throw new Error('the file was changed');
    if (existsSync(path)) {
      mkdirSync(dirname(backup), { recursive: true });
      copyFileSync(path, backup);
    }
    renameSync(from, path);
    utimesSync(path, Number(values.modifiedMs) / 1_000, Number(values.modifiedMs) / 1_000);
    return { hash: hashOf(path) };
  },
  'set-file-aside': (values) => {
    const [path, backup] = [at(values, 'path'), at(values, 'backup')];
    if (hashOf(path) !== values.hash) throw new Error('the file was changed');
    mkdirSync(dirname(backup), { recursive: true });
    copyFileSync(path, backup);
    unlinkSync(path);
    return { hash: hashOf(backup) };
  },
};
