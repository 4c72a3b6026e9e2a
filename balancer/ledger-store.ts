// Keeps the ledger on disk, so that clients without cookies find their server again after a restart. Written
// whole and renamed, at intervals and on close; never on a request's way. Only hashed session ids get there.

import { createHash, createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { BalancerError } from './errors.ts';
import type { Ledger, LedgerRecord } from './ledger.ts';

export type LedgerStoreOptions = {
  readonly folder: string;
  readonly clusterKey: string;
  readonly ledger: Ledger;
  readonly intervalMs: number;
  readonly nowMs: () => number;
  readonly onProblem: (problem: BalancerError) => void;
};

export interface LedgerStore {
  /** Writes the ledger if it changed since the last time. Never rejects: what fails is told and tried again. */
  save(): Promise<void>;
  /** Stops the interval and saves a last time. */
  close(): Promise<void>;
}

const fileName = 'ledger.txt';
const linesAtOnce = 2000;

/**
 * Fills the ledger from the folder (before traffic begins, so reading may block) and keeps it there from now on.
 * A file that is damaged or of another cluster key is set aside as `ledger.txt.unusable`, and that is told.
 */
export function openLedgerStore(options: LedgerStoreOptions): LedgerStore {
  const { ledger, onProblem } = options;
  const path = join(options.folder, fileName);
  const header = `fairlead-ledger 1 ${keyCheck(options.clusterKey)}`;
  restore(path, header, options);
  let savedVersion = ledger.version();
  let running = Promise.resolve();

  async function saveNow() {
    const version = ledger.version();
    if (version === savedVersion) return;
    try {
      await writeWhole(path, header, ledger);
      savedVersion = version;
    } catch (cause) {
      onProblem(
        new BalancerError(`${path} could not be written: ${textOf(cause)}`, {
          code: 'BAL_LEDGER_UNWRITABLE',
          cause,
        }),
      );
    }
  }

  function save() {
    running = running.then(saveNow);
    return running;
  }

  const timer = setInterval(save, options.intervalMs);
  timer.unref();
  return {
    save,
    close() {
      clearInterval(timer);
      return save();
    },
  };
}

function restore(path: string, header: string, options: LedgerStoreOptions): void {
  try {
    mkdirSync(options.folder, { recursive: true });
    const text = readIfThere(path);
    if (text !== undefined) options.ledger.restore(parseLedger(text, header), options.nowMs());
  } catch (cause) {
    setAside(path, cause, options.onProblem);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function setAside(path: string, cause: unknown, onProblem: (problem: BalancerError) => void): void {
  const why = textOf(cause);
  let where = 'it was left where it is';
  try {
    renameSync(path, `${path}.unusable`);
    where = `it was set aside as ${fileName}.unusable`;
  } catch (error) {
    where += ` (${textOf(error)})`;
  }
  const text = `${path} cannot be used: ${why}; ${where}. Clients without cookies log on again.`;
  onProblem(new BalancerError(text, { code: 'BAL_LEDGER_UNREADABLE', cause }));
}

/** Throws an Error that says what is wrong with the file. */
function parseLedger(text: string, header: string): LedgerRecord[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('its end is missing');
  const end = lines.pop();
  if (lines[0] !== header) {
    throw new Error(
      lines[0]?.startsWith('fairlead-ledger 1 ') ? 'it belongs to another cluster key' : 'it is no ledger',
    );
  }
  const records = lines.slice(1);
  if (end !== endLine(records.length, createHash('sha256').update(joined(records)).digest('hex'))) {
    throw new Error('it is damaged');
  }
  return records.map(parseRecord);
}

function parseRecord(line: string): LedgerRecord {
  const [key, server, lastSeen] = line.split(' ');
  if (!key || !server || !/^[0-9]{1,15}$/.test(lastSeen ?? '')) throw new Error('a line of it is damaged');
  return { key, server: decodeURIComponent(server), lastSeenMs: Number(lastSeen) };
}

function joined(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function endLine(count: number, sum: string): string {
  return `end ${count} ${sum}`;
}

/** Writes in pieces, so that traffic goes on in between; a record that changes meanwhile may stand there twice. */
async function writeWhole(path: string, header: string, ledger: Ledger): Promise<void> {
  const whole = `${path}.new`;
  const file = await open(whole, 'w', 0o600);
  try {
    await writeRecords(file, header, ledger);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(whole, path);
}

async function writeRecords(file: FileHandle, header: string, ledger: Ledger): Promise<void> {
  const sum = createHash('sha256');
  let count = 0;
  let lines: string[] = [];
  const flush = async () => {
    const text = joined(lines);
    lines = [];
    sum.update(text);
    await file.write(text);
  };
  await file.write(`${header}\n`);
  for (const { key, server, lastSeenMs } of ledger.records()) {
    lines.push(`${key} ${encodeURIComponent(server)} ${Math.trunc(lastSeenMs)}`);
    count += 1;
    if (lines.length >= linesAtOnce) await flush();
  }
  await flush();
  await file.write(`${endLine(count, sum.digest('hex'))}\n`);
}

/** Tells whether hashes of a file are of this key, without giving the key away. */
function keyCheck(clusterKey: string): string {
  return createHmac('sha256', clusterKey).update('fairlead ledger file 1').digest('base64url').slice(0, 12);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
