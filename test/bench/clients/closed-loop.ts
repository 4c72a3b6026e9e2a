// The own load generator, a process: `closed-loop.ts PLAN` (JSON) on raw sockets, one request at a time on each
// connection; prints its result as JSON. Every answer must be a whole 200, and have the body if one is given.

import type { AnswerSize, LoadResult } from '../rules/load-result.ts';
import { percentile } from '../rules/numbers.ts';
import { readAnswer } from './answer.ts';
import { openSocket } from './open-socket.ts';

export type ClosedLoopPlan = {
  readonly port: number;
  readonly tls: boolean;
  readonly connections: number;
  readonly seconds: number;
  /** Sent as it is. */
  readonly request: string;
  readonly body?: string;
};

const plan = JSON.parse(process.argv[2] ?? '') as ClosedLoopPlan;
const request = Buffer.from(plan.request, 'latin1');
const latencies: number[] = [];
let failures = 0;
let bytes = 0;
let leastBytes = Number.POSITIVE_INFINITY;
let mostBytes = 0;
let over = false;

const startedMs = performance.now();
setTimeout(() => {
  over = true;
}, plan.seconds * 1000);
await Promise.all(Array.from({ length: plan.connections }, run));
const seconds = (performance.now() - startedMs) / 1000;
latencies.sort((a, b) => a - b);
const result: LoadResult & AnswerSize = {
  requests: latencies.length,
  seconds,
  failures,
  bytes,
  p50Ms: percentile(latencies, 0.5),
  p99Ms: percentile(latencies, 0.99),
  leastBytes,
  mostBytes,
};
console.log(JSON.stringify(result));

/** One connection until the time is up. */
function run(): Promise<void> {
  return new Promise((resolve) => {
    let rest = '';
    let sentMs = 0;
    const send = () => {
      if (over) return void socket.destroy();
      sentMs = performance.now();
      socket.write(request);
    };
    const socket = openSocket(plan.port, plan.tls, send);
    socket.on('error', () => {
      failures++;
    });
    socket.on('close', () => {
      if (!over) failures++;
      resolve();
    });
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      rest += chunk.toString('latin1');
      const answer = readAnswer(rest);
      if (answer.kind === 'incomplete') return;
      latencies.push(performance.now() - sentMs);
      leastBytes = Math.min(leastBytes, rest.length);
      mostBytes = Math.max(mostBytes, rest.length);
      rest = '';
      if (answer.kind === 'wrong' || (plan.body !== undefined && answer.body !== plan.body)) failures++;
      send();
    });
  });
}
