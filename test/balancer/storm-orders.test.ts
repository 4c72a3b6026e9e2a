// The storm guard in all orders of what people and servers can do, up to a small size: never more under way than
// allowed, first come first served, nobody lost, nobody kept waiting while there is a place.

import t from 'tap';
import { usualEjection } from '../support/usual-storm.ts';
import {
  follow,
  makeStormWorld,
  type Person,
  type StormWorld,
  serverOf,
  settled,
} from './support/storm-world.ts';
import { ended, logOnBody, logOnRequest, settings } from './support/traffic-world.ts';

const queueTimeoutMs = 1_000;
const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

type Setting = {
  readonly servers: number;
  readonly places: number;
  readonly queue: number;
  readonly people: number;
};

type Someone = Person & { readonly arrivedMs: number; readonly tried: string[]; failed: boolean };

/** One world in which things happen one after another; `faults` is what must not be. */
type Play = {
  readonly world: StormWorld;
  readonly setting: Setting;
  readonly people: Someone[];
  readonly faults: string[];
};

type Event = {
  readonly name: string;
  readonly able: (play: Play) => boolean;
  readonly run: (play: Play) => void;
};

const isWaiting = (each: Someone) => !each.over && each.route === undefined;
const isThere = (each: Someone) => !each.over && each.route?.kind === 'forward';

function arrive({ world, people }: Play): void {
  const exchange = world.traffic.begin(logOnRequest());
  const person: Someone = {
    exchange,
    route: undefined,
    over: false,
    failed: false,
    tried: [],
    arrivedMs: world.clock.nowMs,
  };
  follow(person, exchange.route(Buffer.from(logOnBody)));
  people.push(person);
}

function eventsFor(setting: Setting): Event[] {
  const each = Array.from({ length: setting.people }, (_, index) => index);
  const of = (play: Play, index: number, is: (each: Someone) => boolean) => {
    const person = play.people[index];
    return person !== undefined && is(person) ? person : undefined;
  };
  const event = (
    name: string,
    index: number,
    is: (each: Someone) => boolean,
    run: (play: Play, person: Someone) => void,
  ): Event => ({
    name: `${name} ${index}`,
    able: (play) => of(play, index, is) !== undefined,
    run: (play) => {
      const person = of(play, index, is);
      if (person) run(play, person);
    },
  });
  return [
    { name: 'arrive', able: ({ people }) => people.length < setting.people, run: arrive },
    { name: 'time', able: ({ people }) => people.some(isWaiting), run: ({ world }) => world.pass(600) },
    ...each.map((index) =>
      event(
        'leave',
        index,
        (one) => isWaiting(one) || isThere(one),
        ({ world }, one) => world.leave(one),
      ),
    ),
    ...each.map((index) => event('answer', index, isThere, ({ world }, one) => world.answer(one))),
    ...each.map((index) =>
      event(
        'unreachable',
        index,
        (one) => isThere(one) && !one.failed,
        (_, one) => {
          one.tried.push(serverOf(one) ?? '');
          one.failed = true;
          follow(one, one.exchange.connectFailed(refused));
        },
      ),
    ),
  ];
}

/** What must hold after each event. */
function check({ world, setting, people, faults }: Play): void {
  const { waiting, servers } = world.traffic.storm();
  const there = (id: string) => people.filter((each) => isThere(each) && serverOf(each) === id).length;
  const queue = people.filter(isWaiting);
  if (waiting !== queue.length) faults.push(`${waiting} in the queue, ${queue.length} wait`);
  if (queue.length > setting.queue + setting.servers * setting.places) faults.push('the queue is too long');
  for (const [id, { underWay }] of servers) {
    if (underWay !== there(id)) faults.push(`${id}: ${underWay} under way, ${there(id)} are there`);
    if (underWay > setting.places) faults.push(`${id}: ${underWay} under way`);
    const free = underWay < setting.places;
    if (free && queue.some((each) => !each.tried.includes(id)))
      faults.push(`${id} is free and somebody waits`);
  }
  for (const each of queue) {
    if (world.clock.nowMs - each.arrivedMs >= queueTimeoutMs) faults.push('somebody waits too long');
  }
  if (world.timers() > 1) faults.push(`${world.timers()} timers`);
}

