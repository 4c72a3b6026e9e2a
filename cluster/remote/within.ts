// A limit on how long a promise is waited for. The promise itself goes on.

/** Its value, or `late` where it takes longer than `limitMs`. */
export async function within<Value>(limitMs: number, promise: Promise<Value>): Promise<Value | 'late'> {
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), limitMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
