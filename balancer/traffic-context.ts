// What all exchanges share: the servers, the compiled settings, ledger, affinity and counters. Holds, does not decide.

import type { AdminState, Health, ServerId, Topology } from '../cluster/model.ts';
import type { Affinity } from './affinity.ts';
import { BalancerError } from './errors.ts';
import type { Ledger, LedgerKey } from './ledger.ts';
import { type AddressRange, isListed, parseAddress, parseRange, plainAddress } from './rules/addresses.ts';
import type { Tie } from './rules/decide.ts';
import type { LiveFailure } from './rules/ejection.ts';
import type { RewriteRules } from './rules/location.ts';
import type { Patterns } from './rules/patterns.ts';
import { fromShare } from './rules/pick.ts';
import type { Reservation } from './rules/settle.ts';
import type { ServerCounters, SharedCounters } from './traffic-counters.ts';
import type { LogOnQueue } from './traffic-queue.ts';
import { type ServerBooks, TrafficServer } from './traffic-server.ts';
import type { LogOnLock, TrafficOptions, TrafficSettings } from './traffic-types.ts';

/** The servers as decisions read them; replaced whole with each topology. */
export type ServerTable = {
  readonly servers: readonly TrafficServer[];
  /** The same in the order in which ties are decided. */
  readonly inTurn: readonly TrafficServer[];
  readonly byId: ReadonlyMap<ServerId, TrafficServer>;
  readonly rewrite: RewriteRules;
};

export type ReadySettings = TrafficSettings & {
  /** The settings as they were given. */
  readonly given: TrafficSettings;
  /** Scheme, host and port of the public URL, without a path. */
  readonly publicOrigin: string | undefined;
  /** What is known of a client address: how it is written, and whether it is a trusted proxy. */
  readonly clientOf: (address: string) => KnownClient;
};

export type KnownClient = { readonly address: string; readonly trusted: boolean };

/** A log-on that went to a server by redirect: nobody will tell how it ended. */
export type Redirected = {
  readonly server: TrafficServer;
  readonly reservation: Reservation;
  readonly untilMs: number;
};

export type TrafficContext = {
  readonly options: TrafficOptions;
  readonly patterns: Patterns;
  readonly affinity: Affinity;
  readonly ledger: Ledger;
  readonly counters: SharedCounters;
  settings: ReadySettings;
  table: ServerTable;
  /** Undefined: log-ons are let through to the servers. */
  lock: LogOnLock | undefined;
  redirected: Redirected[];
  readonly queue: LogOnQueue;
  readonly books: Books;
  /** What is counted by others than this thread. */
  readonly others: CounterSource[];
};

/** A session of which a request told that it is over. */
export type EndedSession = {
  readonly key: LedgerKey;
  /** Who answered it. */
  readonly toldBy: ServerId | undefined;
  /** That request was the log-off. */
  readonly logsOff: boolean;
  /** When that request began, and when it told. */
  readonly startedMs: number;
  readonly endedMs: number;
};

/** Where exchanges write down what concerns more than themselves: traffic-books.ts, or a worker's own. */
export interface Books {
  sessionEnded(session: EndedSession): void;
  /** A page of this session came from that server, whoever brought it there. */
  sessionFound(key: LedgerKey, server: ServerId): void;
  serverFailed(server: TrafficServer, failure: LiveFailure): void;
  serverSucceeded(server: TrafficServer): void;
}

/** Counters that somebody else adds to. */
export type CounterSource = {
  readonly shared: SharedCounters;
  /** Undefined for a server that it has nothing to do with. */
  server(id: ServerId): ServerCounters | undefined;
};

export type Observed = {
  readonly health: ReadonlyMap<ServerId, Health['state']>;
  readonly admin: ReadonlyMap<ServerId, AdminState['state']>;
  /** The same whole; a worker goes by the words alone. */
  readonly wanted?: ReadonlyMap<ServerId, AdminState>;
};

const rememberedClients = 4096;

export const emptyTable: ServerTable = {
  servers: [],
  inTurn: [],
  byId: new Map(),
  rewrite: { hosts: new Set(), ports: new Set() },
};

/** What a table is made with. */
export type TableOptions = ServerBooks & {
  readonly observed: Observed;
  readonly nowMs: number;
  /** See `TrafficOptions`. */
  readonly tiesFrom?: number | undefined;
};

/** The table for a topology; servers that were there before keep their counts. */
export function nextTable(
  topology: Pick<Topology, 'servers'>,
  before: ServerTable,
  options: TableOptions,
): ServerTable {
  const { observed, nowMs } = options;
  const servers = topology.servers.map((server) => {
    const known = before.byId.get(server.id);
    const kept = known ?? new TrafficServer(server, options);
    // A server that joins the others is as empty as one that comes back.
    if (known === undefined && before.servers.length > 0) kept.gate.comeBack(nowMs);
    kept.update(server);
    kept.observe(observed.health.get(server.id) ?? 'unknown', nowMs);
    kept.want(observed.admin.get(server.id) ?? 'in-service', nowMs, observed.wanted?.get(server.id));
    return kept;
  });
  const hosts = topology.servers.flatMap((server) => [...server.hostNames, new URL(server.origin).hostname]);
  return {
    servers,
    inTurn: fromShare(servers, options.tiesFrom ?? 0),
    byId: new Map(servers.map((each) => [each.server.id, each])),
    rewrite: {
      hosts: new Set(hosts.map((host) => host.toLowerCase())),
      ports: new Set(topology.servers.map((server) => portOf(new URL(server.origin)))),
    },
  };
}

/** A server may leave the cluster while a request waits for it. */
export function tieNow(
  { table }: Pick<TrafficContext, 'table'>,
  tie: Tie<TrafficServer>,
): Tie<TrafficServer> {
  return tie === undefined || tie === 'gone' ? tie : (table.byId.get(tie.server.id) ?? 'gone');
}

/** Compiles settings. Throws a BalancerError where one cannot be used. */
export function readySettings(settings: TrafficSettings): ReadySettings {
  return {
    ...settings,
    given: settings,
    publicOrigin: settings.publicUrl === undefined ? undefined : originOf(settings.publicUrl),
    clientOf: rememberClients(settings.trustedProxies.map(rangeOf)),
  };
}

function originOf(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new BalancerError(`"${url}" is no http or https URL`, { code: 'BAL_PUBLIC_URL' });
  }
  return parsed.origin;
}

function rangeOf(text: string): AddressRange {
  const range = parseRange(text);
  if (range === undefined) {
    throw new BalancerError(`"${text}" is neither an address nor a range`, { code: 'BAL_TRUSTED_PROXY' });
  }
  return range;
}

function rememberClients(ranges: readonly AddressRange[]): (text: string) => KnownClient {
  const known = new Map<string, KnownClient>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= rememberedClients) known.clear();
    const bytes = parseAddress(text);
    const client = {
      address: plainAddress(text),
      trusted: bytes !== undefined && isListed(bytes, ranges),
    };
    known.set(text, client);
    return client;
  };
}

function portOf(origin: URL): string {
  return origin.port || (origin.protocol === 'https:' ? '443' : '80');
}
