// Live requests that fail or succeed, as passive ejection sees them: which of them count, and what follows for the
// server. The rule itself is rules/ejection.ts.

import type { Notice } from '../cluster/model.ts';
import type { ExchangeEnd } from './engine.ts';
import {
  afterFailure,
  afterSuccess,
  type FailureWeight,
  isDoubted,
  isSound,
  type LiveFailure,
  mayEject,
} from './rules/ejection.ts';
import type { TrafficContext } from './traffic-context.ts';
import type { ReadRequest, RequestFacts } from './traffic-request.ts';
import type { TrafficServer } from './traffic-server.ts';

/** The check of a server in trouble is asked for no more often. */
const tellEveryMs = 1000;
const gatewayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);
/** Connections that were not made for reasons of our own (http1/errors.ts). */
const ownReasons: ReadonlySet<string> = new Set(['BAL_SERVER_BUSY', 'BAL_CLOSING']);

/** No connection could be made. */
export function connectionFailed(
  context: TrafficContext,
  server: TrafficServer,
  { code, startedMs }: { readonly code: string | undefined; readonly startedMs: number },
): void {
  if (code !== undefined && ownReasons.has(code)) return;
  context.books.serverFailed(server, { weight: 'gateway', startedMs });
}

/**
 * An exchange with a server is over. `status` is what the server said, 0 if nothing. Tomcat may be dead while the CRM
 * lives (F3), and static files come from IIS alone: neither says anything about the CRM.
 */
export function exchangeEnded(
  context: TrafficContext,
  server: TrafficServer,
  told: {
    readonly request: Pick<ReadRequest, 'startedMs'>;
    /** Undefined: it was never known what it is. */
    readonly facts: Pick<RequestFacts, 'kind'> | undefined;
    readonly status: number;
    readonly end: ExchangeEnd;
  },
): void {
  const { facts, status, end } = told;
  if (facts === undefined) return;
  const { kind } = facts;
  const { startedMs } = told.request;
  if (kind === 'sdata' || kind === 'static' || kind === 'start') return;
  const weight = failureOf(end, status);
  if (weight !== undefined) context.books.serverFailed(server, { weight, startedMs });
  else if (status >= 200) context.books.serverSucceeded(server);
}

/** True where the servers that failed are used nevertheless, since all of them did. */
function ejectionDoubted({ table, settings }: Pick<TrafficContext, 'table' | 'settings'>): boolean {
  return isDoubted(table.servers, settings.ejection);
}

/** What an operator is told about ejection and waiting log-ons; empty when all is well. */
export function troubleNotices(context: TrafficContext): readonly Notice[] {
  const { table, queue, options } = context;
  if (ejectionDoubted(context)) return [doubtNotice(table.servers)];
  const notices = table.servers.filter((each) => each.ejected).map(ejectionNotice);
  const oldestMs = queue.oldestMs();
  return oldestMs === undefined
    ? notices
    : [...notices, waitingNotice(queue.waiting(), options.nowMs() - oldestMs)];
}

function failureOf(end: ExchangeEnd, status: number): FailureWeight | undefined {
  if (end.reason === 'upstream-failed' || end.reason === 'upstream-cut') return 'gateway';
  // A report that stays silent for many minutes is more often the report's fault.
  if (end.reason === 'upstream-timeout') return 'error';
  if (gatewayStatuses.has(status)) return 'gateway';
  return status >= 500 ? 'error' : undefined;
}

/** What follows for the server that failed, and for the others if all do. */
export function serverFailed(context: TrafficContext, server: TrafficServer, failed: LiveFailure): void {
  const { table, settings, options } = context;
  const nowMs = options.nowMs();
  const others = table.servers.filter((each) => each !== server);
  const failure = {
    ...failed,
    nowMs,
    mayEject: mayEject([...others, { standing: server.standing, down: false }], settings.ejection),
  };
  const before = server.standing;
  server.standing = afterFailure(before, failure, settings.ejection);
  if (server.standing.kind === 'ejected' && before.kind !== 'ejected') server.counters.ejections += 1;
  reviewDoubt(context);
  const quietMs = nowMs - server.troubleToldMs;
  if (quietMs >= 0 && quietMs < tellEveryMs) return;
  server.troubleToldMs = nowMs;
  options.onServerTrouble?.(server.server.id);
}

/** What follows for a server that answered. */
export function serverSucceeded(context: TrafficContext, server: TrafficServer): void {
  const { standing } = server;
  if (isSound(standing)) return;
  server.standing = afterSuccess(standing, context.options.nowMs(), server.usedAnyway);
  if (server.standing !== standing) reviewDoubt(context);
}

/** To be called whenever a standing or a health changes. */
export function reviewDoubt(context: Pick<TrafficContext, 'table' | 'settings'>): void {
  const doubted = ejectionDoubted(context);
  for (const each of context.table.servers) each.usedAnyway = doubted;
}

function doubtNotice(servers: readonly TrafficServer[]): Notice {
  const names = servers.filter((each) => !each.down).map((each) => each.server.name);
  return {
    severity: 'fault',
    code: 'ejection-doubted',
    text: `Live requests fail on every server (${names.join(', ')}), so none of them is taken out and all are still used.`,
    mend: 'Look at what they share: the network between Fairlead and the servers, the database, the last change.',
  };
}

function ejectionNotice({ server, standing }: TrafficServer): Notice {
  const times = standing.kind === 'ejected' && standing.times > 1 ? `, ${standing.times} times in a row` : '';
  return {
    severity: 'warning',
    code: 'server-ejected',
    text: `${server.name} failed live requests again and again and gets none for a while${times}.`,
    mend: `Look at ${server.name}: IIS, its application pool, the connection to the database. It is tried again by itself.`,
  };
}

function waitingNotice(waiting: number, oldestWaitMs: number): Notice {
  const who = waiting === 1 ? '1 log-on waits' : `${waiting} log-ons wait`;
  return {
    severity: 'info',
    code: 'log-ons-waiting',
    text: `${who} for a server to take them, the first for ${Math.max(0, Math.round(oldestWaitMs / 1000))} s.`,
    mend: 'Nothing to do: servers that have just started take log-ons one after another. See storm in the configuration.',
  };
}
