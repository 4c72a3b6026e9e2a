// What becomes of a request whose session is on a server that is drained or in maintenance. Pure; whether there is
// another server for it is decide.ts.

import type { AdminState } from '../../cluster/model.ts';
import type { RequestKind } from './classify.ts';

/**
 * `stays`: with its server. `elsewhere`: another server can answer it as well, since no session is needed.
 * `answer`: its session has to end there, and we say so; the request goes to nobody.
 */
export type Parting = 'stays' | 'elsewhere' | 'answer';

/** What a parting depends on. */
export type Visit = {
  readonly kind: RequestKind;
  /** True where the request names a session. */
  readonly hasSession: boolean;
  /** Since the session was last seen before this request; Infinity where nobody saw it. */
  readonly idleMs: number;
};

/**
 * Under every policy a browser that comes to log on goes elsewhere, a log-off reaches its server, and static files do
 * not matter. What is tied by a cookie alone needs no session, as far as anybody knows.
 */
export function partingOf(wanted: AdminState, visit: Visit): Parting {
  switch (wanted.state) {
    case 'in-service':
    case 'unknown':
      return 'stays';
    case 'maintenance':
      return visit.hasSession && !isWithoutSession(visit.kind) ? 'answer' : 'elsewhere';
    case 'draining':
      return partingFromDrain(wanted, visit);
  }
}

type Draining = Extract<AdminState, { readonly state: 'draining' }>;

function partingFromDrain({ policy, idleLimitMs }: Draining, visit: Visit): Parting {
  const { kind, hasSession, idleMs } = visit;
  if (kind === 'start' || kind === 'log-on-page') return 'elsewhere';
  if (kind === 'static' || kind === 'log-off') return 'stays';
  switch (policy) {
    case 'finish':
      return 'stays';
    case 'no-extension':
      return hasSession && idleMs > (idleLimitMs ?? 0) ? 'answer' : 'stays';
    case 'now':
      return hasSession ? 'answer' : 'elsewhere';
  }
}

function isWithoutSession(kind: RequestKind): boolean {
  return kind === 'start' || kind === 'log-on-page' || kind === 'static';
}
