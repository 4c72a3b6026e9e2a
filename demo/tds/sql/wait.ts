// Waiting inside a statement: ended by what is waited for, by a limit, or by the client's cancel.

/** The client cancelled the statement (attention), or its connection is gone. */
export class Cancelled extends Error {
  constructor() {
    super('the statement was cancelled');
    this.name = 'Cancelled';
  }
}

/** Resolves with true once `begin` calls back, with false after the limit; rejects with Cancelled. -1 is no limit. */
export function waitUntil(
  begin: (done: () => void) => () => void,
  limitMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Cancelled());
    const timer = limitMs < 0 ? undefined : setTimeout(() => finish(() => resolve(false)), limitMs);
    const onAbort = () => finish(() => reject(new Cancelled()));
    const leave = begin(() => finish(() => resolve(true)));
    signal.addEventListener('abort', onAbort);
    function finish(settle: () => void): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      leave();
      settle();
    }
  });
}

/** Resolves after the delay; rejects with Cancelled. */
export async function delay(delayMs: number, signal: AbortSignal): Promise<void> {
  await waitUntil(() => () => undefined, Math.max(0, delayMs), signal);
}
