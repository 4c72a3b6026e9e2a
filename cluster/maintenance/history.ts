// The history of the maintenance plan: a file a month that only grows, a JSON object a line, on the disk before it counts.
// People can read it; a line that was cut off is left out and told.

import { type FileHandle, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Check } from 'typebox/schema';
import { ClusterError } from '../errors.ts';
import { createInTurn } from '../in-turn.ts';
import { HistoryLineSchema } from './history-schema.ts';
import type { HistoryRecord, NewRecord } from './model.ts';

export type History = {
  /** Everything that is kept, oldest first. */
  records(): readonly HistoryRecord[];
  /** Resolves when it is on the disk; rejects with `CLU_HISTORY`. */
  append(record: NewRecord): Promise<HistoryRecord>;
  close(): Promise<void>;
};

export type HistoryOptions = {
  readonly folder: string;
  readonly nowMs: () => number;
  /** Older months are deleted. */
  readonly keepMonths: () => number;
  readonly onProblem: (problem: Error) => void;
};

const fileName = /^(\d{4}-\d{2})\.jsonl$/;

/** Reads what there is. Rejects with `CLU_HISTORY` where the folder cannot be used. */
export async function openHistory(options: HistoryOptions): Promise<History> {
  const { folder, nowMs, onProblem } = options;
  const records: HistoryRecord[] = [];
  try {
    await mkdir(folder, { recursive: true });
    for (const name of await monthsOf(folder))
      records.push(...parse(await readFile(join(folder, name), 'utf8'), join(folder, name), onProblem));
  } catch (cause) {
    throw unusable(folder, cause);
  }
  let file: { readonly month: string; readonly handle: FileHandle } | undefined;
  const turns = createInTurn();

  async function write(body: NewRecord): Promise<HistoryRecord> {
    const record = { atMs: nowMs(), ...body } as HistoryRecord;
    const at = new Date(record.atMs).toISOString();
    try {
      file = await fileFor(options, at.slice(0, 7), file);
      await file.handle.appendFile(`${JSON.stringify({ at, ...record })}\n`);
      await file.handle.datasync();
    } catch (cause) {
      throw unusable(folder, cause);
    }
    records.push(record);
    return record;
  }
  return {
    records: () => records,
    append: (record) => turns.run(() => write(record)),
    async close() {
      await turns.settled();
      await file?.handle.close();
      file = undefined;
    },
  };
}

/** The file of a month; with the first line of a new one the oldest go. */
async function fileFor(
  { folder, keepMonths }: HistoryOptions,
  month: string,
  before: { readonly month: string; readonly handle: FileHandle } | undefined,
) {
  if (before?.month === month) return before;
  await before?.handle.close();
  const path = join(folder, `${month}.jsonl`);
  const handle = await open(path, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    // A line that was cut off must not take the next one with it.
    if (size > 0 && !(await readFile(path, 'utf8')).endsWith('\n')) await handle.appendFile('\n');
    const months = await monthsOf(folder);
    for (const name of months.slice(0, Math.max(0, months.length - keepMonths())))
      await rm(join(folder, name));
    return { month, handle };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function monthsOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => fileName.test(name)).sort();
}

function parse(text: string, path: string, onProblem: (problem: Error) => void): HistoryRecord[] {
  return text.split('\n').flatMap((line, index) => {
    if (line === '') return [];
    try {
      const document: unknown = JSON.parse(line);
      if (Check(HistoryLineSchema, document)) {
        const { at: _, ...record } = document;
        return [record as unknown as HistoryRecord];
      }
    } catch {
      // Told below, as a line of another form is.
    }
    onProblem(
      new ClusterError(
        'CLU_HISTORY',
        `${path}:${index + 1} is no whole line of the history; it is left out.`,
      ),
    );
    return [];
  });
}

const unusable = (folder: string, cause: unknown) =>
  new ClusterError(
    'CLU_HISTORY',
    `The history of maintenance in ${folder} cannot be used: ${(cause as Error).message}. See to the disk and its rights.`,
    { cause },
  );
