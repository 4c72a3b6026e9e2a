// Waits until something is the case, with a limit.

const lookEveryMs = 25;

/** Resolves with what `look` gives as soon as that is not undefined; rejects after `limitMs`, saying what did not come. */
export async function until<Found>(
  what: string,
  limitMs: number,
  look: () => Found | undefined,
): Promise<Found> {
  const limit = performance.now() + limitMs;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > limit) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
