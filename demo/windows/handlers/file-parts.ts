// Scripts that bring one file to a server in parts, and put it in its place.

import { sha256 } from '../files.ts';
import { answered, ScriptError } from '../rules/ending.ts';
import { numberOf, textOf } from '../rules/values.ts';
import { checkSpace, fileAt, type Place, treeOf } from '../storage.ts';
import type { ScriptCall, ScriptHandler } from './handler.ts';

const placeOf = ({ machine, secrets }: ScriptCall): Place => ({
  machine,
  withPassword: secrets.SHARE_PASSWORD !== undefined,
});

export const readFilePart: ScriptHandler = (call) => {
  const { bytes } = fileAt(textOf(call.values, 'path'), placeOf(call));
  const offset = numberOf(call.values, 'offset');
  const part = bytes.subarray(offset, offset + numberOf(call.values, 'count'));
  return answered({ base64: part.toString('base64'), bytes: bytes.length });
};

export const writeFilePart: ScriptHandler = (call) => {
  const path = textOf(call.values, 'path');
  const offset = numberOf(call.values, 'offset');
  if (offset === 0) checkSpace(path, numberOf(call.values, 'fileBytes'), call.machine);
  const tree = treeOf(path, placeOf(call));
  const before = tree.read(path)?.bytes ?? Buffer.alloc(0);
  if (before.length < offset) throw new ScriptError(`the part before this one is missing in ${path}`);
  const part = Buffer.from(textOf(call.values, 'base64'), 'base64');
  tree.write(path, Buffer.concat([before.subarray(0, offset), part]), call.machine.nowMs());
  return answered({ bytes: offset + part.length });
};

export const placeFile: ScriptHandler = (call) => {
  const [path, from, hash] = [
    textOf(call.values, 'path'),
    textOf(call.values, 'from'),
    textOf(call.values, 'hash'),
  ];
  const tree = treeOf(path, placeOf(call));
  const now = tree.read(path);
  if (tree.read(from) === undefined && now !== undefined && sha256(now.bytes) === hash)
    return answered({ hash });
  const { bytes } = fileAt(from, placeOf(call));
  const came = sha256(bytes);
  if (came !== hash) {
    throw new ScriptError(`what arrived is not what was sent: its hash is ${came}; nothing was replaced`);
  }
  if ((now === undefined ? '' : sha256(now.bytes)) !== textOf(call.values, 'was'))
    throw new ScriptError('the file was changed since it was looked at; nothing was replaced');
  if (now !== undefined) tree.write(textOf(call.values, 'backup'), now.bytes, now.modifiedAtMs);
  tree.write(path, bytes, numberOf(call.values, 'modifiedMs'));
  tree.remove(from);
  return answered({ hash });
};

export const setFileAside: ScriptHandler = (call) => {
  const [path, hash, backup] = [
    textOf(call.values, 'path'),
    textOf(call.values, 'hash'),
    textOf(call.values, 'backup'),
  ];
  const tree = treeOf(path, placeOf(call));
  const now = tree.read(path);
  if (now !== undefined) {
    if (sha256(now.bytes) !== hash)
      throw new ScriptError('the file was changed since it was looked at; it stays');
    tree.write(backup, now.bytes, now.modifiedAtMs);
    tree.remove(path);
  }
  return answered({ hash: sha256(fileAt(backup, placeOf(call)).bytes) });
};
