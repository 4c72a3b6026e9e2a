// Faults on demand: what the next commands of a server do instead of what they should.

export type Fault =
  /** Never ends by itself. */
  | { readonly kind: 'hang' }
  /**
   * The connection is cut in the middle; what was asked for is done all the same, or not. Each command of `blinds` fails
   * once afterwards: nobody sees from afar what came of it.
   */
  | { readonly kind: 'cut'; readonly done: boolean; readonly blinds?: readonly string[] }
  | { readonly kind: 'exit'; readonly exitCode: number; readonly stderr: string }
  /** Exit code 0 and this text. */
  | { readonly kind: 'output'; readonly stdout: string };

export type Faults = {
  /** For the next `times` commands of that name, or of any name where none is given; `after` so many that go well. */
  add(
    fault: Fault,
    options?: { readonly name?: string; readonly times?: number; readonly after?: number },
  ): void;
  /** Takes the fault for a command out of the list. */
  take(name: string): Fault | undefined;
  clear(): void;
};

export function createFaults(): Faults {
  let waiting: { readonly fault: Fault; readonly name: string | undefined; left: number; pass: number }[] =
    [];
  return {
    add(fault, { name, times = 1, after = 0 } = {}) {
      waiting.push({ fault, name, left: times, pass: after });
    },
    take(name) {
      const found = waiting.find((each) => each.name === undefined || each.name === name);
      if (!found) return undefined;
      if (found.pass > 0) {
        found.pass -= 1;
        return undefined;
      }
      found.left -= 1;
      waiting = waiting.filter((each) => each.left > 0);
      return found.fault;
    },
    clear() {
      waiting = [];
    },
  };
}
