// Which session is on which server and when it was last seen. Session ids are kept hashed with a key, so that
// neither memory nor disk gives one away. Bounded; every operation is O(1). The disk is ledger-store.ts.

import { createHmac, hash } from 'node:crypto';
import type { ServerId } from '../cluster/model.ts';

/** In the place of a server: that of a session which its server has lost, though nobody has asked for it since. */
export const lostSessions = 'lost';

/** A hashed session id. */
export type LedgerKey = string;

/** A worker and whoever goes on with its request see a session at the same moment: that counts once. */
type LedgerEntry = {
  readonly server: ServerId;
  readonly learnedMs: number;
  lastSeenMs: number;
  previousMs: number;
  queuedMs: number;
};

/** A session that is no more; `previousMs` is when it was seen before the last time, `learnedMs` the first time. */
export type ForgottenSession = {
  readonly server: ServerId;
  readonly previousMs: number;
  readonly learnedMs: number;
};

/** Sessions that a server had before some time and still has: all of them, and those seen since. */
export type KeptSessions = { readonly all: number; readonly seen: number };

/** One entry as it is kept on disk. */
export type LedgerRecord = {
  readonly key: LedgerKey;
  readonly server: ServerId;
  readonly lastSeenMs: number;
};

export type LedgerOptions = {
  readonly clusterKey: string;
  readonly idleMs: number;
  /** The longest unseen session goes when there are more. */
  readonly capacity: number;
  /** A session was not seen for the idle time. */
  readonly onExpire: (server: ServerId, nowMs: number) => void;
  /** A session is on that server from now on, or (undefined) on none. Told after the fact, each time. */
  readonly onChange?: ((key: LedgerKey, server: ServerId | undefined) => void) | undefined;
};

export interface Ledger {
  keyOf(sid: string): LedgerKey;
  /** The server of a session, which is seen thereby. */
  find(key: LedgerKey, nowMs: number): ServerId | undefined;
  /** The server of a session, which is not seen thereby. */
  whereIs(key: LedgerKey): ServerId | undefined;
  /** When a session was seen before the last time; undefined where it is not known. */
  seenBefore(key: LedgerKey): number | undefined;
  learn(key: LedgerKey, server: ServerId, nowMs: number): void;
  /** A session was seen some time ago, perhaps before it was last seen here. */
  seenAt(key: LedgerKey, atMs: number): void;
  /** Undefined where it was not known. */
  forget(key: LedgerKey): ForgottenSession | undefined;
  /** The server has lost every session first seen up to then. Walks through all sessions. */
  lose(server: ServerId, learnedByMs: number, nowMs: number): readonly ForgottenSession[];
  /** Walks through all sessions: not for a request's way. */
  keptSince(server: ServerId, sinceMs: number): KeptSessions;
  /** Sessions on a server. */
  count(server: ServerId): number;
  size(): number;
  /** Lets sessions go that were not seen for the idle time; to be called about once a second. */
  sweep(nowMs: number): void;
  records(): IterableIterator<LedgerRecord>;
  /** Takes over records kept on disk, oldest first; those too old are left out. */
  restore(records: Iterable<LedgerRecord>, nowMs: number): void;
  /** Rises with each change that is worth keeping. */
  version(): number;
}

const keyLength = 22;
const rememberedKeys = 1024;
/** A sweep never takes longer than this many entries. */
const sweptAtOnce = 2000;

/**
 * An empty ledger. Its order is that of being seen, but for entries seen again within the slack: moving an entry at
 * each request would cost more than a few seconds' precision is worth.
 */
export function createLedger(options: LedgerOptions): Ledger {
  const { idleMs, capacity, onExpire, onChange } = options;
  const entries = new Map<LedgerKey, LedgerEntry>();
  const counts = createCounts();
  const keys = createKeys(options.clusterKey);
  const slackMs = Math.min(30_000, idleMs / 16);
  let version = 0;

  function remove(key: LedgerKey, entry: LedgerEntry) {
    entries.delete(key);
    counts.add(entry.server, -1);
    version += 1;
    onChange?.(key, undefined);
  }

  function see(key: LedgerKey, entry: LedgerEntry, nowMs: number) {
    if (nowMs !== entry.lastSeenMs) entry.previousMs = entry.lastSeenMs;
    entry.lastSeenMs = nowMs;
    if (nowMs - entry.queuedMs < slackMs) return;
    entry.queuedMs = nowMs;
    moveToEnd(entries, key, entry);
    version += 1;
  }

  const forget = (key: LedgerKey) => {
    const entry = entries.get(key);
    if (entry) remove(key, entry);
    return entry;
  };

  function learn(key: LedgerKey, server: ServerId, nowMs: number) {
    forget(key);
    for (const [oldest, entry] of entries) {
      if (entries.size < capacity) break;
      remove(oldest, entry);
    }
    entries.set(key, newEntry(server, nowMs));
    counts.add(server, 1);
    version += 1;
    onChange?.(key, server);
  }

  function sweep(nowMs: number) {
    keys.forget();
    let left = sweptAtOnce;
    for (const [key, entry] of entries) {
      if (left-- === 0 || nowMs - entry.queuedMs < idleMs) return;
      if (nowMs - entry.lastSeenMs < idleMs) {
        entry.queuedMs = entry.lastSeenMs;
        moveToEnd(entries, key, entry);
      } else {
        remove(key, entry);
        onExpire(entry.server, nowMs);
      }
    }
  }

  return {
    keyOf: keys.keyOf,
    find(key, nowMs) {
      const entry = entries.get(key);
      if (entry === undefined || nowMs - entry.lastSeenMs >= idleMs) return undefined;
      see(key, entry, nowMs);
      return entry.server;
    },
    whereIs: (key) => entries.get(key)?.server,
    seenBefore: (key) => entries.get(key)?.previousMs,
    learn,
    seenAt: (key, atMs) => isNewTo(entries.get(key), atMs) && see(key, entries.get(key) as LedgerEntry, atMs),
    forget,
    count: counts.of,
    size: () => entries.size,
    sweep,
    ...walksOf(entries, learn),
    restore(records, nowMs) {
      for (const each of youngOf(records, nowMs, idleMs)) learn(each.key, each.server, each.lastSeenMs);
    },
    version: () => version,
  };
}

