// Simulated people who never stop coming: as many seats as people, and on each one person after another, until the run
// is over. What a person does is the demo's.

import { setMaxListeners } from 'node:events';
import { createClock } from '../../demo/clock.ts';
import type { Credentials, PeopleEvent } from '../../demo/people/events.ts';
import { livePerson } from '../../demo/people/person.ts';
import { liveWebServicePerson } from '../../demo/people/web-service-person.ts';
import { createRandom } from '../fuzz/random.ts';

export type CrowdOptions = {
  readonly url: string;
  /** At least two of them a seat: whoever sits down there is not who just left. */
  readonly users: readonly Credentials[];
  readonly seats: number;
  /** How many sit down a second in the beginning. */
  readonly ratePerSecond: number;
  /** Longest working time. */
  readonly workMs: number;
  /** Between two pages, on average. */
  readonly pauseMs: number;
  readonly timeoutMs: number;
  readonly serverNames: readonly string[];
  readonly seed: number;
  readonly onEvent: (event: PeopleEvent) => void;
  readonly onSent: (again: boolean) => void;
};

/** Web-service clients; and those who log off, while all others just close their browser. */
const clientShare = 0.1;
const logOffShare = 0.7;

/** They come at once. `stop` sends all away without log-off, and resolves when the last has gone. */
export function startCrowd(options: CrowdOptions) {
  const { seed, seats, ratePerSecond, users } = options;
  const chance = createRandom(seed ^ 0x5eed);
  const random = () => chance.below(1_000_000) / 1_000_000;
  const clock = createClock(Date.now);
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);

  async function live(who: Credentials): Promise<void> {
    const person = {
      ...options,
      origin: options.url,
      ca: undefined,
      who,
      workMs: Math.round(options.workMs * (0.2 + 0.8 * random())),
      logsOff: random() < logOffShare,
      logOffAct: 99_901,
      random,
      nowMs: Date.now,
      delay: clock.delay,
      stop: stopping.signal,
    };
    await (random() < clientShare ? liveWebServicePerson(person) : livePerson(person));
  }

  async function occupy(seat: number): Promise<void> {
    await clock.delay((seat * 1_000) / ratePerSecond);
    const share = Math.floor(users.length / seats);
    for (let turn = 0; !stopping.signal.aborted; turn += 1) {
      const who = users[seat * share + (turn % share)];
      if (!who) return;
      await live(who);
      await clock.delay(options.pauseMs * random());
    }
  }

  const seated = Array.from({ length: seats }, (_, seat) => occupy(seat));
  return {
    async stop() {
      stopping.abort();
      clock.stop();
      await Promise.all(seated);
    },
  };
}
