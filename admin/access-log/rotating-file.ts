// A log file that is renamed when it would grow too large. Rotation never loses a line: where a rename fails (on
// Windows while somebody else reads the file) the file goes on growing, and it is tried again later.

import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { rotationOf } from '../rules/rotation.ts';
import type { LineSink } from './line-sink.ts';

export type RotatingFileOptions = {
  readonly path: string;
  /** Larger than any piece that is written at once. */
  readonly maxBytes: number;
  /** At least 1. */
  readonly keep: number;
  readonly onProblem: (problem: Error) => void;
};

/** It tells of clients: readable for the service's own group at most. */
const mode = 0o640;

/** Opens or makes the file; rejects with what the file system says. */
export async function openRotatingFile(options: RotatingFileOptions): Promise<LineSink> {
  const { path, maxBytes, keep, onProblem } = options;
  await mkdir(dirname(path), { recursive: true });
  let { file, bytes } = await opened(path);
  let rotateAtBytes = maxBytes;
  let broken = false;

  const reopen = async () => {
    // The new one first: without it the old one is better than none.
    const old = file;
    ({ file, bytes } = await opened(path));
    rotateAtBytes = maxBytes;
    await old.close();
  };
  const rotate = async () => {
    // Something else may have emptied it.
    bytes = (await file.stat()).size;
    if (bytes < rotateAtBytes / 2) return;
    // Windows renames no file that is open.
    await file.close();
    const failed = await renameAll(path, keep);
    ({ file, bytes } = await opened(path));
    rotateAtBytes = failed === undefined ? maxBytes : bytes + maxBytes / 10;
    if (failed !== undefined) onProblem(failed);
  };
  return {
    async write(lines) {
      if (bytes > 0 && bytes + lines.length > rotateAtBytes) await rotate();
      // Half a line may be left of a write that failed.
      const whole = broken ? Buffer.concat([Buffer.from('\n'), lines]) : lines;
      broken = true;
      await file.appendFile(whole);
      broken = false;
      bytes += whole.length;
    },
    reopen,
    close: () => file.close(),
  };
}

/** The file, begun where there is none, and how long it is. */
async function opened(path: string): Promise<{ readonly file: FileHandle; readonly bytes: number }> {
  const file = await open(path, 'a', mode);
  try {
    return { file, bytes: (await file.stat()).size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Undefined where all went well; the error of the first rename that did not, and no further one was tried. */
async function renameAll(path: string, keep: number): Promise<Error | undefined> {
  for (const { from, to } of rotationOf(path, keep)) {
    try {
      await rename(from, to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error as Error;
    }
  }
  return undefined;
}
