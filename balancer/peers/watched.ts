// Ledger and tally with somebody who hears of every change that others must know of. Adds nothing to what they do.

import type { ServerId } from '../../cluster/model.ts';
import type { Ledger, LedgerKey } from '../ledger.ts';
import type { Reservation, Tally } from '../rules/settle.ts';
import type { GoneSessions } from './gone-sessions.ts';
import type { PeerEvent } from './peer-event.ts';

type Tell = (event: PeerEvent) => void;

/**
 * The same ledger. That a session goes on is told as often as the ledger finds it worth keeping, so that it does not
 * look idle elsewhere. One that was merely not seen for long is not told to be gone: another Fairlead may see it.
 */
export function watchedLedger(
  ledger: Ledger,
  { tell, gone, nowMs }: { readonly tell: Tell; readonly gone: GoneSessions; readonly nowMs: () => number },
): Ledger {
  const seen = (key: LedgerKey, atMs: number, versionBefore: number) => {
    if (ledger.version() !== versionBefore) tell({ type: 'seen', key, atMs });
  };
  return {
    ...ledger,
    find(key, atMs) {
      const before = ledger.version();
      const server = ledger.find(key, atMs);
      if (server !== undefined) seen(key, atMs, before);
      return server;
    },
    seenAt(key, atMs) {
      const before = ledger.version();
      ledger.seenAt(key, atMs);
      seen(key, atMs, before);
    },
    learn(key, server, atMs) {
      gone.back(key);
      ledger.learn(key, server, atMs);
      tell({ type: 'session', key, server, atMs });
    },
    forget(key) {
      const forgotten = ledger.forget(key);
      if (forgotten === undefined) return undefined;
      const atMs = nowMs();
      gone.add(key, atMs);
      tell({ type: 'session', key, server: undefined, atMs });
      return forgotten;
    },
  };
}

/** Numbers of reservations, for all servers. */
export type Numbers = { next(): number };

/** The same tally of one server. */
export function watchedTally(
  tally: Tally,
  server: ServerId,
  { tell, numbers }: { readonly tell: Tell; readonly numbers: Numbers },
): Tally {
  const ids = new WeakMap<Reservation, number>();
  const told = (reservation: Reservation) => {
    const id = numbers.next();
    ids.set(reservation, id);
    const { untold, decidedAtMs: atMs } = reservation;
    tell({ type: 'reserved', id, server, untold, atMs });
    return reservation;
  };
  const ended = (reservation: Reservation, succeeded: boolean, atMs: number) => {
    const id = ids.get(reservation);
    if (id !== undefined) tell({ type: 'ended', id, succeeded, atMs });
  };
  return {
    ...tally,
    reserve: (nowMs) => told(tally.reserve(nowMs)),
    reserveUntold: (nowMs) => told(tally.reserveUntold(nowMs)),
    succeed(reservation, nowMs) {
      const first = reservation.state === 'under-way';
      tally.succeed(reservation, nowMs);
      if (first) ended(reservation, true, nowMs);
    },
    giveBack(reservation) {
      const first = reservation.state === 'under-way';
      tally.giveBack(reservation);
      if (first) ended(reservation, false, reservation.decidedAtMs);
    },
    logOff(logOff) {
      tally.logOff(logOff);
      tell({ type: 'log-off', server, ...logOff });
    },
  };
}
