// Simulated people over real HTTP through the one URL: they come at a steady rate, work for a while, leave. Starts and
// counts them; what one of them does is in person.ts and web-service-person.ts.

import { setMaxListeners } from 'node:events';
import { createClock } from '../clock.ts';
import type { Credentials, PeopleEvent } from './events.ts';
import { livePerson, type PersonOptions } from './person.ts';
import type { PeopleSnapshot } from './rules/snapshot.ts';
import { countEvent, emptyTally } from './rules/tally.ts';
import { liveWebServicePerson } from './web-service-person.ts';

export type PeopleOptions = {
  /** The one URL, `http` or `https`; a path in it is not used. */
  readonly url: string;
  /** Certificate to trust (PEM) where the URL is `https` with one of our own. */
  readonly ca?: string | undefined;
  /** Person number n is `users[n % users.length]`; with fewer users than people some are already on. */
  readonly users: readonly Credentials[];
  readonly count: number;
  readonly ratePerSecond: number;
  /** How long each works after the log-on. */
  readonly workMs: number;
  /** Between two pages, on average; 1 s by default. */
  readonly pauseMs?: number;
  /** Share of those who log off in the end, 0 to 1; the others just close their browser. */
  readonly logOffShare: number;
  /** Share of SOAP clients without cookies, 0 to 1. */
  readonly soapShare: number;
  /** Names and addresses of servers that must not show in links, redirects and cookies. */
  readonly serverNames: readonly string[];
  /** Of `CrmBehaviour`; 99901 by default. */
  readonly logOffAct?: number;
  /** For one whole answer; 60 s by default. */
  readonly timeoutMs?: number;
  readonly onEvent?: (event: PeopleEvent) => void;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly nowMs: () => number;
};

export type PeopleSummary = PeopleSnapshot & { readonly stopped: boolean };

export type People = {
  /** Resolves when the last person has left. Never rejects; call it once. */
  run(): Promise<PeopleSummary>;
  /** Nobody comes any more, and everybody leaves at once without logging off. */
  stop(): void;
  snapshot(): PeopleSnapshot;
};

/** People who have not come yet. */
export function createPeople(options: PeopleOptions): People {
  const clock = createClock(options.nowMs);
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // One a request, and there may be thousands of people.
  const stopped = () => stopping.signal.aborted;
  const state = { started: 0, startedAtMs: undefined as number | undefined, tally: emptyTally };
  const common = {
    ...commonOptions(options),
    delay: clock.delay,
    stop: stopping.signal,
    onEvent: (event: PeopleEvent) => {
      state.tally = countEvent(state.tally, event);
      options.onEvent?.(event);
    },
  };

  const snapshot = (): PeopleSnapshot => ({
    elapsedMs: state.startedAtMs === undefined ? 0 : options.nowMs() - state.startedAtMs,
    people: options.count,
    started: state.started,
    tally: state.tally,
  });

  async function come(index: number): Promise<void> {
    const who = options.users[index % options.users.length];
    if (!who) return;
    state.started += 1;
    const isClient = Math.floor((index + 1) * options.soapShare) > Math.floor(index * options.soapShare);
    const logsOff = options.random() < options.logOffShare;
    const person: PersonOptions = { ...common, who, logsOff };
    await (isClient ? liveWebServicePerson(person) : livePerson(person));
  }

  return {
    async run() {
      const startMs = options.nowMs();
      state.startedAtMs = startMs;
      const lives: Promise<void>[] = [];
      for (let index = 0; index < options.count && !stopped(); index += 1) {
        await clock.delay(startMs + (index * 1000) / options.ratePerSecond - options.nowMs());
        if (!stopped()) lives.push(come(index));
      }
      await Promise.all(lives);
      return { ...snapshot(), stopped: stopped() };
    },
    stop() {
      stopping.abort();
      clock.stop();
    },
    snapshot,
  };
}

function commonOptions(options: PeopleOptions) {
  const { url, ca, serverNames, workMs, pauseMs = 1_000, logOffAct = 99_901, timeoutMs = 60_000 } = options;
  const { random, nowMs } = options;
  return {
    origin: new URL(url).origin,
    ca,
    serverNames,
    workMs,
    pauseMs,
    logOffAct,
    timeoutMs,
    random,
    nowMs,
  };
}
