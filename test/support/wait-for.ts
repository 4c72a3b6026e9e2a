// Waiting for a condition instead of sleeping: asks again every few milliseconds up to a limit.

/** Resolves with the first truthy answer of `ask`; rejects, naming `what`, when `limitMs` is over. */
export async function waitFor<T>(
  what: string,
  ask: () => T | Promise<T>,
  limitMs = 60_000,
): Promise<NonNullable<T>> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > endMs) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
