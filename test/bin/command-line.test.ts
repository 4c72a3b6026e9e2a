// The installed command and whoever starts the product from a checkout give Node the same options, and it knows them.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import t from 'tap';
import { fairleadWords } from '../../bin/command-line.mjs';
import { temporaryFolder } from '../support/fairlead-process.ts';

const root = join(import.meta.dirname, '..', '..');
const installed = join(root, 'bin', 'fairlead.mjs');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Runs a program with the Node of this test first in the path; what it said and its exit code. */
function ran(file: string, words: readonly string[]) {
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, PATH: path, NODE_COMPILE_CACHE: temporaryFolder(t) };
  const { status, stdout, stderr } = spawnSync(file, words, { encoding: 'utf8', env });
  return { status, stdout: stdout.trim(), stderr: stderr.trim() };
}

t.test('the words for Node are options it knows, and the installed command', (t) => {
  const words = fairleadWords();
  t.equal(words.at(-1), installed);
  const options = words.slice(0, -1);
  t.ok(options.length > 0);
  t.ok(options.every((each) => each.startsWith('--')));
  const asked = ran(process.execPath, [...options, '-p', 'JSON.stringify(process.execArgv)']);
  t.equal(asked.stderr, '');
  t.same(JSON.parse(asked.stdout).slice(0, options.length), options);
  t.end();
});

t.test('the product starts with them', (t) => {
  t.same(ran(process.execPath, [...fairleadWords(), '--version']), {
    status: 0,
    stdout: version,
    stderr: '',
  });
  t.end();
});

t.test(
  'the installed command starts by its own first line',
  { skip: process.platform === 'win32' && 'Windows starts it by a file that npm makes of that line' },
  (t) => {
    t.same(ran(installed, ['--version']), { status: 0, stdout: version, stderr: '' });
    t.end();
  },
);
