// Keeps what the database last said of the cluster in the data directory, so that Fairlead starts without it. What was
// read is kept, not what was made of it: a changed configuration or key applies to a kept copy too. Never a secret.

import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { SettingRow } from '../crm.ts';
import { writeWhole } from '../write-whole.ts';

/** One successful reading of the cluster's settings. */
export type SettingsReading = {
  readonly rows: readonly SettingRow[];
  readonly utcOffsetMinutes: number;
  readonly readAtMs: number;
};

export type LastGoodReading =
  | { readonly kind: 'found'; readonly reading: SettingsReading }
  | { readonly kind: 'none' }
  /** It is of another database, and of no use here. */
  | { readonly kind: 'foreign'; readonly from: string }
  /** It could not be read; a damaged one was set aside under `setAside`. */
  | { readonly kind: 'damaged'; readonly because: string; readonly setAside: string | undefined };

export type LastGood = {
  readonly path: string;
  read(): Promise<LastGoodReading>;
  /** Writes whole, to the disk, then renames; throws what the file system throws. */
  write(reading: SettingsReading): Promise<void>;
};

const version = 1;
const mostBytes = 1_048_576;

/** `from` names the database the copy is of, such as `sql1:1433/CRM`. */
export function createLastGood(folder: string, from: string): LastGood {
  const path = join(folder, 'topology.json');
  return {
    path,
    async read() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'none' };
        return { kind: 'damaged', because: (error as Error).message, setAside: undefined };
      }
      const parsed = parseKept(text);
      if (typeof parsed === 'string')
        return { kind: 'damaged', because: parsed, setAside: await setAside(path) };
      return parsed.from === from
        ? { kind: 'found', reading: parsed.reading }
        : { kind: 'foreign', from: parsed.from };
    },
    async write(reading) {
      await mkdir(folder, { recursive: true });
      await writeWhole(path, `${JSON.stringify({ version, from, ...reading }, undefined, 2)}\n`);
    },
  };
}

type Kept = { readonly from: string; readonly reading: SettingsReading };

/** The kept copy, or why the text is none. */
function parseKept(text: string): Kept | string {
  if (text.length > mostBytes) return 'it is too long';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  if (typeof value !== 'object' || value === null) return 'it is no object';
  const kept = value as Record<string, unknown>;
  if (kept.version !== version) return `it has version ${String(kept.version)}, not ${version}`;
  const { from, rows, utcOffsetMinutes, readAtMs } = kept;
  if (typeof from !== 'string') return 'it does not say which database it is of';
  if (!isNumber(utcOffsetMinutes) || !isNumber(readAtMs)) return 'its times are no numbers';
  if (!Array.isArray(rows) || !rows.every(isRow)) return 'its rows are no rows';
  return {
    from,
    reading: { rows: rows.map(({ name, value }) => ({ name, value })), utcOffsetMinutes, readAtMs },
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isRow(value: unknown): value is SettingRow {
  if (typeof value !== 'object' || value === null) return false;
  const row = value as Partial<SettingRow>;
  return typeof row.name === 'string' && (typeof row.value === 'string' || row.value === null);
}

/** One damaged copy is kept to be looked at; a second takes its place. */
async function setAside(path: string): Promise<string | undefined> {
  try {
    await rename(path, `${path}.damaged`);
    return `${path}.damaged`;
  } catch {
    // It stays where it is: the next good reading is written over it.
    return undefined;
  }
}
