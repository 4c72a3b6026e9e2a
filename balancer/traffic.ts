// The deciding half of the balancer, joined: rules, ledger, affinity, counters behind the interface that engines
// know. No await and no I/O on a request's way; what is new of the world comes in through the setters.

import type { AdminState, Health, ServerId } from '../cluster/model.ts';
import { createAffinity } from './affinity.ts';
import { BalancerError } from './errors.ts';
import { createLedger, type LedgerKey } from './ledger.ts';
import { openLedgerStore } from './ledger-store.ts';
import { createPeerTelling, createTrafficPeers, type PeerTelling } from './peers/traffic-peers.ts';
import { compilePatterns, type Patterns } from './rules/patterns.ts';
import { summaryOf } from './rules/sessions-summary.ts';
import { testerPath } from './tester-tokens.ts';
import { type BooksWatcher, createBooks } from './traffic-books.ts';
import { emptyTable, nextTable, readySettings, type TrafficContext } from './traffic-context.ts';
import type { Traffic } from './traffic-contract.ts';
import { createSharedCounters } from './traffic-counters.ts';
import { TrafficExchange } from './traffic-exchange.ts';
import { createOffice, type OfficeWatcher } from './traffic-office.ts';
import { createLogOnQueue } from './traffic-queue.ts';
import { releaseRedirected } from './traffic-redirect.ts';
import { summedCounters, summedLoads } from './traffic-sums.ts';
import { reviewDoubt, troubleNotices } from './traffic-trouble.ts';
import type { LostSession, SessionsView, StormView, TrafficOptions } from './traffic-types.ts';

const usualLedgerCapacity = 100_000;
const ledgerSaveMs = 30_000;
const tidyMs = 1000;

/**
 * Makes the rules of traffic. Before the first topology every request gets our page.
 * Throws a BalancerError where patterns or settings cannot be used. Reads the kept ledger at once.
 */
export function createTraffic(options: TrafficOptions): Traffic {
  const watchers = createWatchers();
  const telling = createPeerTelling(options.nowMs, options.patterns.session.idleMinutes * 60_000);
  const context = createContext(options, watchers, telling);
  const health = new Map<ServerId, Health['state']>();
  const wanted = new Map<ServerId, AdminState>();
  const store = openStore(context);
  const { tidy, review } = createUpkeep(context, watchers.changed);

  return {
    begin(head) {
      const nowMs = options.nowMs();
      tidy(nowMs);
      return new TrafficExchange(context, head, { startedMs: nowMs });
    },
    setTopology(topology) {
      context.table = nextTable(topology, context.table, {
        observed: { health, admin: wordsOf(wanted), wanted },
        ledger: context.ledger,
        storm: () => context.settings.storm,
        tallyOf: telling.tally,
        nowMs: options.nowMs(),
        tiesFrom: options.tiesFrom,
      });
      review();
    },
    setHealth(id, next) {
      health.set(id, next.state);
      context.table.byId.get(id)?.observe(next.state, options.nowMs());
      review();
    },
    setAdminState(id, next) {
      wanted.set(id, next);
      context.table.byId.get(id)?.want(wordOf(next), options.nowMs(), next);
      review();
    },
    setCold: (id) => void context.table.byId.get(id)?.gate.cool(options.nowMs()),
    setLock(lock) {
      context.lock = lock;
      context.queue.serve();
    },
    ...warmingOf(context, { watchers, review }),
    setCounts(counts) {
      for (const server of context.table.servers) server.settle(counts);
      context.queue.serve();
    },
    setSettings(settings) {
      context.settings = readySettings(settings);
      review();
    },
    loads() {
      tidy(options.nowMs());
      return summedLoads(context);
    },
    sessionsOf: (id, idleAfterMs) => sessionsView(context, id, idleAfterMs),
    testerLink: (pass) => testerPath + context.affinity.testers.tokenOf(pass),
    counters: () => summedCounters(context),
    storm() {
      tidy(options.nowMs());
      return stormView(context);
    },
    notices: () => troubleNotices(context),
    peers: createTrafficPeers(context, telling, review),
    office: createOffice(context, { tidy: () => tidy(options.nowMs()), watch: watchers.watch }),
    async close() {
      context.queue.close();
      await store?.close();
    },
  };
}

/** What has to be done once a second, and what after each change of who may serve. */
function createUpkeep(context: TrafficContext, changed: () => void) {
  let nextTidyMs = Number.NEGATIVE_INFINITY;
  const review = () => {
    reviewDoubt(context);
    changed();
    context.queue.serve();
  };
  const tidy = (nowMs: number) => {
    // A clock that was set back must not stop the tidying.
    if (nowMs < nextTidyMs && nextTidyMs - nowMs <= tidyMs) return;
    nextTidyMs = nowMs + tidyMs;
    context.ledger.sweep(nowMs);
    releaseRedirected(context, nowMs);
    for (const server of context.table.servers) {
      server.releaseUnseen(nowMs);
      server.retry(nowMs);
    }
    review();
  };
  return { tidy, review };
}

