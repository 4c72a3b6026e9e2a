// The nouns of the product as plain data: server, health, admin state, load, topology.
// Types only, so that every folder may import it; nothing that acts or decides belongs here.

/** Opaque token made from the server's name and the cluster key: shows no host name, survives a new address. */
export type ServerId = string;

/** One CRM server of the cluster (crm-facts F1). */
export type Server = {
  readonly id: ServerId;
  /** As written in `ServerNames`: the short machine name. */
  readonly name: string;
  /** Place in `ServerNames`: 0 is the master. */
  readonly position: number;
  /** Scheme, host and port requests are sent to, such as `https://crmweb1.example.com:443`; no path. */
  readonly origin: string;
  /** Every name the server may use for itself, lower case: short, fully qualified, host of the origin. */
  readonly hostNames: readonly string[];
  /** Share of log-ons relative to the others; more than 0, 1 is usual. */
  readonly weight: number;
  /** No log-on is sent to a server that has this many users; undefined is no cap. */
  readonly maxUsers: number | undefined;
  /** False only where the configuration says that this server's certificate is not to be checked. */
  readonly verifyCertificate: boolean;
};

/**
 * What a failed check tells of a restart: `refused`, nobody listened there; `unavailable`, IIS answered that what is
 * behind it is not there (503).
 */
export type CheckTrouble = 'refused' | 'unavailable';

/** Result of one health check. `text` is one sentence for people: what was asked and what came back. */
export type CheckResult = {
  readonly healthy: boolean;
  readonly text: string;
  readonly atMs: number;
  readonly durationMs: number;
  /** Of the CRM there, where its page tells it. */
  readonly version?: string;
  readonly trouble?: CheckTrouble | undefined;
};

/** What a check of a server looks at, from shallow to deep (F3): closed set. */
export type ProbeName = 'connect' | 'log-on-page' | 'tomcat' | 'service-log-on' | 'version';

/** Observed. `sinceMs` is when this state began; `step` of `steps` counts the checks of a transition. */
export type Health =
  | { readonly state: 'unknown'; readonly sinceMs: number; readonly lastCheck: undefined }
  | { readonly state: 'up'; readonly sinceMs: number; readonly lastCheck: CheckResult }
  | { readonly state: 'down'; readonly sinceMs: number; readonly lastCheck: CheckResult }
  | {
      readonly state: 'going-down' | 'going-up';
      readonly sinceMs: number;
      readonly step: number;
      readonly steps: number;
      readonly lastCheck: CheckResult;
    };

/** One probe of a server. `decides`: the server is down while this probe is. */
export type ProbeHealth = { readonly probe: ProbeName; readonly decides: boolean; readonly health: Health };

/**
 * What a drain means for those who are on. `finish`: they stay until they log off or idle out. `no-extension`: who was
 * idle for longer than the limit goes to the log-on page of another server. `now`: everybody does, at the next request.
 */
export type DrainPolicy = 'finish' | 'no-extension' | 'now';

/** Who wants something of a server, and why. */
export type Wish = {
  readonly sinceMs: number;
  readonly by: string;
  readonly reason: string;
  /** When it should be over; it is told, not ended, when it is not. */
  readonly untilMs: number | undefined;
};

/**
 * Wanted: what a person or a run asked for. `unknown`: what was asked for can no longer be read; such a server serves
 * as one in service until somebody says again what is wanted.
 */
export type AdminState =
  | {
      readonly state: 'in-service';
      readonly sinceMs: number;
      /** Who admitted it; undefined where nobody ever took it out. */
      readonly by?: string | undefined;
      readonly reason?: string | undefined;
    }
  | { readonly state: 'unknown'; readonly sinceMs: number }
  | (Wish & {
      readonly state: 'draining';
      readonly policy: DrainPolicy;
      /** Only with `no-extension`: idle for longer than this means moved. */
      readonly idleLimitMs?: number | undefined;
    })
  | (Wish & { readonly state: 'maintenance' });

/** How busy a server is; counts are people (sessions), not requests, unless said otherwise. */
export type Load = {
  /** Logged-on users at the last poll of the database; undefined while it never told a usable count. */
  readonly database: number | undefined;
  /** Sessions the balancer itself saw within the idle time-out. */
  readonly observed: number;
  /** Log-ons sent there that the last poll cannot have counted yet. */
  readonly pending: number;
  /** What decisions use: database (or observed) plus pending. */
  readonly effective: number;
  /** Requests sent there and not yet answered. */
  readonly inFlightRequests: number;
};

/** The system lock of the CRM (F1): who locked it and since when; it lapses by itself after three hours. */
export type SystemLock = { readonly lockedBy: string; readonly sinceMs: number | undefined };

/** What the cluster says of itself; undefined is "not told", never a guess. */
export type ClusterFlags = {
  /** True where the CRM moves log-ons itself, which is wrong under a balancer (F1). */
  readonly ownBalancing: boolean | undefined;
  readonly dtlsServer: string | undefined;
  readonly version: string | undefined;
  readonly lock: SystemLock | undefined;
};

/** The cluster as last read. Replaced whole, never edited. */
export type Topology = {
  readonly servers: readonly Server[];
  readonly flags: ClusterFlags;
  readonly readAtMs: number;
  /** `database`: just read. `last-good`: from the copy kept on disk. `configuration`: written by the operator. */
  readonly source: 'database' | 'last-good' | 'configuration';
};

/** Users per server from one poll. Both times are needed to tell which log-ons it can have seen. */
export type UserCounts = {
  readonly byServer: ReadonlyMap<ServerId, number>;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
};

/** Something an operator should know now; shown by the status, the page and an alert. */
export type Notice = {
  readonly severity: 'info' | 'warning' | 'fault';
  /** From a closed set, lower case with dashes, such as `topology-stale`. */
  readonly code: string;
  readonly text: string;
  readonly mend: string;
};
