// The file under a journal: lines that are whole on the disk, or nothing is known to be written. A line that failed is
// taken away before the next one, in whatever part it got there. Knows nothing of records.

import { constants } from 'node:fs';
import { type FileHandle, open, stat, truncate } from 'node:fs/promises';

export type LineFile = {
  /**
   * Resolves when the line is on the disk. Rejects where it is not known to be; the next one then begins with looking at
   * what stands there, so that it may be tried again and again.
   */
  append(line: string): Promise<void>;
  close(): Promise<void>;
};

export type LineFileOptions = {
  readonly path: string;
  /** Open for appending; taken over. */
  readonly file: FileHandle;
  /** How much of it is whole lines of ours. */
  readonly wholeBytes: number;
  /** Whether a text is what was written so far. */
  readonly isOurs: (text: string) => boolean;
};

export function createLineFile({ path, file: first, wholeBytes, isOurs }: LineFileOptions): LineFile {
  let file: FileHandle | undefined = first;
  let bytes = wholeBytes;
  /** May stand after what is ours, whole or in part. */
  let doubtful: Buffer | undefined;
  const close = async () => {
    const open = file;
    file = undefined;
    await open?.close();
  };
  const ready = async (): Promise<FileHandle> => {
    if (file !== undefined && doubtful === undefined && (await isAt(file, path))) return file;
    await close();
    file = await reopened(path, { bytes, isOurs, doubtful: doubtful ?? Buffer.alloc(0) });
    return file;
  };
  return {
    async append(line) {
      const whole = Buffer.from(line, 'utf8');
      const open = await ready();
      doubtful = whole;
      await open.appendFile(whole);
      await open.datasync();
      doubtful = undefined;
      bytes += whole.length;
    },
    close,
  };
}

/** A file that was moved away or replaced still takes every line, where nobody looks for them. */
async function isAt(file: FileHandle, path: string): Promise<boolean> {
  const [own, there] = await Promise.all([file.stat({ bigint: true }), stat(path, { bigint: true })]);
  return own.ino === there.ino && own.dev === there.dev;
}

type Known = {
  readonly bytes: number;
  readonly isOurs: LineFileOptions['isOurs'];
  readonly doubtful: Buffer;
};

/** Never makes a new file: what is not there any more has to be brought back. */
async function reopened(path: string, { bytes, isOurs, doubtful }: Known): Promise<FileHandle> {
  const file = await open(path, constants.O_RDWR | constants.O_APPEND);
  try {
    const found = await file.readFile();
    const rest = found.subarray(bytes);
    if (found.length < bytes || !isOurs(found.subarray(0, bytes).toString('utf8')))
      throw new Error('it is not what this run has written');
    if (!doubtful.subarray(0, rest.length).equals(rest)) throw new Error('somebody else has gone on with it');
    await truncate(path, bytes);
    await file.sync();
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
