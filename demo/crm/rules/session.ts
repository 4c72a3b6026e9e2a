// What a session is, and whether a request may use it (F2, F3). Decides, changes nothing.

export type SessionKind = 'browser' | 'web-service';

/** A session in the memory of one simulated server. */
export type Session = {
  readonly sid: string;
  readonly kind: SessionKind;
  readonly server: string;
  readonly userId: number;
  readonly logOn: string;
  /** Row of the log-on in the store; undefined where the switch says that none is written. */
  readonly activityId: number | undefined;
  /** Address of the client as this server saw it at log-on. */
  readonly address: string;
  /** Value of the browser-session cookie; undefined while that option is off. */
  readonly cookie: string | undefined;
  readonly startedAtMs: number;
  lastSeenMs: number;
  /** Where the running web-service query stands; in this server's memory only (F3). */
  cursor: { readonly entity: string; readonly next: number } | undefined;
};

export type SessionUse = {
  readonly nowMs: number;
  readonly idleMinutes: number;
  readonly checkAddress: boolean;
  readonly address: string;
  readonly cookie: string | undefined;
};

export type SessionVerdict = 'valid' | 'lost' | 'timed-out' | 'address-mismatch';

/** May this request use the session? An idle one is `timed-out`, one without its browser cookie is `lost`. */
export function judgeUse(session: Session | undefined, use: SessionUse): SessionVerdict {
  if (!session) return 'lost';
  if (isIdle(session, use.nowMs, use.idleMinutes)) return 'timed-out';
  if (session.cookie !== undefined && session.cookie !== use.cookie) return 'lost';
  if (use.checkAddress && session.address !== use.address) return 'address-mismatch';
  return 'valid';
}

/** Nothing was heard of the session for longer than the idle time-out. */
export function isIdle(session: Session, nowMs: number, idleMinutes: number): boolean {
  return nowMs - session.lastSeenMs > idleMinutes * 60_000;
}

/** `digits` decimal digits, the first not 0; `random` gives numbers in [0, 1). */
export function sidFrom(random: () => number, digits: number): string {
  const digit = (from: number) => String(from + Math.floor(random() * (10 - from)));
  return digit(1) + Array.from({ length: digits - 1 }, () => digit(0)).join('');
}
