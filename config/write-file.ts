// Puts a file in the place of another, so that a reader sees the old or the new one and never a part of it.

import { randomUUID } from 'node:crypto';
import { open, realpath, rename, stat, unlink } from 'node:fs/promises';

/**
 * Writes beside the file, flushes, renames. Keeps the mode of the file that was there; a new one may be read by its
 * owner only, for it can hold secrets. Follows a symbolic link. Errors of the disk are thrown as they are.
 */
export async function writeFileWhole(path: string, text: string): Promise<void> {
  const target = await targetOf(path);
  const beside = `${target.path}.${randomUUID().slice(0, 8)}.new`;
  const file = await open(beside, 'wx', target.mode);
  try {
    await file.writeFile(text);
    await file.chmod(target.mode);
    await file.sync();
    await file.close();
    await rename(beside, target.path);
  } catch (error) {
    await file.close();
    await unlink(beside);
    throw error;
  }
}

async function targetOf(path: string): Promise<{ readonly path: string; readonly mode: number }> {
  try {
    const real = await realpath(path);
    return { path: real, mode: (await stat(real)).mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { path, mode: 0o600 };
    throw error;
  }
}
