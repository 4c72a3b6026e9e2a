// Keeps what is known of roles on disk: moves under way, what people said, where each role was last. One file, written
// whole and renamed.

import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createInTurn } from '../in-turn.ts';
import { tryJson } from '../rules/try-json.ts';
import { writeWhole } from '../write-whole.ts';
import type { Kept } from './kept.ts';
import { parseKept } from './parse-kept.ts';

export type RolesStore = {
  /** What was kept when it was opened. */
  readonly kept: Kept;
  /** Why it could not be read; undefined where it could, or there was nothing. */
  readonly problem: Error | undefined;
  /** Writes whole, one write after the other; rejects with the error of the disk. */
  write(kept: Kept): Promise<void>;
  settled(): Promise<void>;
};

const fileName = 'roles.json';
const nothing: Kept = { moves: [], told: [], dead: [], known: [] };

/** Reads at once. A file that cannot be used is set aside as `roles.json.damaged`: servers tell the rest anew. */
export function openRolesStore(folder: string): RolesStore {
  const path = join(folder, fileName);
  const read = readKept(folder, path);
  const turns = createInTurn();
  return {
    kept: read instanceof Error ? nothing : read,
    problem: read instanceof Error ? read : undefined,
    write: (kept) => turns.run(() => writeWhole(path, textOf(kept))),
    settled: turns.settled,
  };
}

const textOf = (kept: Kept) => `${JSON.stringify({ version: 1, ...kept }, undefined, 2)}\n`;

function readKept(folder: string, path: string): Kept | Error {
  let text: string;
  try {
    mkdirSync(folder, { recursive: true });
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothing;
    return new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const kept = parseKept(tryJson(text));
  if (kept !== undefined) return kept;
  try {
    renameSync(path, `${path}.damaged`);
    return new Error(`${path} is not what is kept of roles; it was set aside as ${fileName}.damaged`);
  } catch (error) {
    return new Error(`${path} is not what is kept of roles, and could not be set aside`, { cause: error });
  }
}