/** Nothing that is known of it keeps anybody from a server of which nobody knows what is wanted. */
function wordOf({ state }: AdminState): AdminState['state'] {
  return state === 'unknown' ? 'in-service' : state;
}

function wordsOf(wanted: ReadonlyMap<ServerId, AdminState>): ReadonlyMap<ServerId, AdminState['state']> {
  return new Map([...wanted].map(([id, state]) => [id, wordOf(state)]));
}

type WarmingWork = { readonly watchers: Watchers; readonly review: () => void };

/** What others say of a server that has restarted, and what it shows of its sessions. */
function warmingOf(context: TrafficContext, { watchers, review }: WarmingWork) {
  const { options, ledger, queue } = context;
  return {
    /** Two may prepare a server at once; it takes log-ons again when the last of them has done. */
    setWarming(id: ServerId, warming: boolean, by = 'somebody') {
      const server = context.table.byId.get(id);
      if (warming) server?.warmedBy.add(by);
      else server?.warmedBy.delete(by);
      review();
    },
    setWarm(id: ServerId) {
      context.table.byId.get(id)?.gate.warmed(options.nowMs());
      queue.serve();
    },
    onSessionLost: watchers.onLost,
    loseSessions(id: ServerId, learnedByMs: number) {
      const nowMs = options.nowMs();
      const tally = context.table.byId.get(id)?.tally;
      for (const { previousMs } of ledger.lose(id, learnedByMs, nowMs))
        tally?.logOff({ begunAtMs: previousMs, endedAtMs: nowMs });
    },
    keptSince: (id: ServerId, sinceMs: number) => ledger.keptSince(id, sinceMs),
  };
}

type Watchers = ReturnType<typeof createWatchers>;

/** Nobody is told while nobody watches. */
function createWatchers() {
  let watcher: OfficeWatcher | undefined;
  const losses = new Set<(session: LostSession) => void>();
  return {
    lost(session: LostSession) {
      for (const listener of losses) listener(session);
    },
    onLost(listener: (session: LostSession) => void) {
      losses.add(listener);
      return () => void losses.delete(listener);
    },
    changed: () => watcher?.changed(),
    session: (key: LedgerKey, server: ServerId | undefined) => watcher?.session(key, server),
    watch(next: OfficeWatcher) {
      watcher = next;
    },
  };
}

function createContext(
  options: TrafficOptions,
  watchers: OfficeWatcher & BooksWatcher,
  telling: PeerTelling,
): TrafficContext {
  const patterns = compile(options);
  const context: Omit<TrafficContext, 'queue' | 'books'> = {
    options,
    patterns,
    affinity: createAffinity(options.clusterKey),
    ledger: telling.ledger(
      createLedger({
        clusterKey: options.clusterKey,
        idleMs: patterns.idleMs,
        capacity: options.ledgerCapacity ?? usualLedgerCapacity,
        onExpire: (server, nowMs) => context.table.byId.get(server)?.expire(nowMs),
        onChange: watchers.session,
      }),
    ),
    counters: createSharedCounters(),
    settings: readySettings(options.settings),
    table: emptyTable,
    lock: undefined,
    redirected: [],
    others: [],
  };
  const queued = Object.assign(context, { queue: createLogOnQueue(context) });
  // The books write into the context that they stand in.
  const whole = queued as typeof queued & Pick<TrafficContext, 'books'>;
  return Object.assign(whole, { books: createBooks(whole, watchers) });
}

function sessionsView(
  { ledger, table, options }: TrafficContext,
  id: ServerId,
  idleAfterMs: number,
): SessionsView {
  const summary = summaryOf(ledger.records(), id, options.nowMs() - idleAfterMs);
  return { ...summary, letGo: table.byId.get(id)?.letGo ?? 0 };
}

function stormView({ table, queue, settings, options }: TrafficContext): StormView {
  const nowMs = options.nowMs();
  return {
    waiting: queue.waiting(),
    queueLength: settings.storm.queueLength,
    oldestMs: queue.oldestMs(),
    servers: new Map(table.servers.map((each) => [each.server.id, each.guard(nowMs)])),
  };
}

function compile(options: TrafficOptions): Patterns {
  try {
    return compilePatterns(options.patterns);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BalancerError(`an expression of the CRM profile cannot be used: ${why}`, {
      code: 'BAL_PROFILE',
      cause,
    });
  }
}

function openStore(context: TrafficContext) {
  const { ledgerFolder, clusterKey, nowMs, onProblem } = context.options;
  if (ledgerFolder === undefined) return undefined;
  const { ledger } = context;
  return openLedgerStore({
    folder: ledgerFolder,
    clusterKey,
    ledger,
    intervalMs: ledgerSaveMs,
    nowMs,
    onProblem,
  });
}
