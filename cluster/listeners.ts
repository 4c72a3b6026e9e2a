// A list of those who want to be told. One that throws is reported and does not keep the others from hearing.

export type Listeners<Told extends readonly unknown[]> = {
  /** Adds a listener; the function it returns takes it away again. */
  add(listener: (...told: Told) => void): () => void;
  tell(...told: Told): void;
};

export function createListeners<Told extends readonly unknown[]>(
  onProblem: (problem: Error) => void,
): Listeners<Told> {
  const listeners = new Set<(...told: Told) => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(...told) {
      for (const listener of listeners) {
        try {
          listener(...told);
        } catch (error) {
          onProblem(error instanceof Error ? error : new Error(String(error)));
        }
      }
    },
  };
}
