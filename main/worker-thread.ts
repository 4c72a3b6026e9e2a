// What each worker's thread runs: joins the worker with its part of the access log and its request ids. Holds no rules.

import { type MessagePort, workerData } from 'node:worker_threads';
import { createAccessLog } from '../admin/access-log/access-log.ts';
import type { AccessFormat } from '../admin/rules/access-line.ts';
import type { WorkerStart } from '../balancer/workers/protocol.ts';
import { runWorker } from '../balancer/workers/worker.ts';
import { createRequestIds } from './request-ids.ts';

const { port, start } = workerData as { readonly port: MessagePort; readonly start: WorkerStart };

runWorker(port, start, {
  nowMs: Date.now,
  requestId: createRequestIds(),
  makeLog: ({ format, sample }, { write, onProblem }) =>
    createAccessLog({
      format: format as AccessFormat,
      sample,
      // Lines are written by the main thread; here they only wait to be many.
      sink: {
        write: async (lines) => write(lines.toString('latin1'), countLines(lines)),
        reopen: async () => undefined,
        close: async () => undefined,
      },
      nowMs: Date.now,
      chance: Math.random,
      onProblem,
    }),
});

function countLines(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(10); at >= 0; at = lines.indexOf(10, at + 1)) count += 1;
  return count;
}
