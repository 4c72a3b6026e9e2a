// Whose turn it is: at most so many commands at once over all servers, and so many on one. First come, first served,
// but a server that is full does not keep the others waiting.

export type TurnLimits = { readonly all: number; readonly perKey: number };

export type Turns = {
  /** Resolves with the way to give the turn back, or with undefined where `signal` came first. */
  take(key: string, signal: AbortSignal): Promise<(() => void) | undefined>;
};

type Waiting = { readonly key: string; readonly begin: () => void };

/** `limits` is asked each time, so that a change holds from the next turn on. */
export function createTurns(limits: () => TurnLimits): Turns {
  const running = new Map<string, number>();
  const waiting: Waiting[] = [];
  let total = 0;

  const count = (key: string) => running.get(key) ?? 0;

  function next(): void {
    const { all, perKey } = limits();
    while (total < all) {
      const at = waiting.findIndex(({ key }) => count(key) < perKey);
      const [chosen] = at < 0 ? [] : waiting.splice(at, 1);
      if (!chosen) return;
      total += 1;
      running.set(chosen.key, count(chosen.key) + 1);
      chosen.begin();
    }
  }

  function release(key: string): void {
    total -= 1;
    if (count(key) > 1) running.set(key, count(key) - 1);
    else running.delete(key);
    next();
  }

  return {
    take(key, signal) {
      if (signal.aborted) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const give = () => {
          waiting.splice(waiting.indexOf(entry), 1);
          resolve(undefined);
        };
        const begin = () => {
          signal.removeEventListener('abort', give);
          let held = true;
          resolve(() => {
            if (held) release(key);
            held = false;
          });
        };
        const entry: Waiting = { key, begin };
        waiting.push(entry);
        signal.addEventListener('abort', give, { once: true });
        next();
      });
    },
  };
}
