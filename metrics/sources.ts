// What metrics are made of: plain data that the parts of the product hand out when a scrape asks. Types only;
// counting happens where things happen, as plain numbers, never through this folder on the hot path.

/** Word for people that joins health and admin state; the same words the status uses. */
export type ServerStateWord =
  | 'serving'
  | 'full'
  | 'going-up'
  | 'going-down'
  | 'down'
  | 'ejected'
  | 'warming'
  | 'draining'
  | 'maintenance'
  | 'unknown';

/** One server of the current topology. A server that is no longer listed loses all its series. */
export type ServerSample = {
  readonly id: string;
  /** As in `ServerNames`: the value of the label `server` everywhere. */
  readonly name: string;
  readonly origin: string;
  readonly version: string | undefined;
  readonly state: ServerStateWord;
  readonly admin: 'in-service' | 'draining' | 'maintenance' | 'unknown';
  readonly health: 'unknown' | 'up' | 'down' | 'going-up' | 'going-down';
  readonly healthSinceMs: number;
  readonly lastCheckDurationMs: number | undefined;
  /** Each probe of its check. */
  readonly probes: readonly {
    readonly name: string;
    readonly state: 'unknown' | 'up' | 'down' | 'going-up' | 'going-down';
    readonly durationMs: number | undefined;
  }[];
  readonly weight: number;
  readonly maxUsers: number | undefined;
  /** Log-ons sent there whose answer has not begun. */
  readonly logOnsUnderWay: number;
  readonly warmth: 'warm' | 'ramping' | 'cold';
  /** True while live requests that failed keep it out. */
  readonly ejected: boolean;
  /** A drain, while the server is out of service because of it. */
  readonly drain?:
    | {
        readonly left: number | undefined;
        readonly idle: number | undefined;
        readonly oldestSeenMs: number | undefined;
        readonly etaMs: number | undefined;
        readonly deadlineMs: number | undefined;
        readonly state: 'running' | 'drained' | 'deadline-reached';
      }
    | undefined;
  /** How often its drains ended so since the start. */
  readonly drainEnds: Readonly<Record<'drained' | 'deadline-reached', number>>;
  /** True while it is out of service for longer than it was meant to be. */
  readonly forgotten: boolean;
  readonly load: {
    readonly database: number | undefined;
    readonly observed: number;
    readonly pending: number;
    readonly effective: number;
    readonly inFlightRequests: number;
  };
};

/** How often something was counted since the start, with the words it was counted under. */
export type Count<Word extends string> = Readonly<Record<Word, string>> & { readonly count: number };

/** `counts` has one more entry than the bounds (the rest) and is not cumulative. */
export type Buckets = {
  readonly boundsSeconds: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
  readonly sumSeconds: number;
};

/** Durations of one server. */
export type DurationBuckets = Buckets & { readonly server: string };

export type TrafficSample = {
  readonly decisions: readonly Count<'server' | 'reason'>[];
  /** Log-ons that no server took. */
  readonly rejections: readonly Count<'reason'>[];
  readonly outcomes: readonly Count<'server' | 'outcome'>[];
  readonly affinity: readonly Count<'result'>[];
  /** `code` is the class of the status (`2xx`), `none` where the client saw no status; `method` as sent. */
  readonly requests: readonly Count<'server' | 'code' | 'method'>[];
  readonly failures: readonly Count<'server' | 'kind'>[];
  readonly retries: readonly Count<'reason'>[];
  /** Answers of our own. */
  readonly replies: readonly Count<'reason'>[];
  /** Exchanges by how they ended. */
  readonly ends: readonly Count<'end'>[];
  /** Lines the access log in use had to drop. */
  readonly lostLogLines: number;
  readonly durations: readonly DurationBuckets[];
  readonly connects: readonly DurationBuckets[];
  readonly firstBytes: readonly DurationBuckets[];
  /** Log-ons that wait for a server now, and how long those waited that do not any more. */
  readonly waiting: number;
  readonly waits: readonly (Buckets & { readonly end: string })[];
  /** How often servers were put out because live requests failed. */
  readonly ejections: readonly Count<'server'>[];
};

export type EngineSample = {
  readonly clientConnections: number;
  readonly upstreamConnections: number;
  readonly upstreamIdle: number;
  readonly tunnels: number;
  readonly badRequestsTotal: number;
  /** The threads that carry the traffic; `worker` is a number from 1 on. */
  readonly workers: readonly {
    readonly worker: string;
    readonly running: boolean;
    readonly restarts: number;
    readonly clientConnections: number;
  }[];
};

