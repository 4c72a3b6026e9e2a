// What `wrk --latency` prints, as numbers.

export type LoadResult = {
  readonly requests: number;
  readonly seconds: number;
  /** Answers that were not 200, and connections that failed. */
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

/** Throws an Error if the text is not that of a finished run. */
export function parseWrkOutput(text: string): LoadResult {
  const total = /(\d+) requests in ([\d.]+)(us|ms|s|m),/.exec(text);
  if (total === null) throw new Error(`not the output of wrk: ${text}`);
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0;
  const socket = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text) ?? [];
  const failures = Number(bad) + socket.slice(1).reduce((sum, each) => sum + Number(each), 0);
  return {
    requests: Number(total[1]),
    seconds: (Number(total[2]) * (unitMs[total[3] ?? ''] ?? 0)) / 1000,
    failures,
    p50Ms: percentile(text, 50),
    p99Ms: percentile(text, 99),
  };
}

function percentile(text: string, percent: number): number {
  const match = new RegExp(`^\\s*${percent}%\\s+([\\d.]+)(us|ms|s|m)\\s*$`, 'm').exec(text);
  if (match === null) throw new Error(`wrk tells no ${percent} % latency`);
  return Number(match[1]) * (unitMs[match[2] ?? ''] ?? 0);
}
