// What the statements of a batch run with, and where their results go. Types only.

import type { Engine } from './engine.ts';
import type { Column } from './rules/scope.ts';
import type { SqlError } from './rules/sql-error.ts';
import type { SqlType, SqlValue } from './rules/sql-type.ts';
import type { Session, Variables } from './session.ts';

/** Where results go; the wire turns them into tokens. */
export type Sink = {
  columns(columns: readonly Column[]): void;
  row(values: readonly SqlValue[]): void;
  /** A statement is over; undefined where it counts no rows. `inResult` after rows were sent. */
  done(rowCount: number | undefined, inResult: boolean): void;
  error(error: SqlError): void;
  info(number: number, text: string): void;
  /** A transaction began or ended. */
  transaction(event: 'begin' | 'commit' | 'rollback', descriptor: bigint): void;
  database(name: string): void;
};

/** What every statement of a batch runs with. */
export type Run = {
  readonly engine: Engine;
  readonly session: Session;
  readonly variables: Variables;
  readonly sink: Sink;
  /** Aborted when the client cancels or is gone. */
  readonly signal: AbortSignal;
  /** How many procedures deep. */
  readonly depth: number;
};

/** An argument on its way into a procedure; `target` is the caller's variable for OUTPUT. */
export type Given = {
  readonly name: string | undefined;
  readonly value: SqlValue;
  readonly type: SqlType;
  readonly target: string | undefined;
};
