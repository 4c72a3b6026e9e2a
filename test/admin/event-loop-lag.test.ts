// The lag of the event loop is seen when something blocks it, and forgotten when it is over.

import t from 'tap';
import { createEventLoopLag } from '../../admin/event-loop-lag.ts';
import { waitFor } from '../support/wait-for.ts';

t.test('a blocked loop shows, a free one does not', async (t) => {
  const lag = createEventLoopLag(400);
  t.teardown(() => lag.close());
  t.equal(lag.lagMs(), 0, 'nothing is claimed before the first window is over');
  await waitFor('the lag of a blocked loop', () => {
    const endMs = performance.now() + 100;
    while (performance.now() < endMs);
    return lag.lagMs() > 50;
  });
  await waitFor('it to be over', () => lag.lagMs() < 50);
});
