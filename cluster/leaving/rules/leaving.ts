// Servers that were taken out of the list while they had people: who still counts as leaving, and for how long. Pure.

import type { Server, ServerId } from '../../model.ts';

/** A server that is not in the list any more; its sessions go on there. */
export type LeavingServer = {
  readonly server: Server;
  /** When it was missed in the list. */
  readonly sinceMs: number;
  /** Whoever is on it then is sent to another server. */
  readonly untilMs: number;
};

/** What is known of one server's use. */
export type Use = { readonly sessions: number; readonly requests: number };

export type ListChange = {
  /** Servers of the list before, and of the new one. */
  readonly before: readonly Server[];
  readonly now: readonly Server[];
  readonly nowMs: number;
  readonly graceMs: number;
  /** A server that is down has lost its sessions (F2): there is nothing to wait for. */
  readonly isDown: (id: ServerId) => boolean;
};

/**
 * Who leaves once the list has changed: those missing from it, and those that left before and have not come back. One
 * whose address another server has taken is not kept: its requests would reach that one.
 */
export function afterListChange(
  leaving: readonly LeavingServer[],
  { before, now, nowMs, graceMs, isDown }: ListChange,
): readonly LeavingServer[] {
  const listed = new Set(now.map(({ id }) => id));
  const origins = new Set(now.map(({ origin }) => origin));
  const known = new Set(leaving.map(({ server }) => server.id));
  const fresh = before
    .filter(({ id }) => !listed.has(id) && !known.has(id) && !isDown(id))
    .map((server) => ({ server, sinceMs: nowMs, untilMs: nowMs + graceMs }));
  return [...leaving, ...fresh].filter(
    ({ server, untilMs }) => !listed.has(server.id) && !origins.has(server.origin) && untilMs > nowMs,
  );
}

/** Who is still leaving: neither empty nor over its time. Gives back the same list where nobody has left. */
export function stillLeaving(
  leaving: readonly LeavingServer[],
  useOf: (id: ServerId) => Use,
  nowMs: number,
): readonly LeavingServer[] {
  const stay = leaving.filter(({ server, untilMs }) => {
    const { sessions, requests } = useOf(server.id);
    return untilMs > nowMs && sessions + requests > 0;
  });
  return stay.length === leaving.length ? leaving : stay;
}