/** Nobody who came later and could go anywhere went before somebody who could go there too. */
function checkOrder(before: readonly Someone[], { people, faults }: Play): void {
  const went = before.filter((each) => isThere(each));
  for (const each of went) {
    const earlier = people
      .slice(0, people.indexOf(each))
      .filter((other) => before.includes(other) && isWaiting(other));
    if (earlier.some((other) => other.tried.length === 0)) faults.push('somebody was overtaken');
  }
}

async function play(setting: Setting, events: readonly Event[], order: readonly number[]): Promise<Play> {
  const { servers, places, queue } = setting;
  const storm = {
    ...settings.storm,
    logOnsPerServer: places,
    queueLength: queue,
    queueTimeoutMs,
    quickLogOnMs: 100,
  };
  const ejection = { ...usualEjection, maxShare: 0 };
  const world = makeStormWorld(servers, {}, { settings: { ...settings, storm, ejection } });
  const now: Play = { world, setting, people: [], faults: [] };
  for (const index of order) {
    world.pass(1);
    await settled();
    const waited = now.people.filter(isWaiting);
    events[index]?.run(now);
    // Patience with the server that has the fewest users is another test's affair.
    world.pass(150);
    await settled();
    check(now);
    checkOrder(waited, now);
  }
  return now;
}

/** When everybody has gone nothing may be left. */
async function endOf({ world, people, faults }: Play): Promise<void> {
  for (const each of people) if (!each.over) each.exchange.end(ended('client-gone', 0));
  for (const each of people) each.over = true;
  await settled();
  const { waiting, servers } = world.traffic.storm();
  const left = [...servers.values()].reduce((sum, { underWay }) => sum + underWay, waiting);
  if (left > 0 || world.timers() > 0) faults.push(`${left} left, ${world.timers()} timers`);
  for (const load of world.traffic.loads().values()) {
    if (load.inFlightRequests !== 0 || load.pending !== 0) faults.push('something is left on the books');
  }
}

async function playAll(setting: Setting, length: number) {
  const events = eventsFor(setting);
  const wrong: string[] = [];
  let played = 0;
  const queued = { most: 0 };
  const go = async (order: readonly number[]): Promise<void> => {
    const now = await play(setting, events, order);
    queued.most = Math.max(queued.most, now.people.filter(isWaiting).length);
    const able =
      order.length < length ? events.flatMap((each, index) => (each.able(now) ? [index] : [])) : [];
    if (able.length === 0) {
      await endOf(now);
      played += 1;
    }
    const faults = new Set(now.faults);
    for (const fault of faults)
      wrong.push(`${order.map((index) => events[index]?.name).join(', ')}: ${fault}`);
    if (faults.size > 0 || wrong.length > 5) return;
    for (const index of able) await go([...order, index]);
  };
  await go([]);
  return { wrong: wrong.slice(0, 5), played, most: queued.most };
}

for (const [setting, length] of [
  [{ servers: 1, places: 1, queue: 2, people: 4 }, 8],
  [{ servers: 2, places: 1, queue: 2, people: 4 }, 7],
  [{ servers: 1, places: 2, queue: 1, people: 4 }, 8],
] as const) {
  const { servers, places, queue, people } = setting;
  t.test(
    `${people} people, ${servers} servers with ${places} places, ${queue} in the queue: ${length} events`,
    async (t) => {
      const { wrong, played, most } = await playAll(setting, length);
      t.same(wrong, []);
      t.ok(played > 500, `${played} orders`);
      t.ok(most > 0, `up to ${most} waited`);
    },
  );
}
