// Schedules: had again by their seed, every kind before one comes twice, nothing outside of the cluster.

import t from 'tap';
import { faultKinds, type Planned } from './faults.ts';
import { type ScheduleOptions, schedule } from './schedule.ts';

function first(count: number, options: ScheduleOptions): Planned[] {
  const planned: Planned[] = [];
  for (const each of schedule(options)) {
    if (planned.length === count) break;
    planned.push(each);
  }
  return planned;
}

t.test('the same seed gives the same faults, another seed others', async (t) => {
  t.same(first(50, { seed: 7, servers: 4 }), first(50, { seed: 7, servers: 4 }));
  t.not(
    JSON.stringify(first(50, { seed: 7, servers: 4 })),
    JSON.stringify(first(50, { seed: 8, servers: 4 })),
  );
});

t.test('every kind comes before one comes twice', async (t) => {
  for (let seed = 0; seed < 50; seed += 1) {
    const kinds = first(faultKinds.length, { seed, servers: 3 }).map(({ fault }) => fault.kind);
    t.same([...kinds].sort(), [...faultKinds].sort(), `seed ${seed}`);
  }
});

t.test('faults touch servers that exist, after a pause', async (t) => {
  for (const { fault, pauseMs } of first(500, { seed: 1, servers: 3 })) {
    if ('server' in fault && (fault.server < 0 || fault.server > 2)) t.fail(`server ${fault.server}`);
    if (pauseMs < 1_000 || pauseMs > 4_000) t.fail(`a pause of ${pauseMs} ms`);
  }
  t.same(
    [...new Set(first(20, { seed: 1, servers: 3, kinds: ['kill'] }).map(({ fault }) => fault.kind))],
    ['kill'],
  );
});
