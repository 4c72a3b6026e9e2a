// Keeps wanted states on disk, so that a restart asks for them again: one file, written whole and renamed. What is
// wanted is decided elsewhere.

import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterError } from '../errors.ts';
import { createInTurn } from '../in-turn.ts';
import { writeWhole } from '../write-whole.ts';
import type { Wanted } from './entry.ts';
import { parseWanted, wantedText } from './rules/parse-wanted.ts';

export type WantedStore = {
  readonly path: string;
  /** What was kept when it was opened; nothing is known where that could not be read. */
  readonly kept: Wanted;
  /** Why it could not be read, and where it is now; undefined where it could. */
  readonly problem: ClusterError | undefined;
  /** Writes the whole, one write after the other; rejects with the error of the disk. */
  write(wanted: Wanted): Promise<void>;
  /** Resolves when all that was begun is on the disk. */
  settled(): Promise<void>;
};

const fileName = 'wanted.json';

/**
 * Opens the file of a folder before traffic begins, so reading may block. One that cannot be read is set aside as
 * `wanted.json.damaged`, so that it can be looked at: from then on nobody knows what is wanted of any server.
 */
export function openWantedStore(folder: string, nowMs: () => number): WantedStore {
  const path = join(folder, fileName);
  const read = readKept(folder, path);
  const unknown: Wanted = { entries: [], unknownSinceMs: nowMs() };
  const turns = createInTurn();
  return {
    path,
    kept: read instanceof ClusterError ? unknown : read,
    problem: read instanceof ClusterError ? read : undefined,
    write: (wanted) => turns.run(() => writeWhole(path, wantedText(wanted))),
    settled: turns.settled,
  };
}

function readKept(folder: string, path: string): Wanted | ClusterError {
  let text: string;
  try {
    mkdirSync(folder, { recursive: true });
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { entries: [], unknownSinceMs: undefined };
    return new ClusterError('CLU_WANTED_UNREADABLE', `${path} cannot be read: ${message}`, { cause: error });
  }
  const wanted = parseWanted(text);
  if (typeof wanted !== 'string') return wanted;
  return new ClusterError('CLU_WANTED_UNREADABLE', `${path} cannot be used: ${wanted}${setAside(path)}`);
}

function setAside(path: string): string {
  try {
    renameSync(path, `${path}.damaged`);
    return `; it was set aside as ${fileName}.damaged`;
  } catch (error) {
    return `; it could not be set aside (${(error as Error).message})`;
  }
}
