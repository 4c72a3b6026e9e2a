// What exchanges write down that concerns more than themselves: where sessions live, when they end, which server fails.
// One book for all: a worker's exchanges write through to it.

import { lostSessions } from './ledger.ts';
import type { Books, TrafficContext } from './traffic-context.ts';
import { serverFailed, serverSucceeded } from './traffic-trouble.ts';
import type { LostSession } from './traffic-types.ts';

/** Who wants to be told. */
export type BooksWatcher = {
  /** What decisions look at may have changed. */
  changed(): void;
  lost(session: LostSession): void;
};

/** The books of the traffic itself. */
export function createBooks(context: TrafficContext, watcher: BooksWatcher): Books {
  const { ledger, options } = context;
  return {
    sessionEnded({ key, toldBy, logsOff, startedMs, endedMs }) {
      // Whatever else comes with it is to be sent where the first one was.
      if (ledger.whereIs(key) === lostSessions) return;
      const forgotten = ledger.forget(key);
      // Only a session that was counted is taken off, and only once however many of its pages say so.
      if (forgotten === undefined) return;
      const begunAtMs = logsOff ? startedMs : Math.min(startedMs, forgotten.previousMs);
      context.table.byId.get(forgotten.server)?.tally.logOff({ begunAtMs, endedAtMs: endedMs });
      const { server, learnedMs } = forgotten;
      // What another server does not know says nothing about the one that had it.
      if (!logsOff && toldBy === server) watcher.lost({ server, atMs: endedMs, learnedMs });
    },
    sessionFound(key, server) {
      const nowMs = options.nowMs();
      if (ledger.find(key, nowMs) !== server) ledger.learn(key, server, nowMs);
    },
    serverFailed(server, failure) {
      serverFailed(context, server, failure);
      watcher.changed();
    },
    serverSucceeded(server) {
      serverSucceeded(context, server);
      watcher.changed();
    },
  };
}
