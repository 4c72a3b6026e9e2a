// The sessions in the memory of one simulated server (F2): opened by a log-on, used by pages, ended or lost.

import type { CrmBehaviour } from './behaviour.ts';
import type { CrmHooks, CrmStore } from './model.ts';
import type { SessionRegistry } from './registry.ts';
import type { KnownUser } from './rules/log-on.ts';
import {
  isIdle,
  judgeUse,
  type Session,
  type SessionKind,
  type SessionVerdict,
  sidFrom,
} from './rules/session.ts';

export type SessionsOptions = {
  readonly server: string;
  readonly behaviour: () => CrmBehaviour;
  readonly store: CrmStore;
  readonly registry: SessionRegistry;
  readonly hooks: CrmHooks;
  readonly nowMs: () => number;
  readonly random: () => number;
};

/** What a request shows of itself. */
export type SessionClaim = {
  readonly sid: string | undefined;
  readonly kind: SessionKind;
  readonly address: string;
  readonly cookie: string | undefined;
};

export type FoundSession =
  | { readonly verdict: 'valid'; readonly session: Session }
  | { readonly verdict: Exclude<SessionVerdict, 'valid'> };

export type Sessions = {
  /** Begins a session and writes the log-on into the store; the answer goes out only after this. */
  open(user: KnownUser, kind: SessionKind, address: string): Session;
  /** The session of a request, kept alive by it. */
  use(claim: SessionClaim): FoundSession;
  end(session: Session, how: 'Kicked' | 'Manual' | 'Timed Out'): void;
  /** All sessions at once, as a recycle drops them: nobody is logged off, they are just gone. */
  dropAll(): void;
  /** Ends those that were idle for too long. */
  sweep(): void;
  bySid(sid: string): Session | undefined;
  list(): readonly Session[];
  count(): number;
};

/** A server without sessions. */
export function createSessions(options: SessionsOptions): Sessions {
  const { server, behaviour, store, registry, hooks, nowMs } = options;
  const sessions = new Map<string, Session>();

  function end(session: Session, how: 'Kicked' | 'Manual' | 'Timed Out'): void {
    const here = sessions.delete(session.sid);
    registry.remove(session);
    if (session.activityId !== undefined) store.recordLogOff(session.activityId, how, nowMs());
    if (!here) return; // Lost long ago, and only its row was still open.
    hooks.onSessionEnd?.({ server, user: session.logOn.toLowerCase(), how, atMs: nowMs() });
  }

  function lose(session: Session): void {
    if (!behaviour().alreadyOnAfterLoss) registry.remove(session);
    if (behaviour().closesActivityOnRecycle && session.activityId !== undefined)
      store.recordLogOff(session.activityId, 'Unknown', nowMs());
    hooks.onSessionEnd?.({ server, user: session.logOn.toLowerCase(), how: 'Lost', atMs: nowMs() });
  }

  return {
    open(user, kind, address) {
      const session = makeSession(options, { user, kind, address });
      sessions.set(session.sid, session);
      registry.add(session, end);
      return session;
    },
    use({ sid, kind, address, cookie }) {
      const mine = sessions.get(sid ?? '');
      const session = mine ?? (behaviour().sidsAreLocal ? undefined : registry.find(sid ?? ''));
      const { idleMinutes, ipAddressChecking: checkAddress } = behaviour();
      const known = session?.kind === kind ? session : undefined;
      const verdict = judgeUse(known, { nowMs: nowMs(), idleMinutes, checkAddress, address, cookie });
      if (verdict === 'timed-out' && mine) end(mine, 'Timed Out');
      if (verdict !== 'valid' || !known) return { verdict: verdict === 'valid' ? 'lost' : verdict };
      known.lastSeenMs = nowMs();
      return { verdict, session: known };
    },
    end,
    dropAll() {
      const lost = [...sessions.values()];
      sessions.clear();
      for (const session of lost) lose(session);
    },
    sweep() {
      for (const session of [...sessions.values()])
        if (isIdle(session, nowMs(), behaviour().idleMinutes)) end(session, 'Timed Out');
    },
    bySid: (sid) => sessions.get(sid),
    list: () => [...sessions.values()],
    count: () => sessions.size,
  };
}

type NewSession = { readonly user: KnownUser; readonly kind: SessionKind; readonly address: string };

function makeSession(options: SessionsOptions, { user, kind, address }: NewSession): Session {
  const { server, behaviour, store, registry, nowMs, random } = options;
  const { sidDigits, browserSessionCookie, soapLogOnsRecorded } = behaviour();
  let sid = sidFrom(random, sidDigits);
  for (let tries = 0; registry.find(sid) && tries < 100; tries += 1) sid = sidFrom(random, sidDigits);
  const recorded = kind === 'browser' || soapLogOnsRecorded;
  return {
    sid,
    kind,
    server,
    userId: user.id,
    logOn: user.logOn,
    activityId: recorded ? store.recordLogOn(user.id, server, nowMs()) : undefined,
    address,
    cookie: kind === 'browser' && browserSessionCookie ? sidFrom(random, 20) : undefined,
    startedAtMs: nowMs(),
    lastSeenMs: nowMs(),
    cursor: undefined,
  };
}
