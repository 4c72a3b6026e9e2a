// The own load generator against the own upstream: it counts what was answered and sees a wrong answer.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import type { LoadResult } from './rules/wrk-output.ts';
import { freePort, startProgram } from './running.ts';

const run = promisify(execFile);
const script = (name: string) => join(import.meta.dirname, name);

t.test('every answer is looked at', async (t) => {
  const port = await freePort();
  const upstream = await startProgram({
    name: 'upstream',
    port,
    side: 'rest',
    command: process.execPath,
    parameters: [script('upstream-worker.ts'), String(port), '10'],
  });
  t.teardown(() => upstream.stop());
  const load = async (body: string) => {
    const parameters = [script('generator.ts'), String(port), '3', '0.2', '/a', body];
    const { stdout } = await run(process.execPath, parameters);
    return JSON.parse(stdout) as LoadResult;
  };
  const right = await load('x'.repeat(10));
  t.ok(right.requests > 0);
  t.equal(right.failures, 0);
  t.ok(right.p50Ms > 0 && right.p99Ms >= right.p50Ms);
  const served = await (await fetch(`http://127.0.0.1:${port}/served`)).text();
  t.ok(Number(served.trim().split(' ')[2]) >= right.requests);
  const wrong = await load('y'.repeat(10));
  t.equal(wrong.failures, wrong.requests);
});
