// Waiting with a limit: of time, or until somebody stops it.

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

/** What `work` resolves with; undefined once `signal` is aborted. Rejects as it does; left, it goes on unobserved. */
export async function untilAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stop = () => resolve(undefined);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
