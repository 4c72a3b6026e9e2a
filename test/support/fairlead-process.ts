// Fairlead as a process of its own, as an operator runs it: argv in, output and exit code out. A test that ends
// leaves no process and no temporary folder behind.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { waitFor } from './wait-for.ts';

const root = join(import.meta.dirname, '..', '..');
export const program = join(root, 'bin', 'fairlead.ts');
/** Nothing of a test goes into the cache of the user who runs it. */
const compileCache = join(root, 'node_modules', '.cache', 'fairlead');

export type FairleadProcess = {
  readonly child: ChildProcess;
  /** Everything written so far. */
  output(): string;
  errors(): string;
  /** Exit code, or the signal that ended it; resolves when all output was read. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** What is in its temporary folder now. */
  left(): readonly string[];
  /** Asks it to end as a service manager does (or a terminal: `SIGINT`), and waits. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
};

export type ProcessOptions = {
  /** Folder it runs in. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** Long enough for a loaded machine; nobody asserts on it. */
const patienceMs = 60_000;

/** What must end with whoever began it: a test, or a run that is none. */
export type Stage = Pick<Test, 'teardown'>;

/** A folder of its own under the system's, gone when the test ends. */
export function temporaryFolder(t: Stage): string {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Starts `fairlead` with these words; killed at the end of the test where it still runs. */
export function startFairlead(
  t: Stage,
  words: readonly string[],
  options: ProcessOptions = {},
): FairleadProcess {
  const folder = temporaryFolder(t);
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [program, ...words], {
    cwd: options.cwd ?? folder,
    env: {
      ...inherited,
      NODE_COMPILE_CACHE: compileCache,
      TMPDIR: folder,
      TMP: folder,
      TEMP: folder,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const errors: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const { promise: ended, resolve, reject } = Promise.withResolvers<number | NodeJS.Signals>();
  child.on('error', reject);
  child.on('close', (code, signal) => resolve(code ?? signal ?? -1));
  t.teardown(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    output: () => output.join(''),
    errors: () => errors.join(''),
    ended,
    left: () => readdirSync(folder),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs it to its end. */
export async function runFairlead(t: Stage, words: readonly string[], options: ProcessOptions = {}) {
  const running = startFairlead(t, words, options);
  const code = await running.ended;
  return { code, output: running.output(), errors: running.errors(), left: running.left() };
}

/** The first line of standard output; rejects with what was said instead where the process ends before it. */
export async function firstLine(running: FairleadProcess): Promise<string> {
  let over = false;
  const note = () => {
    over = true;
  };
  running.ended.then(note, note);
  await waitFor('the first line', () => over || running.output().includes('\n'), patienceMs);
  const [line = '', ...rest] = running.output().split('\n');
  if (rest.length === 0) throw new Error(`it ended without a line: ${running.errors()}`);
  return line;
}