function newEntry(server: ServerId, nowMs: number): LedgerEntry {
  return { server, learnedMs: nowMs, lastSeenMs: nowMs, previousMs: nowMs, queuedMs: nowMs };
}

/** What walks through all sessions. */
function walksOf(
  entries: ReadonlyMap<LedgerKey, LedgerEntry>,
  learn: Ledger['learn'],
): Pick<Ledger, 'records' | 'keptSince' | 'lose'> {
  return {
    records: () => recordsOf(entries),
    keptSince: (server, sinceMs) => keptOf(entries.values(), server, sinceMs),
    lose: losingOf(entries, learn),
  };
}

function losingOf(entries: ReadonlyMap<LedgerKey, LedgerEntry>, learn: Ledger['learn']): Ledger['lose'] {
  return (server, learnedByMs, nowMs) => {
    const lost = [...entries].filter(([, each]) => each.server === server && each.learnedMs <= learnedByMs);
    for (const [key] of lost) learn(key, lostSessions, nowMs);
    return lost.map(([, entry]) => entry);
  };
}

function keptOf(entries: Iterable<LedgerEntry>, server: ServerId, sinceMs: number): KeptSessions {
  let all = 0;
  let seen = 0;
  for (const entry of entries) {
    if (entry.server !== server || entry.learnedMs >= sinceMs) continue;
    all += 1;
    if (entry.lastSeenMs >= sinceMs) seen += 1;
  }
  return { all, seen };
}

function moveToEnd(entries: Map<LedgerKey, LedgerEntry>, key: LedgerKey, entry: LedgerEntry): void {
  entries.delete(key);
  entries.set(key, entry);
}

/** A browser asks for a page and all that is in it with one session id: it is hashed once for all of them. */
function createKeys(clusterKey: string) {
  const salt = createHmac('sha256', clusterKey).update('fairlead ledger 1').digest('base64url');
  const recent = new Map<string, LedgerKey>();
  return {
    keyOf(sid: string): LedgerKey {
      const known = recent.get(sid);
      if (known !== undefined) return known;
      const key = hash('sha256', salt + sid, 'base64url').slice(0, keyLength);
      if (recent.size >= rememberedKeys) recent.clear();
      recent.set(sid, key);
      return key;
    },
    /** Ids that are not hashed are kept for no longer than a moment. */
    forget: () => recent.clear(),
  };
}

function* recordsOf(entries: ReadonlyMap<LedgerKey, LedgerEntry>): IterableIterator<LedgerRecord> {
  for (const [key, { server, lastSeenMs }] of entries) yield { key, server, lastSeenMs };
}

/** False where it was seen after that time already, which is noted then. */
function isNewTo(entry: LedgerEntry | undefined, atMs: number): boolean {
  if (entry === undefined) return false;
  if (atMs < entry.lastSeenMs) entry.previousMs = Math.max(entry.previousMs, atMs);
  return atMs >= entry.lastSeenMs;
}

/** Those worth keeping. A clock that was set back must not keep an entry for ever. */
function youngOf(records: Iterable<LedgerRecord>, nowMs: number, idleMs: number) {
  return [...records]
    .filter(({ lastSeenMs }) => nowMs - lastSeenMs < idleMs)
    .map((record) => ({ ...record, lastSeenMs: Math.min(record.lastSeenMs, nowMs) }));
}

function createCounts() {
  const counts = new Map<ServerId, number>();
  return {
    add(server: ServerId, difference: number) {
      const count = (counts.get(server) ?? 0) + difference;
      if (count > 0) counts.set(server, count);
      else counts.delete(server);
    },
    of: (server: ServerId) => counts.get(server) ?? 0,
  };
}
