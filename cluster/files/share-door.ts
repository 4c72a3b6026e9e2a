// The files of a folder of a server that Fairlead itself gets at: a share where it runs on Windows, or a mounted path.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { FilesDoor, PartOfFile, PartToWrite, PlaceOrder, Reached, SeenFile } from './model.ts';
import { onItsWay } from './rules/ignored.ts';

export type ShareDoorOptions = {
  /** Name of the server, for texts. */
  readonly server: string;
  readonly root: string;
  readonly folder: string;
  /** Undefined: nothing can be copied there. */
  readonly backupRoot: string | undefined;
  readonly partBytes: number;
};

export function createShareDoor(options: ShareDoorOptions): FilesDoor {
  const full = (path: string) => join(options.root, ...path.split('/'));
  const tried = <Value>(what: string, work: () => Promise<Value>) => tryTo(options, what, work);
  return {
    list: (maxFiles, signal) => tried('read', () => listFiles(options.root, maxFiles, signal)),
    readPart: (path, offset) => tried('read', () => readPart(full(path), offset, options.partBytes)),
    writePart: (part) => tried('written', () => writePart(`${full(part.path)}${onItsWay}`, part)),
    place: (order) => tried('replaced', () => place(full(order.path), backupOf(options, order), order)),
    setAside: (order) =>
      tried('taken away', () => setAside(full(order.path), backupOf(options, order), order)),
  };
}

/** Said with its own words where it is ours, else with those of the system. */
class Refused extends Error {}

async function tryTo<Value>(
  { server, root }: ShareDoorOptions,
  what: string,
  work: () => Promise<Value>,
): Promise<Reached<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const text = `Of ${server}, ${root} could not be ${what}: ${(error as Error).message}.`;
    return {
      ok: false,
      text,
      mend: 'See that Fairlead gets at this path, with the rights to read and write.',
    };
  }
}

function backupOf({ backupRoot, folder }: ShareDoorOptions, { run, path }: Pick<PlaceOrder, 'run' | 'path'>) {
  if (backupRoot === undefined) throw new Refused('files.backupShare is not set, so nothing could be kept');
  return join(backupRoot, run, folder, ...path.split('/'));
}

async function listFiles(root: string, maxFiles: number, signal: AbortSignal): Promise<readonly SeenFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  if (files.length > maxFiles) throw new Refused(`there are more than ${maxFiles} files`);
  const seen: SeenFile[] = [];
  for (const { parentPath, name } of files) {
    signal.throwIfAborted();
    const file = join(parentPath, name);
    const { size: bytes, mtimeMs } = await stat(file);
    const path = relative(root, file).split(sep).join('/');
    seen.push({ path, bytes, hash: await hashOf(file), modifiedAtMs: Math.floor(mtimeMs) });
  }
  return seen;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** Undefined where there is none. */
async function hashIfThere(file: string): Promise<string | undefined> {
  try {
    return await hashOf(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readPart(path: string, offset: number, count: number): Promise<PartOfFile> {
  const file = await open(path, 'r');
  try {
    const { size: fileBytes } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, Math.min(count, fileBytes - offset)));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return { bytes: buffer.subarray(0, bytesRead), fileBytes };
  } finally {
    await file.close();
  }
}

async function writePart(path: string, { offset, bytes }: PartToWrite): Promise<undefined> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, offset === 0 ? 'w' : 'r+');
  try {
    await file.write(bytes, 0, bytes.length, offset);
    await file.truncate(offset + bytes.length);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function place(path: string, backup: string, order: PlaceOrder): Promise<undefined> {
  const from = `${path}${onItsWay}`;
  if ((await hashIfThere(from)) !== order.hash) throw new Refused('what arrived is not what was sent');
  const now = await hashIfThere(path);
  if (now !== order.was) throw new Refused('the file was changed since it was looked at');
  if (now !== undefined) await keep(path, backup, now);
  await utimes(from, new Date(order.modifiedAtMs), new Date(order.modifiedAtMs));
  await rename(from, path);
  if ((await hashOf(path)) !== order.hash) throw new Refused('what stands there now is not what was sent');
}

async function setAside(
  path: string,
  backup: string,
  { hash }: Pick<PlaceOrder, 'hash'>,
): Promise<undefined> {
  const now = await hashIfThere(path);
  if (now !== undefined && now !== hash) throw new Refused('the file was changed since it was looked at');
  if (now === undefined) return;
  await keep(path, backup, hash);
  await rm(path);
}

async function keep(path: string, backup: string, hash: string): Promise<void> {
  await mkdir(dirname(backup), { recursive: true });
  await copyFile(path, backup);
  if ((await hashOf(backup)) !== hash) throw new Refused('the backup differs from the file');
}
