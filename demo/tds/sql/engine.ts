// The database side of the look-alike, shared by all connections: SQLite, its catalogue, locks, transactions, sessions.

import type { DatabaseSync } from 'node:sqlite';
import type { Upkeep } from '../../store/upkeep.ts';
import { type AppLocks, createAppLocks } from './app-locks.ts';
import { createCatalogue } from './catalogue.ts';
import type { Catalogue } from './rules/scope.ts';
import type { Session } from './session.ts';
import { registerFunctions } from './sqlite-functions.ts';
import { createTransactions, type Transactions } from './transactions.ts';

export type Engine = {
  readonly database: DatabaseSync;
  readonly catalogue: Catalogue;
  readonly locks: AppLocks;
  readonly transactions: Transactions;
  readonly upkeep: Upkeep;
  /** Logged-on sessions by id. */
  readonly sessions: Map<number, Session>;
  readonly maxConnections: number;
  /** Connections of programs that are only simulated, as the system views show them. */
  readonly others: () => readonly OtherSession[];
  /** The store's clock, milliseconds since 1970. */
  readonly nowMs: () => number;
};

/** A connection that is told of and not there. */
export type OtherSession = {
  readonly hostName: string;
  readonly programName: string;
  readonly login: string;
  readonly sinceMs: number;
};

export type EngineOptions = {
  readonly database: DatabaseSync;
  /** Name of the database as clients know it. */
  readonly name: string;
  readonly maxConnections: number;
  readonly upkeep: Upkeep;
  readonly others?: (() => readonly OtherSession[]) | undefined;
  readonly nowMs: () => number;
};

export function createEngine(options: EngineOptions): Engine {
  registerFunctions(options.database);
  return {
    database: options.database,
    catalogue: createCatalogue(options.database, options.name),
    locks: createAppLocks(),
    transactions: createTransactions(options.database),
    upkeep: options.upkeep,
    sessions: new Map(),
    maxConnections: options.maxConnections,
    others: options.others ?? (() => []),
    nowMs: options.nowMs,
  };
}

/** Forgets a session: its transaction is undone, its locks are free. */
export function closeSession(engine: Engine, session: Session): void {
  engine.sessions.delete(session.id);
  resetSession(engine, session);
}

/** What is left of a session when its connection is reset or dies. */
export function resetSession(engine: Engine, session: Session): void {
  if (session.transaction) engine.transactions.rollback(session, '');
  engine.locks.releaseAll(session.id);
}
