// The journal of a run: one file that only grows, a JSON object a line, each chained to the one before by its hash, on
// the disk before anything is done. People can read it; a last line that was cut off is told and taken away.

import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ClusterError } from '../errors.ts';
import { createInTurn } from '../in-turn.ts';
import { createLineFile } from './journal-file.ts';
import { isJournalLine } from './journal-line.ts';
import type { JournalRecord, RecordBody } from './model.ts';
import { canonical } from './rules/canonical.ts';
import { journalMend } from './rules/journal-mend.ts';

export type Journal = {
  readonly path: string;
  /** Everything so far, oldest first. */
  records(): readonly JournalRecord[];
  /** True where the last line of the file was cut off and was taken away when it was opened. */
  readonly mended: boolean;
  /** Resolves when it is on the disk. Throws `JournalUnwritten` where it is not; then it may be tried again. */
  append(body: RecordBody): Promise<JournalRecord>;
  close(): Promise<void>;
};

/** It could not be put on the disk, such as one that is full; nothing that it was to say counts as written. */
export class JournalUnwritten extends ClusterError {
  /** What to do, without a full stop. */
  readonly mend: string;

  constructor(path: string, { cause }: { readonly cause: unknown }) {
    const { message, code } = cause as NodeJS.ErrnoException;
    super('CLU_JOURNAL', `${path} cannot be written: ${message}`, { cause });
    this.name = 'JournalUnwritten';
    this.mend = journalMend(code);
  }
}

const start = 'fairlead-journal-1';

/** Opens or begins it. Throws `CLU_JOURNAL` where it is no whole chain, which is not gone on with, or cannot be opened. */
export async function openJournal(path: string, nowMs: () => number): Promise<Journal> {
  const file = await opened(path);
  try {
    const read = parseJournal(await file.readFile('utf8'), path);
    if (read.mended) {
      await truncate(path, read.wholeBytes);
      await file.sync();
    }
    return writer(file, path, read, nowMs);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function opened(path: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return await open(path, 'a+', 0o600);
  } catch (cause) {
    throw new JournalUnwritten(path, { cause });
  }
}

type Read = {
  readonly records: readonly JournalRecord[];
  readonly last: string;
  readonly mended: boolean;
  readonly wholeBytes: number;
};

function writer(file: FileHandle, path: string, read: Read, nowMs: () => number): Journal {
  const records = [...read.records];
  let { last } = read;
  const turns = createInTurn();
  const lines = createLineFile({
    path,
    file,
    wholeBytes: read.wholeBytes,
    isOurs: (text) => parseJournal(text, path).last === last,
  });
  const write = async (body: RecordBody): Promise<JournalRecord> => {
    // A clock that was set back must not make the journal run backwards.
    const record = { ...body, atMs: Math.max(nowMs(), records.at(-1)?.atMs ?? 0) } as JournalRecord;
    const hash = chained(last, record);
    try {
      await lines.append(`${JSON.stringify({ ...record, at: new Date(record.atMs).toISOString(), hash })}\n`);
    } catch (cause) {
      throw new JournalUnwritten(path, { cause });
    }
    last = hash;
    records.push(record);
    return record;
  };
  return {
    path,
    mended: read.mended,
    records: () => records,
    append: (body) => turns.run(() => write(body)),
    async close() {
      await turns.settled();
      await lines.close();
    },
  };
}

/** Reads a journal without touching it; `mended` where its last line is cut off. */
export function parseJournal(text: string, path: string): Read {
  const lines = text.split('\n');
  const tail = lines.pop() ?? '';
  const records: JournalRecord[] = [];
  let last = start;
  for (const [index, line] of lines.entries()) {
    const { record, hash } = parseLine(line, `${path}:${index + 1}`);
    if (chained(last, record) !== hash)
      throw broken(`${path}:${index + 1}`, 'its hash does not follow from the line before');
    records.push(record);
    last = hash;
  }
  const wholeBytes = Buffer.byteLength(text, 'utf8') - Buffer.byteLength(tail, 'utf8');
  return { records, last, mended: tail !== '', wholeBytes };
}

function parseLine(line: string, where: string): { readonly record: JournalRecord; readonly hash: string } {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch (cause) {
    throw broken(where, 'it is no JSON', cause);
  }
  if (!isJournalLine(document)) throw broken(where, 'it is no record of a journal');
  const { hash, at: _, ...record } = document;
  return { record: record as unknown as JournalRecord, hash };
}

function chained(before: string, record: JournalRecord): string {
  return createHash('sha256')
    .update(`${before}\n${canonical(record)}`)
    .digest('hex');
}

function broken(where: string, why: string, cause?: unknown): ClusterError {
  return new ClusterError(
    'CLU_JOURNAL',
    `${where}: ${why}. The journal was changed or damaged; restore it from a copy, or look at the cluster and begin a new run.`,
    { cause },
  );
}
