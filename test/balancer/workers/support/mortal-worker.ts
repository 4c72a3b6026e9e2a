// The thread of a worker as the product runs it, which can also be made to die in every way a thread can.

import { BroadcastChannel, workerData } from 'node:worker_threads';
import '../../../../main/worker-thread.ts';

export type Death = 'throw' | 'exit' | 'memory' | 'stick';

const { seat, identity } = workerData.start;
const channel = new BroadcastChannel(`mortal ${identity.clusterKey}`);
channel.unref();
channel.onmessage = ({ data }: { readonly data: unknown }) => {
  const order = data as { readonly seat: number; readonly how: Death };
  if (order.seat !== seat) return;
  // Out of the listener: what is thrown there is a message that cannot be read.
  setImmediate(die, order.how);
};

function die(how: Death): void {
  const eaten: number[][] = [];
  switch (how) {
    case 'throw':
      throw new Error('a fault of this program');
    case 'exit':
      process.exit(7);
      break;
    case 'memory':
      for (;;) eaten.push(Array.from({ length: 100_000 }, Math.random));
    case 'stick':
      for (;;) eaten.length = 0;
  }
}
