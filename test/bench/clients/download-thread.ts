// One stream of large downloads in a thread of its own: it begins when it is told to and posts the bytes it read.
// Several streams in one thread would let megabytes wait in every socket, and measure the memory of the machine.

import { parentPort, workerData } from 'node:worker_threads';
import { type Download, download } from './download.ts';

export type StreamPlan = Download & { readonly seconds: number };

const plan = workerData as StreamPlan;
parentPort?.once('message', async () => {
  const endMs = performance.now() + plan.seconds * 1000;
  let bytes = 0;
  do bytes += await download(plan);
  while (performance.now() < endMs);
  parentPort?.postMessage(bytes);
});
