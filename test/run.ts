// `npm test` and `npm run check`: lint, types, tests, one after another; says what was left out and why, and
// ends with one line that counts. Plain arguments are test files; then only those run.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

/** Counts of the whole run from the recorded TAP: its top-level plan has one line a test file. */
function counts(tap: string) {
  const assertions = [...tap.matchAll(/^ *(not )?ok \d+(?! - .*# time=.*\{)(.*)$/gm)];
  const leaves = assertions.filter((each) => !/\{$/.test(each[0]) && !/# time=/.test(each[0]));
  const skipped = leaves.filter((each) => /# SKIP/i.test(each[0]));
  const failed = leaves.filter((each) => each[1] && !/# (SKIP|TODO)/i.test(each[0]));
  return { passed: leaves.length - failed.length - skipped.length, failed: failed.length, skipped };
}

const lint = step('lint', [program('@biomejs', 'biome', 'bin', 'biome'), 'check', '.']);
const types = step('types', [program('typescript', 'bin', 'tsc')]);
const tests = step('tests', [
  program('tap', 'dist', 'esm', 'run.mjs'),
  '--reporter=terse',
  `--output-file=${tapFile}`,
  ...selected,
]);

const result = counts(readFileSync(tapFile, 'utf8'));
rmSync(folder, { recursive: true, force: true });
if (result.skipped.length > 0) {
  console.log('\n# left out on this machine');
  for (const each of result.skipped)
    console.log(
      `  ${each[0]
        .trim()
        .replace(/^ok \d+ - /, '')
        .replace(/# SKIP/i, ':')}`,
    );
}
const broken = [lint, types, tests || result.failed > 0].filter((ok) => !ok).length;
const failed = result.failed + broken;
console.log(`\n${result.passed + Number(lint) + Number(types)} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
