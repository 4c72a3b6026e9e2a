// Which of two entries for one server holds: the later wish, whoever keeps it. Pure.

import type { Wanted, WantedEntry } from '../entry.ts';

/** Takes over every entry that is newer; an entry is never lost because the others do not know it. */
export function merged(own: Wanted, others: readonly WantedEntry[]): Wanted {
  const byServer = new Map(own.entries.map((each) => [each.server, each]));
  for (const other of others) {
    const known = byServer.get(other.server);
    if (known === undefined || isNewer(other, known)) byServer.set(other.server, other);
  }
  return { ...own, entries: [...byServer.values()] };
}

/** The same set with one entry in place of the server's old one. */
export function withEntry(own: Wanted, entry: WantedEntry): Wanted {
  const others = own.entries.filter((each) => each.server !== entry.server);
  return { ...own, entries: [...others, entry] };
}

/** A new wish as it is kept: later than the one before it, whatever the clock of whoever made that one said. */
export function superseding(own: Wanted, entry: WantedEntry): WantedEntry {
  const before = own.entries.find((each) => each.server === entry.server);
  if (before === undefined || entry.admin.sinceMs > before.admin.sinceMs) return entry;
  return { ...entry, admin: { ...entry.admin, sinceMs: before.admin.sinceMs + 1 } };
}

/**
 * By time, then by name, so that everybody comes to the same answer; of one wish the drain that has ended holds, and of
 * two ends the earlier.
 */
export function isNewer(one: WantedEntry, other: WantedEntry): boolean {
  if (one.admin.sinceMs !== other.admin.sinceMs) return one.admin.sinceMs > other.admin.sinceMs;
  const [by = '', otherBy = ''] = [one.admin.by, other.admin.by];
  if (by !== otherBy) return by > otherBy;
  return endedAtMs(one) < endedAtMs(other);
}

const endedAtMs = ({ drain }: WantedEntry) => drain?.end?.atMs ?? Number.POSITIVE_INFINITY;
