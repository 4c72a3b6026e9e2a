// Deciding as one with other Fairleads: what happens here is told, what happens there counts here as if it were our own.
// No sockets; who carries the events stands elsewhere.

import type { ServerId } from '../../cluster/model.ts';
import { type Ledger, lostSessions } from '../ledger.ts';
import type { Pass } from '../rules/gate.ts';
import type { Reservation, Tally } from '../rules/settle.ts';
import type { TrafficContext } from '../traffic-context.ts';
import type { TrafficServer } from '../traffic-server.ts';
import { createGoneSessions, type GoneSessions } from './gone-sessions.ts';
import type { PeerEvent, TrafficPeers } from './peer-event.ts';
import { watchedLedger, watchedTally } from './watched.ts';

/** A log-on of another Fairlead that is under way. */
type Foreign = {
  readonly server: TrafficServer;
  readonly reservation: Reservation;
  readonly pass: Pass | undefined;
};

/** Who is told, and what is put around ledger and tallies for it; made before the context is. */
export type PeerTelling = {
  ledger(ledger: Ledger): Ledger;
  tally(server: ServerId, tally: Tally): Tally;
  /** Runs `work` without telling of what it does. */
  quietly(work: () => void): void;
  watch(listener: (event: PeerEvent) => void): void;
  /** Own log-ons under way. */
  open(): IterableIterator<PeerEvent>;
  readonly gone: GoneSessions;
};

/** `idleMs`: after it nobody believes in a session any more. */
export function createPeerTelling(nowMs: () => number, idleMs: number): PeerTelling {
  const gone = createGoneSessions(idleMs);
  const open = new Map<number, PeerEvent>();
  let listener: ((event: PeerEvent) => void) | undefined;
  let quiet = false;
  let last = 0;
  const tell = (event: PeerEvent) => {
    if (quiet) return;
    if (event.type === 'reserved') open.set(event.id, event);
    if (event.type === 'ended') open.delete(event.id);
    listener?.(event);
  };
  const numbers = {
    next() {
      last += 1;
      return last;
    },
  };
  return {
    ledger: (ledger) => watchedLedger(ledger, { tell, gone, nowMs }),
    tally: (server, tally) => watchedTally(tally, server, { tell, numbers }),
    quietly(work) {
      quiet = true;
      try {
        work();
      } finally {
        quiet = false;
      }
    },
    watch(next) {
      listener = next;
    },
    open: () => open.values(),
    gone,
  };
}

/** `onChange`: what decisions look at has changed. */
export function createTrafficPeers(
  context: TrafficContext,
  telling: PeerTelling,
  onChange: () => void,
): TrafficPeers {
  const foreign = new Map<string, Map<number, Foreign>>();
  const ofPeer = (peer: string) => {
    const found = foreign.get(peer) ?? new Map<number, Foreign>();
    foreign.set(peer, found);
    return found;
  };
  return {
    watch: telling.watch,
    hear(peer, events) {
      telling.quietly(() => {
        for (const event of events) {
          if (!isOutdated(event, telling.gone)) hearOne(context, ofPeer(peer), event);
        }
      });
      onChange();
    },
    lost(peer) {
      telling.quietly(() => {
        for (const { server, reservation, pass } of ofPeer(peer).values()) {
          server.tally.giveBack(reservation);
          if (pass !== undefined) server.gate.release(pass);
        }
      });
      foreign.delete(peer);
      onChange();
    },
    *whole() {
      for (const [key, atMs] of telling.gone.all(context.options.nowMs()))
        yield { type: 'session', key, server: undefined, atMs };
      for (const { key, server, lastSeenMs } of context.ledger.records())
        yield { type: 'session', key, server, atMs: lastSeenMs };
      yield* telling.open();
    },
  };
}

/** A session of which we know that it ended later: whoever tells of it was away. */
function isOutdated(event: PeerEvent, gone: GoneSessions): boolean {
  if (event.type !== 'session' || event.server === undefined) return false;
  const endedMs = gone.since(event.key);
  return endedMs !== undefined && event.atMs <= endedMs;
}

function hearOne(context: TrafficContext, open: Map<number, Foreign>, event: PeerEvent): void {
  const { table, ledger, options } = context;
  switch (event.type) {
    case 'reserved': {
      const server = table.byId.get(event.server);
      if (server === undefined || open.has(event.id)) return;
      const reservation = event.untold
        ? server.tally.reserveUntold(event.atMs)
        : server.tally.reserve(event.atMs);
      open.set(event.id, {
        server,
        reservation,
        pass: event.untold ? undefined : server.gate.take(event.atMs),
      });
      return;
    }
    case 'ended': {
      const held = open.get(event.id);
      if (held === undefined) return;
      open.delete(event.id);
      endForeign(held, event, options.nowMs());
      return;
    }
    case 'log-off':
      table.byId.get(event.server)?.tally.logOff(event);
      return;
    case 'session':
      hearSession(ledger, event, options.nowMs());
      return;
    case 'seen':
      ledger.seenAt(event.key, Math.min(event.atMs, options.nowMs()));
  }
}

function endForeign(
  { server, reservation, pass }: Foreign,
  { succeeded, atMs }: Extract<PeerEvent, { type: 'ended' }>,
  nowMs: number,
): void {
  if (succeeded) server.tally.succeed(reservation, atMs);
  else server.tally.giveBack(reservation);
  if (pass === undefined) return;
  server.gate.answered(pass, nowMs);
  server.gate.finished(pass, succeeded, nowMs);
}

/** A session that was seen here later than what is told of it stays as it is. */
function hearSession(
  ledger: Ledger,
  { key, server, atMs }: Extract<PeerEvent, { type: 'session' }>,
  nowMs: number,
): void {
  if (server === undefined) {
    ledger.forget(key);
    return;
  }
  const toldMs = Math.min(atMs, nowMs);
  const known = ledger.whereIs(key);
  // Whoever tells of a session from before its loss was away.
  if (known === lostSessions && toldMs <= (ledger.seenBefore(key) ?? toldMs)) return;
  if (known === server) ledger.seenAt(key, toldMs);
  else ledger.learn(key, server, toldMs);
}
