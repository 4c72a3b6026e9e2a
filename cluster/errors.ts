// Error codes of the management side, and what an operator is told of a failure. No rules about when they occur.

import type { RemoteErrorCode } from './remote/errors.ts';

/** Closed set: log lines, the status and tests name failures by these. */
export type ClusterErrorCode =
  /** The database server cannot be reached: name, network, port. */
  | 'CLU_DATABASE_UNREACHABLE'
  /** It was reached and refused the login or the database. */
  | 'CLU_DATABASE_LOGIN'
  /** Its certificate is not trusted, or TLS itself failed. */
  | 'CLU_DATABASE_TLS'
  /** Encryption was asked for and is not there. */
  | 'CLU_DATABASE_NOT_ENCRYPTED'
  /** No answer within the time limit. */
  | 'CLU_DATABASE_TIMEOUT'
  /** The connection works, the statement does not: a wrong name, a missing right. */
  | 'CLU_STATEMENT_FAILED'
  /** The journal of a run is damaged or cannot be written. */
  | 'CLU_JOURNAL'
  /** A text is no schedule of the maintenance plan. */
  | 'CLU_SCHEDULE'
  /** What was kept of the maintenance plan cannot be read or written. */
  | 'CLU_HISTORY'
  /** Nobody says where backups go. */
  | 'CLU_BACKUP_FOLDER'
  /** A statement of the maintenance plan was cancelled by a person or the end of Fairlead. */
  | 'CLU_CANCELLED'
  /** A step of a run cannot be done as it is planned. */
  | 'CLU_UPGRADE'
  /** A recipe cannot be used as it is written. */
  | 'CLU_RECIPE'
  /** The configuration gives no database. */
  | 'CLU_NO_DATABASE'
  /** The driver did something this code does not know. */
  | 'CLU_DATABASE_FAILED'
  /** A table or column name of the profile is no plain identifier. */
  | 'CLU_BAD_IDENTIFIER'
  /** A statement file is missing or has a placeholder that nobody fills. */
  | 'CLU_BAD_STATEMENT'
  /** What was kept of wanted states cannot be read. */
  | 'CLU_WANTED_UNREADABLE'
  /** Another Fairlead could not be told something. */
  | 'CLU_PEER'
  | RemoteErrorCode;

/** What went wrong with the database, in words for an operator. */
export type DatabaseFailure = {
  readonly code: ClusterErrorCode;
  /** SQL Server's own error number, where it gave one. */
  readonly number: number | undefined;
  /** One sentence: what was tried and what came back. */
  readonly text: string;
  /** One sentence: what to do. */
  readonly mend: string;
};

/** A failure of the management side that is no expected outcome of the function it leaves. */
export class ClusterError extends Error {
  readonly code: ClusterErrorCode;

  constructor(code: ClusterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ClusterError';
    this.code = code;
  }
}

/** A failed conversation with the database; `failure` is ready to be shown. */
export class DatabaseError extends ClusterError {
  readonly failure: DatabaseFailure;

  constructor(failure: DatabaseFailure, options?: ErrorOptions) {
    super(failure.code, failure.text, options);
    this.name = 'DatabaseError';
    this.failure = failure;
  }
}
