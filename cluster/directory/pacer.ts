// Waits so that statements never come faster than the pace allows. One pacer per database, whoever asks. Its clock is not
// that of the day: one that is set back would hold statements until it has caught up.

import { bookSlot, nextInLine, type Pace } from '../rules/pace.ts';

export type Turn = {
  /** Gives the place in the line back when it ends. */
  readonly signal?: AbortSignal | undefined;
  /** Somebody waits for it: it goes before what nobody waits for. */
  readonly urgent?: boolean | undefined;
};

export type Pacer = {
  /** Resolves when the next statement may go; counts it. Rejects when `signal` ends. */
  take(turn?: Turn): Promise<void>;
  /** Statements let go so far. */
  count(): number;
};

/** What the product promises: at most two statements a second, whatever the traffic. */
export const databasePace: Pace = { limit: 2, withinMs: 1000 };

/** A timer that comes so much late does not put the turns after it off: a beat of statements would drift. */
const lateMs = 50;

type InLine = { readonly urgent: boolean; readonly go: () => void };

/** `nowMs` is of a clock that never runs backwards. */
export function createPacer(pace: Pace, nowMs = () => performance.now()): Pacer {
  const line: InLine[] = [];
  let taken: readonly number[] = [];
  let count = 0;
  let lastPassed = false;
  let timer: NodeJS.Timeout | undefined;

  const letGo = (atMs: number) => {
    clearTimeout(timer);
    for (let next = nextInLine(line, lastPassed); next !== undefined; next = nextInLine(line, lastPassed)) {
      const slot = bookSlot(taken, pace, atMs);
      const waitMs = slot.atMs - nowMs();
      if (waitMs > 0) {
        timer = setTimeout(() => letGo(Math.max(slot.atMs, nowMs() - lateMs)), Math.ceil(waitMs));
        return;
      }
      taken = slot.taken;
      count += 1;
      const [first] = line.splice(next, 1);
      lastPassed = first?.urgent === true && line.some(({ urgent }) => !urgent);
      first?.go();
    }
  };
  const leave = (one: InLine) => {
    const place = line.indexOf(one);
    if (place !== -1) line.splice(place, 1);
    // A timer for nobody would keep the process.
    if (line.length === 0) clearTimeout(timer);
  };
  return {
    async take({ signal, urgent = false } = {}) {
      signal?.throwIfAborted();
      const turn = Promise.withResolvers<void>();
      const one: InLine = { urgent, go: turn.resolve };
      const giveUp = () => {
        leave(one);
        turn.reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      line.push(one);
      letGo(nowMs());
      try {
        await turn.promise;
      } finally {
        signal?.removeEventListener('abort', giveUp);
      }
    },
    count: () => count,
  };
}
