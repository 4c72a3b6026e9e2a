// Where runs are kept: a folder with two files a run, its frozen plan and its journal. Numbers go up and are not used
// again. Reading a run never changes it.

import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ClusterError } from '../errors.ts';
import { type Journal, JournalUnwritten, openJournal, parseJournal } from './journal.ts';
import type { JournalRecord } from './model.ts';
import type { Plan } from './plan-model.ts';

export type StoredRun = {
  /** A number as text. */
  readonly run: string;
  readonly plan: Plan;
  readonly records: readonly JournalRecord[];
};

export type RunStore = {
  /** Oldest first. Throws `CLU_JOURNAL` where one of them is damaged. */
  list(): Promise<readonly StoredRun[]>;
  /** Undefined where there is no such run. Throws as `list`. */
  read(run: string): Promise<StoredRun | undefined>;
  /** Keeps a plan under the next number and opens its empty journal. */
  begin(plan: Plan): Promise<{ readonly run: string; readonly journal: Journal }>;
  /** Opens the journal of a run to go on with it. */
  resume(run: string): Promise<Journal>;
};

const planFile = /^run-(\d{1,6})\.plan\.json$/;

export function createRunStore(folder: string, nowMs: () => number): RunStore {
  const pathOf = (run: string, ending: string) => join(folder, `run-${run}.${ending}`);
  const numbers = async () => {
    const names = await namesIn(folder);
    return names
      .flatMap((name) => planFile.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((one, other) => one - other);
  };
  const stored = async (run: string): Promise<StoredRun> => {
    const path = pathOf(run, 'jsonl');
    // A run of which only the plan was written has not begun.
    const text = await readFile(path, 'utf8').catch(absentText);
    return {
      run,
      plan: parsePlan(await readFile(pathOf(run, 'plan.json'), 'utf8'), path),
      records: parseJournal(text, path).records,
    };
  };
  return {
    async list() {
      const found: StoredRun[] = [];
      for (const number of await numbers()) found.push(await stored(String(number)));
      return found;
    },
    async read(run) {
      return (await numbers()).map(String).includes(run) ? stored(run) : undefined;
    },
    async begin(plan) {
      const run = String(((await numbers()).at(-1) ?? 0) + 1);
      await writeNew(pathOf(run, 'plan.json'), `${JSON.stringify(plan, undefined, 1)}\n`);
      return { run, journal: await openJournal(pathOf(run, 'jsonl'), nowMs) };
    },
    resume: (run) => openJournal(pathOf(run, 'jsonl'), nowMs),
  };
}

function absentText(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

/** Makes the folder where there is none. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    await mkdir(folder, { recursive: true });
    return await readdir(folder);
  } catch (cause) {
    throw new JournalUnwritten(folder, { cause });
  }
}

/**
 * Fails where it is there already: two processes never take the same number. What could not be written whole is taken
 * away again, as half a plan makes every run unreadable.
 */
async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    await file.close();
  } catch (cause) {
    await file.close();
    await rm(path, { force: true });
    throw new JournalUnwritten(path, { cause });
  }
}

function parsePlan(text: string, path: string): Plan {
  try {
    return JSON.parse(text) as Plan;
  } catch (cause) {
    throw damaged(path, cause);
  }
}

function damaged(path: string, cause: unknown): ClusterError {
  return new ClusterError('CLU_JOURNAL', `The plan beside ${path} is no JSON: restore it from a copy.`, {
    cause,
  });
}
