// Application locks (sp_getapplock): who holds what, who waits in line. Locks live as long as their session.

import { canGrant, type LockMode, strongerMode } from './rules/lock-modes.ts';
import { waitUntil } from './wait.ts';

export type LockOwner = 'Session' | 'Transaction';

export type HeldLock = {
  readonly session: number;
  readonly resource: string;
  readonly owner: LockOwner;
  readonly mode: LockMode;
  /** How often it was asked for; it is free after as many releases. */
  readonly count: number;
};

export type LockRequest = Omit<HeldLock, 'count'> & {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

export type AppLocks = {
  /** 0 granted at once, 1 granted after waiting, -1 not granted in time; rejects with Cancelled. */
  acquire(request: LockRequest): Promise<0 | 1 | -1>;
  /** False where the session does not hold it. */
  release(session: number, resource: string, owner: LockOwner): boolean;
  /** Frees everything of a session, or only what its transaction owns. */
  releaseAll(session: number, owner?: LockOwner): void;
  held(): readonly HeldLock[];
};

type Waiter = { readonly request: LockRequest; readonly granted: () => void };

export function createAppLocks(): AppLocks {
  let held: readonly HeldLock[] = [];
  let line: readonly Waiter[] = [];
  const same = (lock: Omit<HeldLock, 'mode' | 'count'>) => (other: HeldLock) =>
    other.session === lock.session && other.resource === lock.resource && other.owner === lock.owner;

  function grant(request: LockRequest): boolean {
    const others = held.filter(
      (each) => each.resource === request.resource && each.session !== request.session,
    );
    const own = held.find(same(request));
    const mode = own ? strongerMode(own.mode, request.mode) : request.mode;
    if (
      !canGrant(
        mode,
        others.map((each) => each.mode),
      )
    )
      return false;
    const { session, resource, owner } = request;
    held = [
      ...held.filter((each) => each !== own),
      { session, resource, owner, mode, count: (own?.count ?? 0) + 1 },
    ];
    return true;
  }

  /** First come, first served: behind somebody who waits for the same resource nobody overtakes. */
  function serveLine(): void {
    const blocked = new Set<string>();
    for (const waiter of line) {
      const { resource } = waiter.request;
      if (blocked.has(resource) || !grant(waiter.request)) blocked.add(resource);
      else waiter.granted();
    }
  }

  function waitInLine(request: LockRequest): Promise<boolean> {
    const enter = (granted: () => void) => {
      const waiter = { request, granted };
      line = [...line, waiter];
      return () => {
        line = line.filter((each) => each !== waiter);
      };
    };
    return waitUntil(enter, request.timeoutMs, request.signal);
  }

  return {
    async acquire(request) {
      const waitedFor = line.some((each) => each.request.resource === request.resource);
      const holds = held.some(same(request));
      if ((!waitedFor || holds) && grant(request)) return 0;
      if (request.timeoutMs === 0) return -1;
      const inTime = await waitInLine(request).finally(serveLine);
      return inTime ? 1 : -1;
    },
    release(session, resource, owner) {
      const lock = held.find(same({ session, resource, owner }));
      if (!lock) return false;
      const rest = held.filter((each) => each !== lock);
      held = lock.count > 1 ? [...rest, { ...lock, count: lock.count - 1 }] : rest;
      serveLine();
      return true;
    },
    releaseAll(session, owner) {
      held = held.filter((each) => each.session !== session || (owner !== undefined && each.owner !== owner));
      serveLine();
    },
    held: () => held,
  };
}
