// Waiting until the other Fairlead knows something, and no longer than there is use in it.

import t from 'tap';
import { createArrivals } from '../../../cluster/peers/arrivals.ts';

/** `waiting` items are to be sent; `told` counts how many of the waits are over. */
function scene() {
  const now = { waiting: 0, over: 0 };
  const arrivals = createArrivals(() => now.waiting);
  const wait = () =>
    arrivals.wait().then(() => {
      now.over += 1;
    });
  const turn = () => new Promise(setImmediate);
  return { now, arrivals, wait, turn };
}

t.test('it has arrived when the message with it was taken, not one before it', async (t) => {
  const { now, arrivals, wait, turn } = scene();
  arrivals.sent(3);
  now.waiting = 2;
  void wait();
  arrivals.taken(false);
  await turn();
  t.equal(now.over, 0);
  arrivals.sent(2);
  now.waiting = 0;
  arrivals.taken(false);
  await turn();
  t.equal(now.over, 1);
});

t.test('where nothing is to be sent nobody waits', async (t) => {
  const { now, wait } = scene();
  await wait();
  t.equal(now.over, 1);
});

t.test('a message that failed ends the waiting', async (t) => {
  const { now, arrivals, wait, turn } = scene();
  now.waiting = 1;
  void wait();
  arrivals.sent(1);
  arrivals.failed();
  await turn();
  t.equal(now.over, 1);
});

t.test('where everything is told anew, it is waited for the last of it', async (t) => {
  const { now, arrivals, wait, turn } = scene();
  now.waiting = Number.POSITIVE_INFINITY;
  void wait();
  arrivals.sent(3, 4);
  arrivals.taken(true);
  arrivals.sent(3, 4);
  arrivals.taken(false);
  await turn();
  t.equal(now.over, 0);
  arrivals.sent(1);
  arrivals.taken(false);
  await turn();
  t.equal(now.over, 1);
});
