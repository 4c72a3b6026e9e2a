// The command itself, with the parts that need no other program and no quiet machine.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';

const run = promisify(execFile);
const script = join(import.meta.dirname, 'run.ts');

t.test('named parts are measured, told as Markdown and as JSON', async (t) => {
  const file = join(t.testdir(), 'rows.json');
  const words = ['--quick', '--only', 'decision,burst', '--json', file];
  const { stdout } = await run(process.execPath, [script, ...words]);
  const rows = JSON.parse(readFileSync(file, 'utf8'));
  t.match(rows, [
    { kind: 'decision', servers: 16, usPerDecision: Number, usPerLogOn: Number },
    { kind: 'burst', logOns: 1000, servers: 4, largestDifference: 1 },
  ]);
  t.match(stdout, /## Burst of log-ons/);
  t.match(stdout, /\| burst of 1,000 log-ons, four servers \| <= 1 users apart \| 1 \| met \|/);
  t.match(stdout, /\| not measured \|/);
});

t.test('a part nobody knows is refused, and the known ones are told', async (t) => {
  const wrong = await run(process.execPath, [script, '--only', 'tls,speed']).catch((error) => error);
  t.equal(wrong.code, 2);
  t.match(wrong.stderr, /not known: speed; allowed are throughput, tls/);
});
