// What the one traffic that decides offers to workers that carry requests for it: exchanges begun elsewhere, books,
// the state that all of them go by. Knows no threads.

import type { AdminState, Health, Server, ServerId } from '../cluster/model.ts';
import type { RequestHead } from './engine.ts';
import type { LedgerKey, LedgerRecord } from './ledger.ts';
import type { LiveFailure } from './rules/ejection.ts';
import type { CounterSource, EndedSession, TrafficContext } from './traffic-context.ts';
import { TrafficExchange } from './traffic-exchange.ts';
import type { GivenRequest } from './traffic-request.ts';
import type { TrafficOptions, TrafficSettings } from './traffic-types.ts';

/** One server as workers go by it. */
export type ServerView = {
  readonly server: Server;
  /** `down` also where live requests have put it out. */
  readonly health: Health['state'];
  readonly admin: AdminState['state'];
  /** True while it matters that a request succeeded there: something has failed. */
  readonly watched: boolean;
};

export type OfficeWatcher = {
  /** Servers, their state or the settings may have changed. Called often: compare. */
  changed(): void;
  /** A session is on that server from now on; undefined: on none. */
  session(key: LedgerKey, server: ServerId | undefined): void;
};

export interface TrafficOffice {
  /** What does not change while it runs. */
  readonly identity: Pick<TrafficOptions, 'patterns' | 'clusterKey' | 'cookieName'>;
  begin(head: RequestHead, given: GivenRequest): TrafficExchange;
  seenAt(key: LedgerKey, atMs: number): void;
  sessionEnded(session: EndedSession): void;
  sessionFound(key: LedgerKey, server: ServerId): void;
  /** Nothing for a server that has left the cluster. */
  serverFailed(id: ServerId, failure: LiveFailure): void;
  serverSucceeded(id: ServerId): void;
  servers(): readonly ServerView[];
  settings(): TrafficSettings;
  sessions(): Iterable<LedgerRecord>;
  /** Has what somebody else counts told with the rest. */
  addCounters(source: CounterSource): void;
  /** What time alone changes; to be called about once a second where requests do not come by here. */
  tidy(): void;
  /** There is one watcher at most. */
  watch(watcher: OfficeWatcher): void;
}

/** What the traffic itself does for it. */
export type OfficeWork = { readonly tidy: () => void; readonly watch: (watcher: OfficeWatcher) => void };

/** Opens it over the context of the traffic. */
export function createOffice(context: TrafficContext, { tidy, watch }: OfficeWork): TrafficOffice {
  const { options, ledger, books } = context;
  const withServer = (id: ServerId) => context.table.byId.get(id);
  return {
    identity: {
      patterns: options.patterns,
      clusterKey: options.clusterKey,
      cookieName: options.cookieName,
    },
    begin(head, given) {
      tidy();
      return new TrafficExchange(context, head, given);
    },
    seenAt: (key, atMs) => ledger.seenAt(key, atMs),
    sessionEnded: (session) => books.sessionEnded(session),
    sessionFound: (key, server) => books.sessionFound(key, server),
    serverFailed(id, failure) {
      const server = withServer(id);
      if (server !== undefined) books.serverFailed(server, failure);
    },
    serverSucceeded(id) {
      const server = withServer(id);
      if (server !== undefined) books.serverSucceeded(server);
    },
    servers: () =>
      context.table.servers.map(({ server, health, admin, standing }) => ({
        server,
        health,
        admin,
        watched: standing.kind !== 'in' || standing.points > 0,
      })),
    settings: () => context.settings.given,
    sessions: () => ledger.records(),
    addCounters: (source) => context.others.push(source),
    tidy,
    watch,
  };
}
