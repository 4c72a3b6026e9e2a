// A log-on decision as one log record: where, why, and how every candidate stood. Pure. A user's name is personal
// data and only there where the operator asked for it.

/** What is known of one decision; `server` undefined is "no server took it". */
export type LogOnDecision = {
  readonly requestId: string;
  readonly serverName: string | undefined;
  /** From a closed set, the same word as the label of the metric. */
  readonly because: string;
  readonly candidates: readonly {
    readonly name: string;
    /** Before this log-on. */
    readonly users: number;
    readonly health: string;
    readonly admin: string;
    /** Live requests failed there; `health` is `down` then. */
    readonly ejected: boolean;
    /** False where another log-on has to wait. */
    readonly open: boolean;
  }[];
  /** How long it waited for a place. */
  readonly waitedMs: number | undefined;
  readonly user: string | undefined;
};

export type LogOnEntry = {
  readonly event: 'log-on';
  readonly requestId: string;
  readonly server: string | null;
  readonly because: string;
  /** `CRM01:31 CRM02:30 CRM03:4(down)`. */
  readonly candidates: string;
  readonly waitedMs?: number;
  readonly user?: string;
};

/** The record of a decision. */
export function logOnEntry(decision: LogOnDecision, userNames: boolean): LogOnEntry {
  const { requestId, serverName, because, candidates, user, waitedMs } = decision;
  return {
    event: 'log-on',
    requestId,
    server: serverName ?? null,
    because,
    candidates: candidates.map(candidateText).join(' '),
    ...(waitedMs === undefined ? {} : { waitedMs }),
    ...(userNames && user !== undefined ? { user } : {}),
  };
}

/** Only what keeps a candidate from being chosen is named beside its users. */
function candidateText(candidate: LogOnDecision['candidates'][number]): string {
  const { name, users, health, admin, ejected, open } = candidate;
  const observed = ejected ? 'ejected' : health;
  const against = [
    ...(observed === 'up' ? [] : [observed]),
    ...(admin === 'in-service' ? [] : [admin]),
    ...(open ? [] : ['busy']),
  ];
  return `${name}:${users}${against.length > 0 ? `(${against.join(',')})` : ''}`;
}
