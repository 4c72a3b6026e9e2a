// Scripts about the registry: a key out into a file, and back in.

import { sha256 } from '../files.ts';
import { answered, ScriptError } from '../rules/ending.ts';
import { textOf } from '../rules/values.ts';
import { fileAt, treeOf } from '../storage.ts';
import type { ScriptHandler } from './handler.ts';

export const exportRegistry: ScriptHandler = ({ machine, values }) => {
  const [key, file] = [textOf(values, 'key'), textOf(values, 'file')];
  const text = machine.registry.export(key);
  if (text === undefined) {
    throw new ScriptError(`reg export ended with exit code 1; is there a key ${key}?`);
  }
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  treeOf(file, { machine, withPassword: false }).write(file, bytes, machine.nowMs());
  return answered({ file, bytes: bytes.length, hash: sha256(bytes) });
};

export const registryValue: ScriptHandler = ({ machine, values }) => {
  const [key, name] = [textOf(values, 'key'), textOf(values, 'name')];
  const found = machine.registry.export(key) !== undefined;
  return answered({ found, value: machine.registry.get(key, name) ?? null });
};

export const importRegistry: ScriptHandler = ({ machine, values }) => {
  const path = textOf(values, 'file');
  const { bytes } = fileAt(path, { machine, withPassword: false });
  const hash = sha256(bytes);
  if (hash !== textOf(values, 'hash')) {
    throw new ScriptError(`the file is not the one that was written: its hash is ${hash}`);
  }
  if (!machine.registry.import(bytes.toString('utf16le').replace(/^\uFEFF/, ''))) {
    throw new ScriptError('reg import ended with exit code 1');
  }
  return answered({ file: path, bytes: bytes.length, hash });
};
