// A fixed rate whatever the answers do, a process: `open-loop.ts PLAN` (JSON). Latency counts from the moment a
// request was due, not from when it could be sent: a proxy that stalls is charged for all who would have come
// meanwhile. The first half second counts for nothing: there this process itself is still warming up.

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { percentile } from '../rules/numbers.ts';
import { readAnswer } from './answer.ts';
import { openSocket } from './open-socket.ts';

export type OpenLoopPlan = {
  readonly port: number;
  readonly requestsPerSecond: number;
  readonly seconds: number;
  readonly connections: number;
  readonly request: string;
};

export type OpenLoopResult = {
  /** All, those of the first half second too. */
  readonly sent: number;
  /** Those that count. */
  readonly requests: number;
  readonly failures: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
};

const plan = JSON.parse(process.argv[2] ?? '') as OpenLoopPlan;
const request = Buffer.from(plan.request, 'latin1');
const gapMs = 1000 / plan.requestsPerSecond;
const warmUpSeconds = 0.5;
const warmUps = Math.round(plan.requestsPerSecond * warmUpSeconds);
const latencies = new Float64Array(warmUps + Math.round(plan.requestsPerSecond * plan.seconds));
/** Answers that never come must end somewhere. */
const patienceMs = 5000;

const free: ((dueMs: number) => void)[] = [];
let sent = 0;
let answered = 0;
let failures = 0;

await Promise.all(Array.from({ length: plan.connections }, openConnection));
const pacer = new Worker(join(import.meta.dirname, 'pacer-thread.ts'), { workerData: { gapMs } });
let startedMs: number | undefined;
pacer.on('message', () => {
  const nowMs = performance.now();
  startedMs ??= nowMs;
  const endMs = startedMs + latencies.length * gapMs + patienceMs;
  for (;;) {
    const dueMs = startedMs + sent * gapMs;
    if (sent === latencies.length || dueMs > nowMs) break;
    const send = free.shift();
    if (send === undefined) break;
    send(dueMs);
    sent++;
  }
  if (answered + failures >= latencies.length || nowMs > endMs) tell();
});

function tell(): void {
  const ascending = latencies.subarray(warmUps, answered).sort();
  const result: OpenLoopResult = {
    sent,
    requests: ascending.length,
    failures: latencies.length - answered,
    p50Ms: percentile(ascending, 0.5),
    p90Ms: percentile(ascending, 0.9),
    p99Ms: percentile(ascending, 0.99),
    p999Ms: percentile(ascending, 0.999),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}

/** Resolves when it is there; it takes one request at a time. */
function openConnection(): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest = '';
    let dueMs = 0;
    const send = (nextDueMs: number) => {
      dueMs = nextDueMs;
      socket.write(request);
    };
    const socket = openSocket(plan.port, false, () => {
      free.push(send);
      resolve();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      failures++;
    });
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      const answer = readAnswer(rest);
      if (answer.kind === 'incomplete') return;
      rest = '';
      if (answer.kind === 'wrong') failures++;
      else latencies[answered++] = performance.now() - dueMs;
      free.push(send);
    });
  });
}
