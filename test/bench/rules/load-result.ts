// What a load generator tells, and whether every answer that it counted was a whole one.

export type LoadResult = {
  readonly requests: number;
  readonly seconds: number;
  /** Answers that were not 200, and connections that failed. */
  readonly failures: number;
  /** All that was received. */
  readonly bytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** What a whole answer has, head and body; heads differ by a few bytes (dates, ids). */
export type AnswerSize = { readonly leastBytes: number; readonly mostBytes: number };

/** The last line of a generator's output is the result. */
export function parseLoadResult(output: string): LoadResult {
  const line = output.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) throw new Error(`not the output of a load generator: ${output}`);
  return JSON.parse(line) as LoadResult;
}

/** What is wrong with it; undefined where nothing is. When the time is up each connection may be in an answer. */
export function faultOf(result: LoadResult, size: AnswerSize, connections: number): string | undefined {
  const { requests, failures, bytes } = result;
  if (requests === 0) return 'no answers';
  if (failures > 0) return `${failures} of ${requests} answers are wrong`;
  if (bytes >= requests * size.leastBytes && bytes <= (requests + connections) * size.mostBytes)
    return undefined;
  return `${requests} answers of ${size.leastBytes} to ${size.mostBytes} bytes cannot make ${bytes}`;
}
