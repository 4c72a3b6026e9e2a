// Traffic rules with a clock and timers that are set by hand, and people who log on: each one's exchange, and what
// became of it.

import type { Exchange, Route, SettledRoute } from '../../../balancer/engine.ts';
import type { TrafficOptions } from '../../../balancer/traffic-types.ts';
import {
  ended,
  logOnBody,
  logOnRequest,
  makeWorld,
  pages,
  response,
  settings,
  type World,
} from './traffic-world.ts';

export type Person = {
  readonly exchange: Exchange;
  /** Undefined while it waits. */
  route: SettledRoute | undefined;
  /** Set once nothing more can happen to it. */
  over: boolean;
};

export type StormWorld = World & {
  /** Moves the clock, running the timers that are due, one after another. */
  pass(ms: number): void;
  timers(): number;
  arrive(fields?: Readonly<Record<string, string>>, body?: string): Person;
  /** The server answers the log-on. */
  answer(person: Person, page?: string): void;
  /** The head alone. */
  head(person: Person): void;
  leave(person: Person, connected?: boolean): void;
  underWay(id: string): number;
};

type Timer = { readonly atMs: number; readonly run: () => void };

let lastSid = 20_000_000_000_000;

/** Lets promises that are settled be seen. */
export async function settled(): Promise<void> {
  for (let each = 0; each < 3; each++) await undefined;
}

export function serverOf(person: Person): string | undefined {
  return person.route?.kind === 'forward' ? person.route.server.id : undefined;
}

export function makeStormWorld(
  servers: number,
  storm: Partial<(typeof settings)['storm']> = {},
  changes: Partial<TrafficOptions> = {},
): StormWorld {
  const timers = new Set<Timer>();
  const world = makeWorld(servers, {
    settings: { ...settings, storm: { ...settings.storm, ...storm } },
    setTimer(run, inMs) {
      const timer = { run, atMs: world.clock.nowMs + inMs };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    ...changes,
  });

  function pass(ms: number): void {
    const untilMs = world.clock.nowMs + ms;
    for (;;) {
      const due = [...timers].filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      timers.delete(due);
      world.clock.nowMs = Math.max(world.clock.nowMs, due.atMs);
      due.run();
    }
    world.clock.nowMs = untilMs;
  }

  function head(person: Person): void {
    person.exchange.responseHead(response(200, { 'content-type': 'text/html' }));
  }

  return {
    ...world,
    pass,
    head,
    timers: () => timers.size,
    arrive(fields = {}, body = logOnBody) {
      const exchange = world.traffic.begin(logOnRequest(fields));
      return follow({ exchange, route: undefined, over: false }, exchange.route(Buffer.from(body)));
    },
    answer(person, page) {
      head(person);
      person.exchange.responseChunk(page ?? pages.success(String(++lastSid)));
      person.exchange.end(ended('completed'));
      person.over = true;
    },
    leave(person, connected = false) {
      person.exchange.end({ ...ended('client-gone', 0), connectMs: connected ? 1 : undefined });
      person.over = true;
    },
    underWay: (id) => world.traffic.storm().servers.get(id)?.underWay ?? -1,
  };
}

/** Does what an engine does with a route. */
export function follow(person: Person, route: Route): Person {
  person.route = undefined;
  if (route.kind !== 'wait') person.route = route;
  else
    void route.next.then((next) => {
      if (!person.over) person.route = next;
    });
  return person;
}
