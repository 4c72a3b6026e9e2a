// Large downloads in several streams at once, each in a thread of its own.

import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { StreamPlan } from './download-thread.ts';

export type StreamsResult = { readonly bytes: number; readonly seconds: number };

/** Rejects where one answer was not whole. */
export async function downloadStreams(streams: number, plan: StreamPlan): Promise<StreamsResult> {
  const script = join(import.meta.dirname, 'download-thread.ts');
  const threads = Array.from({ length: streams }, () => new Worker(script, { workerData: plan }));
  try {
    await Promise.all(threads.map((each) => once(each, 'online')));
    const startedMs = performance.now();
    const read = await Promise.all(
      threads.map(async (each) => {
        each.postMessage('go');
        const [bytes] = (await once(each, 'message')) as [number];
        return bytes;
      }),
    );
    const seconds = (performance.now() - startedMs) / 1000;
    return { bytes: read.reduce((sum, each) => sum + each, 0), seconds };
  } finally {
    await Promise.all(threads.map((each) => each.terminate()));
  }
}