export type ClusterSample = {
  /** True where jobs run here, also where there is no other. */
  readonly leader: boolean;
  readonly healthChecks: readonly Count<'server' | 'result'>[];
  /** Restarts that were noticed, by evidence, and warm-ups, by how they ended. */
  readonly restarts: readonly Count<'server' | 'evidence'>[];
  readonly warmUps: readonly Count<'server' | 'end'>[];
  /** How long the last warm-up of a server took; without those that had none. */
  readonly warmUpDurations: readonly { readonly server: string; readonly tookMs: number }[];
  readonly databaseState: 'live' | 'connecting' | 'lost' | 'unused';
  readonly topologySource: 'database' | 'last-good' | 'configuration' | undefined;
  /** When the list of servers was last read from the database; undefined while it never was. */
  readonly topologyReadAtMs: number | undefined;
  readonly topologyFailures: number;
  readonly usersReadAtMs: number | undefined;
  readonly usersFailures: number;
  readonly ownBalancing: boolean | undefined;
  readonly locked: boolean;
  /** Other Fairleads over the same cluster. */
  readonly peers: readonly {
    readonly name: string;
    readonly state: 'joined' | 'one-way' | 'lost' | 'never-heard';
    readonly lagMs: number;
    readonly aheadMs: number | undefined;
  }[];
  /** Notices that stand now. */
  readonly notices: { readonly info: number; readonly warning: number; readonly fault: number };
};

/** The connection budget of the database (F5). */
export type BudgetSample = {
  /** By CRM server, `other` for the rest; undefined where the database does not show them. */
  readonly hosts: readonly Count<'host'>[] | undefined;
  readonly limit: number;
  /** With the reserve. */
  readonly needed: number;
};

/** The metadata of one server (F5). */
export type MetadataSample = {
  readonly server: string;
  /** Undefined: it cannot be known. */
  readonly stale: boolean | undefined;
  readonly succeeded: number;
  readonly failed: number;
};

/** Files that must be the same on every server (F5). */
export type FilesSample = {
  readonly lookedAtMs: number | undefined;
  /** Undefined: nothing is to be looked at from here. */
  readonly lookMs: number | undefined;
  readonly servers: readonly {
    readonly server: string;
    /** Undefined: it cannot be known. */
    readonly differences: number | undefined;
    /** Whether it reaches the document library. */
    readonly library: boolean | undefined;
  }[];
};

/** One task of the maintenance plan (F8). */
export type MaintenanceSample = {
  readonly task: string;
  /** It has a schedule. */
  readonly planned: boolean;
  readonly overdue: boolean;
  readonly lastSuccessMs: number | undefined;
  readonly lastDurationMs: number | undefined;
  /** Undefined where it was never run. */
  readonly lastFailed: boolean | undefined;
};

/** The ordered run that is under way. */
export type RunSample = {
  readonly environment: string;
  readonly status: 'scheduled' | 'progressing' | 'waiting' | 'paused' | 'failed' | 'rolling-back';
  readonly stepsDone: number;
  readonly steps: number;
};

export type ConfigurationSample = {
  readonly lastLoadSuccessful: boolean;
  readonly lastLoadSuccessAtMs: number | undefined;
  /** `name` is the server name a certificate is for, or `default`: from the configuration, so bounded. */
  readonly certificates: readonly { readonly name: string; readonly notAfterMs: number }[];
};

/** A role that exists once in the cluster (F6). */
export type RoleSample = {
  readonly role: string;
  readonly state: 'one' | 'none' | 'several' | 'unknown' | 'not-watched' | 'not-needed' | 'moving';
  /** Names of the servers where it was seen to run. */
  readonly on: readonly string[];
};

/** Asked once per scrape, all in the same turn of the event loop, so that one answer fits together. */
export type MetricsSources = {
  readonly servers: () => readonly ServerSample[];
  readonly traffic: () => TrafficSample;
  readonly engine: () => EngineSample;
  readonly cluster: () => ClusterSample;
  readonly configuration: () => ConfigurationSample;
  /** Undefined while it was never read. */
  readonly budget: () => BudgetSample | undefined;
  readonly metadata: () => readonly MetadataSample[];
  readonly files: () => FilesSample;
  readonly maintenance: () => readonly MaintenanceSample[];
  readonly run: () => RunSample | undefined;
  readonly roles: () => readonly RoleSample[];
};

/** The closed sets of label values; anything else is counted under `other`, so that labels stay bounded. */
export type KnownWords = {
  readonly decisionReasons: readonly string[];
  readonly rejectionReasons: readonly string[];
  readonly logOnOutcomes: readonly string[];
  readonly affinityResults: readonly string[];
  readonly replyReasons: readonly string[];
  readonly endReasons: readonly string[];
  readonly retryReasons: readonly string[];
  readonly failureKinds: readonly string[];
  readonly evidences: readonly string[];
  readonly warmUpEnds: readonly string[];
};

/** What one scrape sees. */
export type Snapshot = {
  readonly version: string;
  readonly nodeVersion: string;
  readonly words: KnownWords;
  readonly servers: readonly ServerSample[];
  readonly traffic: TrafficSample;
  readonly engine: EngineSample;
  readonly cluster: ClusterSample;
  readonly configuration: ConfigurationSample;
  readonly budget: BudgetSample | undefined;
  readonly metadata: readonly MetadataSample[];
  readonly files: FilesSample;
  readonly maintenance: readonly MaintenanceSample[];
  readonly run: RunSample | undefined;
  readonly roles: readonly RoleSample[];
};
