// The own load generators against the own upstream: they count what was answered and see a wrong answer.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { createPrograms, freePort } from '../programs.ts';
import type { AnswerSize, LoadResult } from '../rules/load-result.ts';
import type { OpenLoopResult } from './open-loop.ts';

const run = promisify(execFile);
const programs = createPrograms();
t.teardown(() => programs.stopAll());

const body = 'x'.repeat(10);
const port = await freePort();
await programs.start({
  name: 'upstream',
  port,
  side: 'rest',
  command: process.execPath,
  parameters: [
    join(import.meta.dirname, '..', 'workers', 'upstream.ts'),
    JSON.stringify({ port, body, largeBytes: 0 }),
  ],
});

async function generate<Result>(script: string, plan: object): Promise<Result> {
  const shared = {
    port,
    tls: false,
    connections: 3,
    seconds: 0.2,
    request: 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n',
  };
  const parameters = [join(import.meta.dirname, script), JSON.stringify({ ...shared, ...plan })];
  const { stdout } = await run(process.execPath, parameters);
  return JSON.parse(stdout) as Result;
}

t.test('as fast as it goes, every answer is looked at', async (t) => {
  const right = await generate<LoadResult & AnswerSize>('closed-loop.ts', { body });
  t.ok(right.requests > 0);
  t.equal(right.failures, 0);
  t.ok(right.p50Ms > 0 && right.p99Ms >= right.p50Ms);
  t.equal(right.leastBytes, right.mostBytes);
  t.equal(right.bytes, right.requests * right.leastBytes);
  const served = await (await fetch(`http://127.0.0.1:${port}/served`)).text();
  t.ok(Number(served.trim().split(' ')[2]) >= right.requests);
  const wrong = await generate<LoadResult>('closed-loop.ts', { body: 'y'.repeat(10) });
  t.equal(wrong.failures, wrong.requests);
});

t.test('at a fixed rate, as many as were due are sent', async (t) => {
  const result = await generate<OpenLoopResult>('open-loop.ts', { requestsPerSecond: 500 });
  t.equal(result.requests, 100);
  t.equal(result.failures, 0);
  t.ok(result.p50Ms > 0 && result.p999Ms >= result.p50Ms);
});
