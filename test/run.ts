// `npm test` and `npm run check`: lint, types, tests, one after another; says what was left out and why, and
// ends with one line that counts. Plain arguments are test files; then only those run.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const selected = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'fairlead-test-'));
const tapFile = join(folder, 'all.tap');

const program = (...path: string[]) => join(root, 'node_modules', ...path);

function step(name: string, line: readonly string[]): boolean {
  console.log(`\n# ${name}`);
  const done = spawnSync(process.execPath, line, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0) console.log(`# ${name}: FAILED`);
  return done.status === 0;
}

type Counts = {
  readonly passed: number;
  readonly failed: number;
  readonly leftOut: readonly string[];
  /** File and test of everything that went wrong, the outermost first. */
  readonly wrong: readonly string[];
};

/** The totals that tap itself writes last; a recording without them is a run that broke, and counts as one failure. */
function countsOf(tap: string): Counts {
  const total = /^# \{ total: \d+(.*)\}$/m.exec(tap)?.[1];
  const wrong = [...tap.matchAll(/^( *)not ok \d+ - (?!.*# (?:SKIP|TODO))(.*)$/gim)].map(
    (each) => `${each[1]}${each[2]}`,
  );
  if (total === undefined) return { passed: 0, failed: 1, leftOut: [], wrong };
  const count = (word: string) => Number(new RegExp(`${word}: (\\d+)`).exec(total)?.[1] ?? 0);
  const skips = tap.matchAll(/^ *ok \d+ - (.*?) # SKIP (.*)$/gim);
  return {
    passed: count('pass'),
    failed: count('fail'),
    wrong,
    leftOut: [...skips].map(([, name, why]) => `${name}: ${why}`),
  };
}

const lint = step('lint', [program('@biomejs', 'biome', 'bin', 'biome'), 'check', '.']);
const types = step('types', [program('typescript', 'bin', 'tsc')]);
const tap = program('tap', 'dist', 'esm', 'run.mjs');
/** A fresh install holds tap with its usual plugins; ours leave TypeScript to Node, which must be built in first. */
const built = step('test runner', [tap, 'build']);
const tests = step('tests', [tap, '--reporter=terse', `--output-file=${tapFile}`, ...selected]);

const { passed, failed, leftOut, wrong } = countsOf(existsSync(tapFile) ? readFileSync(tapFile, 'utf8') : '');
rmSync(folder, { recursive: true, force: true });
if (leftOut.length > 0)
  console.log(`\n# left out on this machine\n${leftOut.map((each) => `  ${each}`).join('\n')}`);
if (wrong.length > 0) console.log(`\n# failed\n${wrong.join('\n')}`);
const good = [lint, types, built].filter((ok) => ok).length;
/** tap fails too where a file broke before its first test. */
const broken = [lint, types, built, tests || failed > 0].filter((ok) => !ok).length;
console.log(`\n${passed + good} passed, ${failed + broken} failed`);
process.exitCode = failed + broken > 0 ? 1 : 0;
