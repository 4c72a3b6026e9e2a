// The conformance command with a suite of three lines: what it is told, what becomes of its exit code.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';

/** Asks for one page through the target, answers it itself, and ends with the code it was given. */
const suite = `
import http from 'node:http';
const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const server = http.createServer((request, response) => response.end(request.headers['x-forwarded-for']));
server.listen(Number(option('--upstream-port')), '127.0.0.1', async () => {
  const answer = await fetch('http://' + option('--target') + '/w/1', { headers: { connection: 'close' } });
  console.log('saw ' + (await answer.text()));
  process.exit(Number(option('--code')));
});
`;

function run(
  parameters: readonly string[],
): Promise<{ readonly code: number | null; readonly text: string }> {
  const script = join(import.meta.dirname, 'run.ts');
  const child = spawn(process.execPath, [script, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, text }));
  });
}

t.test('a suite runs against the real listener and its code is the result', async (t) => {
  const file = join(t.testdir({ 'suite.mjs': suite }), 'suite.mjs');
  for (const [engine, code, workers] of [
    ['safe', 0, 1],
    ['core', 7, 1],
    ['core', 0, 2],
    ['safe', 7, 2],
  ] as const) {
    const wanted = ['--engine', engine, '--workers', String(workers)];
    const result = await run(['--suite', file, ...wanted, '--code', String(code)]);
    t.equal(result.code, code, result.text);
    t.match(result.text, /saw 127\.0\.0\.1/);
  }
});

t.test('a command line that means nothing is told', async (t) => {
  for (const parameters of [
    [],
    ['--suite', 'x.mjs', '--engine', 'none'],
    ['--suite', 'x.mjs', '--workers', 'many'],
  ]) {
    const result = await run(parameters);
    t.equal(result.code, 2);
    t.match(result.text, /usage/);
  }
});
