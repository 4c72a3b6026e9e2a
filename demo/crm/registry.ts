// Who is on in the whole simulated cluster: one browser and one web-service session a user (F2), and the wrong
// passwords of each. Shared by the servers of one cluster; knows no sockets.

import type { Session, SessionKind } from './rules/session.ts';

/** Sessions end on the server that has them; the registry only says which that is. */
export type SessionEnd = (session: Session, how: 'Kicked') => void;

export type SessionRegistry = {
  /** True where the user has a session of this kind on any server. */
  has(kind: SessionKind, userId: number): boolean;
  add(session: Session, end: SessionEnd): void;
  /** Ends the user's session of this kind wherever it is. */
  kick(kind: SessionKind, userId: number): void;
  remove(session: Session): void;
  /** The session of a SID whatever its server; for the switch `sidsAreLocal: false`. */
  find(sid: string): Session | undefined;
  /** Wrong passwords in a row. */
  failedBefore(userId: number): number;
  countFailure(userId: number): void;
  clearFailures(userId: number): void;
};

type Entry = { readonly session: Session; readonly end: SessionEnd };

/** A registry with nobody on. */
export function createSessionRegistry(): SessionRegistry {
  const byUser = new Map<string, Entry>();
  const bySid = new Map<string, Session>();
  const failures = new Map<number, number>();
  const key = (kind: SessionKind, userId: number) => `${kind}:${userId}`;
  return {
    has: (kind, userId) => byUser.has(key(kind, userId)),
    add(session, end) {
      byUser.set(key(session.kind, session.userId), { session, end });
      bySid.set(session.sid, session);
    },
    kick(kind, userId) {
      const entry = byUser.get(key(kind, userId));
      if (!entry) return;
      byUser.delete(key(kind, userId));
      bySid.delete(entry.session.sid);
      entry.end(entry.session, 'Kicked');
    },
    remove(session) {
      bySid.delete(session.sid);
      const mine = key(session.kind, session.userId);
      if (byUser.get(mine)?.session.sid === session.sid) byUser.delete(mine);
    },
    find: (sid) => bySid.get(sid),
    failedBefore: (userId) => failures.get(userId) ?? 0,
    countFailure: (userId) => void failures.set(userId, (failures.get(userId) ?? 0) + 1),
    clearFailures: (userId) => void failures.delete(userId),
  };
}
