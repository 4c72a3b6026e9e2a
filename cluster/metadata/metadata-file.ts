// Keeps what is known of the metadata over a restart: which change was seen, and which server loaded when. Written whole
// and renamed; a file that cannot be read is as good as none.

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInTurn } from '../in-turn.ts';
import { writeWhole } from '../write-whole.ts';
import type { MetadataChange } from './rules/stamp.ts';

export type KeptMetadata = {
  readonly change: MetadataChange | undefined;
  /** By server id. */
  readonly loadedAtMs: Readonly<Record<string, number>>;
};

export type MetadataFile = {
  /** Undefined where there is none, or it is none; `onProblem` is told of the latter. */
  read(): Promise<KeptMetadata | undefined>;
  /** Rejects with the error of the disk. */
  write(kept: KeptMetadata): Promise<void>;
};

const version = 1;

export function createMetadataFile(folder: string, onProblem: (problem: Error) => void): MetadataFile {
  const path = join(folder, 'metadata.json');
  const turns = createInTurn();
  const write = async (kept: KeptMetadata) => {
    await mkdir(folder, { recursive: true });
    await writeWhole(path, `${JSON.stringify({ version, ...kept }, undefined, 2)}\n`);
  };
  return {
    async read() {
      try {
        return parseKept(JSON.parse(await readFile(path, 'utf8')));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        onProblem(new Error(`${path} is of no use and is made anew: ${(error as Error).message}`));
        return undefined;
      }
    },
    write: (kept) => turns.run(() => write(kept)),
  };
}

/** Throws where the file is another one. */
function parseKept(value: unknown): KeptMetadata {
  const { version: found, change, loadedAtMs } = value as Record<string, unknown>;
  if (found !== version) throw new Error(`it has version ${String(found)}, not ${version}`);
  const times = Object.entries((loadedAtMs ?? {}) as Record<string, unknown>);
  return {
    change: change === undefined ? undefined : parseChange(change),
    loadedAtMs: Object.fromEntries(
      times.flatMap(([id, time]) => (typeof time === 'number' ? [[id, time]] : [])),
    ),
  };
}

function parseChange(value: unknown): MetadataChange {
  const { id, newest, seenAtMs, provable } = value as Record<string, unknown>;
  if (typeof id !== 'string' || typeof provable !== 'boolean') throw new Error('its change is none');
  return {
    id,
    newest: typeof newest === 'string' ? newest : undefined,
    seenAtMs: typeof seenAtMs === 'number' ? seenAtMs : undefined,
    provable,
  };
}
