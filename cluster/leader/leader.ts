// One leader among several Fairleads over one database: a session lock of SQL Server on a connection of its own. Decides
// nothing; when it may act stands in rules/lease.ts.

import type { DatabaseSettings } from '../directory/database-settings.ts';
import { createPacer, databasePace } from '../directory/pacer.ts';
import { createDatabase, type Database } from '../directory/pool.ts';
import { DatabaseError, type DatabaseFailure } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import { statementText } from '../sql/statements.ts';
import { type Lease, type LeaseEvent, type LeaseTimes, leads, nextLease } from './rules/lease.ts';

export type LeaderOptions = {
  readonly settings: DatabaseSettings;
  /** `connection.sql`, as the pool wants it. */
  readonly connectionStatement: string;
  readonly times: LeaseTimes & { readonly heartbeatMs: number };
  /** Of a clock that never runs backwards. */
  readonly nowMs: () => number;
  readonly onProblem: (problem: Error) => void;
};

export type Leader = {
  /** May this one act now? Ask before every action. */
  isLeader(): boolean;
  /** Higher than that of every leader before; 0 while it has never had the lock. */
  fence(): number;
  /** Why the last question went wrong; undefined where it did not. */
  failure(): DatabaseFailure | undefined;
  /** Called when it begins or ceases to lead. Returns the way to stop. */
  onChange(listener: (leads: boolean) => void): () => void;
  start(): void;
  /** Lets go of the lock at once. */
  close(): Promise<void>;
};

const lock = 'fairlead-leader';

/** Asks nothing before `start`. */
export function createLeader(options: LeaderOptions): Leader {
  const { times, nowMs, onProblem } = options;
  const changes = createListeners<[boolean]>(onProblem);
  const database = createDatabase({
    settings: {
      ...options.settings,
      connections: 1,
      // A question that takes longer than the lease is of no use.
      requestTimeoutMs: Math.max(500, Math.min(options.settings.requestTimeoutMs, times.leaseMs)),
    },
    connectionStatement: options.connectionStatement,
    pacer: createPacer(databasePace),
    onProblem,
  });
  let lease: Lease = { state: 'without' };
  let fence = 0;
  let told = false;
  let failure: DatabaseFailure | undefined;
  let timer: NodeJS.Timeout | undefined;
  let expiry: NodeJS.Timeout | undefined;
  let asking: Promise<void> | undefined;
  let closed = false;

  const isLeader = () => !closed && leads(lease, nowMs(), times);
  const tell = () => {
    const now = isLeader();
    if (now === told) return;
    told = now;
    changes.tell(now);
  };
  const hear = (event: LeaseEvent) => {
    lease = nextLease(lease, event);
    if (event.type === 'granted') fence = Math.max(fence + 1, event.fence);
    tellInTime();
  };
  // Nothing may be heard for a while: it is told all the same when the lead begins or runs out.
  const tellInTime = () => {
    tell();
    clearTimeout(expiry);
    const turnMs = nextTurnMs(lease, nowMs(), times);
    if (turnMs !== undefined) expiry = setTimeout(tellInTime, turnMs);
  };
  const again = () => {
    asking = undefined;
    if (!closed) timer = setTimeout(beat, times.heartbeatMs);
  };
  const beat = () => {
    asking = askOnce(database, lease, nowMs)
      .then((event) => {
        failure = undefined;
        hear(event);
      })
      .catch((error: unknown) => {
        if (!(error instanceof DatabaseError)) onProblem(error as Error);
        else failure = error.failure;
        hear({ type: 'gone' });
      })
      .finally(again);
  };
  return {
    isLeader,
    fence: () => fence,
    failure: () => failure,
    onChange: changes.add,
    start: beat,
    async close() {
      closed = true;
      clearTimeout(timer);
      clearTimeout(expiry);
      tell();
      // The lock goes with its connection.
      await database.close();
      await asking;
    },
  };
}

/** Time until what `leads` says can change by itself; undefined where it cannot. Timers may come a little early. */
function nextTurnMs(lease: Lease, nowMs: number, times: LeaseTimes): number | undefined {
  if (lease.state !== 'held') return undefined;
  const turns = [lease.sinceMs + times.takeOverMs, lease.confirmedAtMs + times.leaseMs];
  const ahead = turns.map((atMs) => atMs - nowMs).filter((inMs) => inMs > 0);
  return ahead.length === 0 ? undefined : Math.ceil(Math.min(...ahead)) + 1;
}

async function askOnce(database: Database, lease: Lease, nowMs: () => number): Promise<LeaseEvent> {
  let askedAtMs = nowMs();
  const sent = () => {
    askedAtMs = nowMs();
  };
  if (lease.state === 'held') {
    const [row] = await database.query(statements.hold, { lock }, { onSend: sent });
    return row?.mode === 'Exclusive' ? { type: 'confirmed', askedAtMs } : { type: 'gone' };
  }
  const [row] = await database.query(statements.take, { lock }, { onSend: sent });
  const granted = row?.result === 0 || row?.result === 1;
  const fence = Number(row?.clockMs);
  if (!granted) return { type: 'gone' };
  if (!Number.isSafeInteger(fence)) throw new Error('the database did not tell its clock with the lock');
  return { type: 'granted', fence, askedAtMs };
}

/** They have no names of the profile in them. */
const statements = { take: statementText('leader-take'), hold: statementText('leader-hold') } as const;
