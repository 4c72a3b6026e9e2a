// One tick asks everybody; a limit is never over too early, and one that throws stops nobody.

import t from 'tap';
import { Clock } from '../../../balancer/http1/clock.ts';
import { waitFor } from '../../support/wait-for.ts';

t.test('everything that waits is asked, whatever another one throws', async (t) => {
  const faults: unknown[] = [];
  let asked = 0;
  const clock = new Clock(
    () => 0,
    5,
    (error) => faults.push(error),
  );
  t.teardown(() => clock.stop());
  clock.watch({
    check: () => {
      throw new Error('broken');
    },
  });
  const counted = {
    check: () => {
      asked++;
    },
  };
  clock.watch(counted);
  await waitFor('two ticks', () => asked >= 2);
  t.match(faults[0], { message: 'broken' });
  clock.forget(counted);
  const before = faults.length;
  const askedBefore = asked;
  await waitFor('two ticks more', () => faults.length >= before + 2);
  t.equal(asked, askedBefore);
});

t.test('a limit is over after it and a tick', async (t) => {
  let nowMs = 1000;
  const clock = new Clock(
    () => nowMs,
    5,
    (error) => t.fail(String(error)),
  );
  t.teardown(() => clock.stop());
  t.equal(clock.isOver(1000, 0), false);
  for (const [time, over] of [
    [1100, false],
    [1104, false],
    [1105, true],
    [5000, true],
  ] as const) {
    nowMs = time;
    await waitFor('the tick', () => clock.nowMs === time);
    t.equal(clock.isOver(1000, 100), over, `at ${time}`);
  }
});
