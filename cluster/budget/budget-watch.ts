// Reads the connections of the database now and then, and on demand before something needs room. Decides nothing.

import type { Directory } from '../directory/contract.ts';
import { DatabaseError, type DatabaseFailure } from '../errors.ts';
import { statementText } from '../sql/statements.ts';
import { type Budget, type BudgetInput, budgetOf, type ConnectionReading } from './rules/budget.ts';
import { readConnections } from './rules/read-connections.ts';

export type BudgetSettings = Pick<BudgetInput, 'pools' | 'reserve'> & { readonly lookMs: number };

export type BudgetWatchOptions = {
  readonly query: Directory['query'];
  /** Asked at each use: a reload of the configuration changes them. */
  readonly settings: () => BudgetSettings;
  readonly servers: () => BudgetInput['servers'];
  readonly nowMs: () => number;
};

export type BudgetWatch = {
  /** As last read, for the servers there are now; undefined before the first reading. */
  budget(): Budget | undefined;
  /** Why the last reading failed; undefined where it did not. */
  failure(): DatabaseFailure | undefined;
  /** Reads at once. Never rejects: a failure is `failure()`, and the budget is the one of before. */
  look(): Promise<Budget | undefined>;
  /** The same without the limit, which seldom changes: for who looks before each step. */
  lookAgain(): Promise<Budget | undefined>;
  start(): void;
  close(): Promise<void>;
};

type Rows = Awaited<ReturnType<Directory['query']>>;

/** Reads nothing before `start` or `look`. */
export function createBudgetWatch(options: BudgetWatchOptions): BudgetWatch {
  let reading: ConnectionReading | undefined;
  let failure: DatabaseFailure | undefined;
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const budget = () => {
    if (reading === undefined) return undefined;
    const { pools, reserve } = options.settings();
    return budgetOf({ reading, servers: options.servers(), pools, reserve });
  };
  let limits: Rows | undefined;
  const read = async (known?: Rows) => {
    try {
      limits = known ?? (await options.query(statements.connectionLimit));
      const rows = await options.query(statements.databaseConnections);
      reading = readConnections(limits, rows, options.nowMs()) ?? reading;
      failure = undefined;
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      failure = error.failure;
    }
  };
  const look = async (known?: Rows) => {
    looking ??= read(known).finally(() => {
      looking = undefined;
    });
    await looking;
    return budget();
  };
  const again = async () => {
    await look();
    if (!closed) timer = setTimeout(again, options.settings().lookMs);
  };
  return {
    budget,
    failure: () => failure,
    look: () => look(),
    lookAgain: () => look(limits),
    start: () => void again(),
    async close() {
      closed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

/** One reading. Throws `DatabaseError`; undefined where the database does not tell its limit. */
export async function readDatabaseConnections({
  query,
  nowMs,
}: Pick<BudgetWatchOptions, 'query' | 'nowMs'>): Promise<ConnectionReading | undefined> {
  const limits = await query(statements.connectionLimit);
  const rows = await query(statements.databaseConnections);
  return readConnections(limits, rows, nowMs());
}

/** They have no names of the profile in them. */
const statements = {
  connectionLimit: statementText('connection-limit'),
  databaseConnections: statementText('database-connections'),
} as const;
