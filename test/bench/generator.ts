// The own load generator: `generator.ts PORT CONNECTIONS SECONDS PATH [BODY]` on raw sockets, one request at a time
// on each connection; prints a LoadResult as JSON. Every answer must be a whole 200, and have BODY if it is given.

import { connect } from 'node:net';
import type { LoadResult } from './rules/wrk-output.ts';

const [portText, connectionsText, secondsText, path, body] = process.argv.slice(2);
const seconds = Number(secondsText);
const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${portText}\r\n\r\n`);
const latencies: number[] = [];
let failures = 0;
let over = false;

const startedMs = performance.now();
setTimeout(() => {
  over = true;
}, seconds * 1000);
await Promise.all(Array.from({ length: Number(connectionsText) }, run));
const elapsedMs = performance.now() - startedMs;
latencies.sort((a, b) => a - b);
const result: LoadResult = {
  requests: latencies.length,
  seconds: elapsedMs / 1000,
  failures,
  p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
  p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
};
console.log(JSON.stringify(result));

/** One connection until the time is up. */
function run(): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port: Number(portText), host: '127.0.0.1', noDelay: true });
    let rest = '';
    let sentMs = 0;
    const send = () => {
      if (over) return void socket.destroy();
      sentMs = performance.now();
      socket.write(request);
    };
    socket.on('connect', send);
    socket.on('error', () => {
      failures++;
    });
    socket.on('close', () => {
      if (!over) failures++;
      resolve();
    });
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      const state = readAnswer(rest);
      if (state === 'incomplete') return;
      rest = '';
      latencies.push(performance.now() - sentMs);
      if (state === 'wrong') failures++;
      send();
    });
  });
}

/** Whether `text` is one whole answer, and the right one. */
function readAnswer(text: string): 'incomplete' | 'right' | 'wrong' {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return 'incomplete';
  const head = text.slice(0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) return 'wrong';
  const missing = end + 4 + Number(length) - text.length;
  if (missing > 0) return 'incomplete';
  if (missing < 0 || !head.startsWith('HTTP/1.1 200 ')) return 'wrong';
  return body === undefined || text.endsWith(`\r\n\r\n${body}`) ? 'right' : 'wrong';
}
