// Everything the benchmark tells, one type a kind of row; the JSON file is a list of them. Rows without a kind are
// those of plain throughput. Null is what the machine or a missing program does not tell.

export type LoadRow = {
  readonly proxy: string;
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly ratioToHaproxy: number | null;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUsPerRequest: number | null;
  readonly rssMiB: number | null;
};

/** The same with TLS to the browser. */
export type TlsRow = LoadRow & { readonly kind: 'tls' };

/** The same with one worker and with several. */
export type WorkersRow = LoadRow & { readonly kind: 'workers' };

/** The same without any proxy, for what a proxy adds. */
export type DirectRow = Pick<LoadRow, 'connections' | 'requestsPerSecond' | 'p50Ms' | 'p99Ms'> & {
  readonly kind: 'direct';
};

export type OpenLoopRow = {
  readonly kind: 'open-loop';
  /** `direct` is none. */
  readonly proxy: string;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly cpuUsPerRequest: number | null;
};

export type DownloadRow = {
  readonly kind: 'download';
  readonly proxy: string;
  readonly streams: number;
  readonly megabytesPerSecond: number;
  readonly ratioToHaproxy: number | null;
  readonly cpuSecondsPerGigabyte: number | null;
  readonly rssGrowthMiB: number | null;
};

export type SlowReadersRow = {
  readonly kind: 'slow-readers';
  readonly proxy: string;
  readonly readers: number;
  readonly megabytesPerSecond: number;
  readonly rssGrowthMiB: number | null;
};

export type UploadRow = {
  readonly kind: 'upload';
  readonly proxy: string;
  readonly megabytes: number;
  readonly megabytesPerSecond: number;
  readonly rssGrowthMiB: number | null;
};

export type StaleRow = {
  readonly kind: 'stale';
  readonly proxy: string;
  readonly requests: number;
  readonly wrong: number;
};

export type AbortsRow = {
  readonly kind: 'aborts';
  readonly proxy: string;
  readonly clients: number;
  readonly left: number;
};

export type IdleRow = {
  readonly kind: 'idle';
  readonly proxy: string;
  readonly connections: number;
  readonly rssMiB: number | null;
  readonly kilobytesPerConnection: number | null;
  /** Of four others, with the most connections only: their load would be seen in the memory of the next step. */
  readonly othersRequestsPerSecond: number | null;
  readonly othersP99Ms: number | null;
};

export type DecisionRow = {
  readonly kind: 'decision';
  readonly servers: number;
  readonly usPerDecision: number;
  /** All the rules of one log-on: request, form, decision, answer, books. */
  readonly usPerLogOn: number;
};

export type BurstRow = {
  readonly kind: 'burst';
  readonly logOns: number;
  readonly servers: number;
  readonly largestDifference: number;
};

export type SqlRow = {
  readonly kind: 'sql';
  /** Without traffic, and with as much as goes through. */
  readonly requestsPerSecond: number;
  readonly statementsPerSecond: number;
};

export type StartRow = {
  readonly kind: 'start';
  readonly starts: number;
  readonly medianMs: number;
  readonly slowestMs: number;
};

export type BenchRow =
  | LoadRow
  | TlsRow
  | WorkersRow
  | DirectRow
  | OpenLoopRow
  | DownloadRow
  | SlowReadersRow
  | UploadRow
  | StaleRow
  | AbortsRow
  | IdleRow
  | DecisionRow
  | BurstRow
  | SqlRow
  | StartRow;

/** `load` are the rows without a kind. */
export type Kind = 'load' | Extract<BenchRow, { kind: string }>['kind'];
export type RowOf<K extends Kind> = K extends 'load' ? LoadRow : Extract<BenchRow, { readonly kind: K }>;

/** The rows of one kind. */
export function rowsOf<K extends Kind>(rows: readonly BenchRow[], kind: K): readonly RowOf<K>[] {
  return rows.filter((row) => ('kind' in row ? row.kind : 'load') === kind) as unknown as RowOf<K>[];
}
