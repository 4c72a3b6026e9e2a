// One piece of work after the other, in the order in which they were asked for: writers of one file, and whoever must not
// decide twice at once.

export type InTurn = {
  /** Begins when all that was asked for before is over; settles as it does. One that failed holds up nobody behind it. */
  run<Value>(work: () => Promise<Value> | Value): Promise<Value>;
  /** Resolves when all that was asked for so far is over. */
  settled(): Promise<void>;
};

export function createInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const done = last.then(work);
      // Whoever asked for it is told of its failure.
      last = done.catch(() => undefined);
      return done;
    },
    async settled() {
      await last;
    },
  };
}
