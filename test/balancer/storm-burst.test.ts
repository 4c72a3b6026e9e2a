// The burst of 1,000 log-ons with the storm guard on: it must not cost the even spread that reservation brings.

import t from 'tap';
import { createRandom } from './support/random.ts';
import { makeStormWorld, type Person, serverOf, settled } from './support/storm-world.ts';

const stepMs = 10;
const pollMs = 5_000;

type Burst = {
  readonly largest: number;
  readonly refused: number;
  readonly waited: number;
  readonly longestWaitMs: number;
  readonly mostUnderWay: number;
};

/** 1,000 log-ons at 20 a second on four servers, each taking up to `longestMs`; a poll every 5 s. */
async function burst(longestMs: number, seed: number): Promise<Burst> {
  const random = createRandom(seed);
  const world = makeStormWorld(4);
  const startMs = world.clock.nowMs;
  const people: Person[] = [];
  const dueMs = new Map<Person, number>();
  const inDatabase = new Map<string, number>(['id-1', 'id-2', 'id-3', 'id-4'].map((id) => [id, 0]));
  const poll = () =>
    world.traffic.setCounts({
      byServer: new Map(inDatabase),
      startedAtMs: world.clock.nowMs,
      endedAtMs: world.clock.nowMs,
    });
  poll();
  let largest = 0;
  let mostUnderWay = 0;
  let going: Person[] = [];
  while (people.length < 1_000 || going.length > 0) {
    const elapsedMs = world.clock.nowMs - startMs;
    if (people.length < 1_000 && elapsedMs % 50 === 0) {
      const person = world.arrive();
      people.push(person);
      going.push(person);
    }
    world.pass(stepMs);
    await settled();
    for (const person of going) {
      const id = serverOf(person);
      if (id === undefined) continue;
      const due = dueMs.get(person) ?? world.clock.nowMs + random.below(longestMs);
      dueMs.set(person, due);
      if (due > world.clock.nowMs) continue;
      inDatabase.set(id, (inDatabase.get(id) ?? 0) + 1);
      world.answer(person);
    }
    going = going.filter((person) => !person.over && person.route?.kind !== 'reply');
    if (elapsedMs % pollMs === 0) poll();
    const sent = ['id-1', 'id-2', 'id-3', 'id-4'].map(
      (id) => people.filter((each) => serverOf(each) === id).length,
    );
    largest = Math.max(largest, Math.max(...sent) - Math.min(...sent));
    for (const { underWay } of world.traffic.storm().servers.values())
      mostUnderWay = Math.max(mostUnderWay, underWay);
  }
  const waits = world.decisions.flatMap((each) => each.waitedMs ?? []);
  return {
    largest,
    mostUnderWay,
    refused: people.filter((each) => each.route?.kind === 'reply').length,
    waited: waits.length,
    longestWaitMs: Math.max(0, ...waits),
  };
}

t.test('a burst of 1,000 log-ons leaves the servers at most one user apart, guard or not', async (t) => {
  for (const longestMs of [300, 1_200]) {
    for (let seed = 1; seed <= 3; seed++) {
      const found = await burst(longestMs, seed);
      t.match(found, { largest: 1, refused: 0 }, `up to ${longestMs} ms, seed ${seed}`);
      t.ok(found.mostUnderWay <= 4, `${found.mostUnderWay} at once`);
      t.ok(found.longestWaitMs <= 1_000, `${found.waited} waited, ${found.longestWaitMs} ms at most`);
    }
  }
});

t.test(
  'a burst beyond what the servers may take waits, nobody is refused, and the spread stays small',
  async (t) => {
    for (let seed = 1; seed <= 2; seed++) {
      const found = await burst(2_000, seed);
      t.equal(found.refused, 0);
      t.equal(found.mostUnderWay, 4);
      t.ok(found.waited > 900, `${found.waited} waited, ${found.longestWaitMs} ms at most`);
      t.ok(found.largest <= 5, `${found.largest} apart`);
    }
  },
);
