// Memory that threads share: counters with the shape of plain ones, and connections that several count.

import t from 'tap';
import { createServerCounters, createSharedCounters } from '../../../balancer/traffic-counters.ts';
import {
  clearGauges,
  createGaugeWriter,
  engineGaugeBytes,
  readGauges,
  sumGauges,
} from '../../../balancer/workers/engine-gauges.ts';
import {
  clearConnections,
  createConnectionMemory,
  sharedConnections,
} from '../../../balancer/workers/shared-connections.ts';
import { bytesFor, sharedNumbers } from '../../../balancer/workers/shared-numbers.ts';
import { createRandom } from '../support/random.ts';

for (const [what, make] of [
  ['of a server', createServerCounters],
  ['of all', createSharedCounters],
] as const) {
  t.test(`counters ${what} look alike in shared memory, and who comes later goes on counting`, (t) => {
    const memory = new SharedArrayBuffer(bytesFor(make));
    const plain = make() as unknown as Counted;
    const first = make(sharedNumbers(memory)) as unknown as Counted;
    const second = make(sharedNumbers(memory)) as unknown as Counted;
    t.same(seen(first, plain), seen(plain, plain));
    count(first, plain);
    count(second, plain);
    t.ok(numbersIn(seen(first, plain)).every((each) => each === 2));
    t.ok(numbersIn(seen(second, plain)).length > 20);
    t.end();
  });
}

type Counted = { [key: string]: number | Counted };

/** Shared counters cannot be listed, so they are read by the names that plain ones have. */
function seen(counters: Counted, plain: Counted): Counted {
  const read = (key: string, value: number | Counted | undefined) =>
    typeof value === 'object' ? seen(value, plain[key] as Counted) : (value ?? Number.NaN);
  return Object.fromEntries(Object.keys(plain).map((key) => [key, read(key, counters[key])]));
}

/** One more of everything. */
function count(counters: Counted, plain: Counted): void {
  for (const key of Object.keys(plain)) {
    const value = counters[key];
    if (typeof value === 'object') count(value, plain[key] as Counted);
    else counters[key] = (value ?? Number.NaN) + 1;
  }
}

function numbersIn(counters: Counted): number[] {
  return Object.values(counters).flatMap((each) => (typeof each === 'object' ? numbersIn(each) : [each]));
}

t.test('totals of an engine go on after the one before, gauges begin anew', (t) => {
  const memory = new SharedArrayBuffer(engineGaugeBytes);
  const stats = {
    clientConnections: 5,
    upstreamConnections: 4,
    upstreamIdle: 3,
    tunnels: 2,
    badRequestsTotal: 7,
    retriesTotal: 1,
  };
  createGaugeWriter(memory)(stats);
  clearGauges(memory);
  t.match(readGauges(memory), { clientConnections: 0, tunnels: 0, badRequestsTotal: 7, retriesTotal: 1 });
  createGaugeWriter(memory)({ ...stats, badRequestsTotal: 2 });
  t.match(readGauges(memory), { clientConnections: 5, badRequestsTotal: 9, retriesTotal: 2, ticks: 2 });
  const all = sumGauges([readGauges(memory), readGauges(memory)]);
  t.match(all, { clientConnections: 10, badRequestsTotal: 18 });
  t.end();
});

t.test('connections of all workers are counted together, and those of a dead one are taken off', (t) => {
  const pieces = [createConnectionMemory(), createConnectionMemory()];
  const [first, second] = [0, 1].map((seat) => sharedConnections(pieces, seat, 'key'));
  if (first === undefined || second === undefined) throw new Error('there are two');
  t.same(first.add('10.0.0.1'), { all: 1, own: 1 });
  t.same(second.add('10.0.0.1'), { all: 2, own: 2 });
  t.same(second.add('10.0.0.2'), { all: 3, own: 1 });
  clearConnections(pieces[1] as SharedArrayBuffer);
  t.same(second.add('10.0.0.2'), { all: 2, own: 1 });
  first.remove('10.0.0.1');
  t.same(second.add('10.0.0.1'), { all: 2, own: 1 });
  t.end();
});

t.test('an address is never counted with fewer than it has, and seldom with more', (t) => {
  const pieces = [createConnectionMemory(), createConnectionMemory(), createConnectionMemory()];
  const workers = pieces.map((_, seat) => sharedConnections(pieces, seat, 'another key'));
  const random = createRandom(1);
  const truth = new Map<string, number>();
  let more = 0;
  for (let count = 0; count < 6_000; count++) {
    const address = `10.${random.below(3)}.${random.below(40)}.${random.below(40)}`;
    const known = (truth.get(address) ?? 0) + 1;
    truth.set(address, known);
    const told = workers[random.below(3)]?.add(address).own ?? 0;
    if (told < known) t.fail(`${address} has ${known}, told are ${told}`);
    if (told > known) more += 1;
  }
  t.ok(more < 600, `${more} of 6,000 were told too high`);
  t.end();
});
