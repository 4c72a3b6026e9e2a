// What a SQL Server keeps of one connection: who it is, its options, its transaction. State only; no rules, no I/O.

import type { SqlType, SqlValue } from './rules/sql-type.ts';

/** A declared variable or parameter; `value` is always of `type`. */
export type Variable = { readonly type: SqlType; value: SqlValue };

/** By lower-case name without `@`. */
export type Variables = Map<string, Variable>;

/** An open transaction; `undo` is run backwards by a rollback. */
export type Transaction = {
  depth: number;
  readonly name: string;
  readonly descriptor: bigint;
  readonly undo: (() => void)[];
  /** Savepoint -> how long `undo` was. */
  readonly savepoints: Map<string, number>;
};

export type PreparedText = { readonly declarations: string; readonly text: string };

export type Session = {
  /** `@@SPID` */
  readonly id: number;
  readonly login: string;
  readonly hostName: string;
  readonly programName: string;
  readonly libraryName: string;
  readonly clientAddress: string;
  readonly clientPort: number;
  readonly encrypted: boolean;
  readonly loginTimeMs: number;
  lastRequestStartMs: number;
  lastRequestEndMs: number;
  running: boolean;
  /** Which database it is in: the CRM's, or `master`. */
  database: string;
  /** The long statement it is at; `share` of it is done, 0 to 1. */
  work: { readonly command: string; share: number } | undefined;
  options: SessionOptions;
  transaction: Transaction | undefined;
  rowCount: number;
  error: number;
  identity: number | undefined;
  readonly prepared: Map<number, PreparedText>;
  /** Ends the connection, as KILL does. */
  readonly end: () => void;
};

export type SessionOptions = {
  readonly noCount: boolean;
  readonly abortOnError: boolean;
  /** Reads see what other sessions have not committed. */
  readonly dirtyReads: boolean;
  /** How long to wait for a lock; -1 is forever. */
  readonly lockTimeoutMs: number;
};

export const defaultOptions: SessionOptions = {
  noCount: false,
  abortOnError: false,
  dirtyReads: false,
  lockTimeoutMs: -1,
};
