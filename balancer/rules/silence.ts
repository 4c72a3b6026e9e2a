// How long a server may be silent while it owes an answer, for the few routes that have a time of their own: a report
// takes minutes, a picture does not (F3). Knows no clock.

export type Silence = { readonly matches: RegExp; readonly limitMs: number };

/** The limit of the first that matches path and query of a request, in milliseconds; undefined: that of all others. */
export function silenceLimitMs(silences: readonly Silence[], target: string): number | undefined {
  for (const { matches, limitMs } of silences) if (matches.test(target)) return limitMs;
  return undefined;
}
