// Tells when what was to be told has arrived at the other Fairlead, or when there is no use in waiting for it.

export type Arrivals = {
  /** Resolves when all that waits now has arrived; at once where nobody is there to take it. Never rejects. */
  wait(): Promise<void>;
  /** A message with so many items is under way; `anew`: everything is told anew with it, that many items in all. */
  sent(items: number, anew?: number): void;
  /** It was taken; `wantsWhole`: of no use before everything is told anew. */
  taken(wantsWhole: boolean): void;
  failed(): void;
};

type Waiter = { left: number; readonly resolve: () => void };

/** `waiting`: how many items are still to be sent; Infinity where everything will be told anew, 0 where nobody is there. */
export function createArrivals(waiting: () => number): Arrivals {
  let waiters: Waiter[] = [];
  let underWay = 0;
  const settle = (isOver: (waiter: Waiter) => boolean) => {
    for (const each of waiters) if (isOver(each)) each.resolve();
    waiters = waiters.filter((each) => !isOver(each));
  };
  return {
    async wait() {
      const left = underWay + waiting();
      if (left === 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiters.push({ left, resolve });
      await promise;
    },
    sent(items, anew) {
      underWay = items;
      if (anew !== undefined) for (const each of waiters) each.left = anew;
    },
    taken(wantsWhole) {
      for (const each of waiters) each.left = wantsWhole ? Number.POSITIVE_INFINITY : each.left - underWay;
      underWay = 0;
      settle(({ left }) => left <= 0);
    },
    failed() {
      underWay = 0;
      settle(() => true);
    },
  };
}
