// Waiting with a limit.

/** True when `work` was done within the limit; rejects as it does. What is late goes on unobserved, its error too. */
export async function atMost(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, limitMs, false);
  try {
    return await Promise.race([work.then(() => true), promise]);
  } finally {
    clearTimeout(timer);
  }
}
