// Error codes of the management side, and what an operator is told of a failure. No rules about when they occur.

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
  /** What the settings table says of the cluster is not believed. */
  | 'CLU_SETTINGS_REFUSED'
  /** The journal of a run is damaged or cannot be written. */
  | 'CLU_JOURNAL'
  /** A text is no schedule of the maintenance plan. */
  | 'CLU_SCHEDULE'
  /** What was kept of the maintenance plan cannot be read or written. */
  | 'CLU_HISTORY'
  /** Nobody says where backups go. */
  | 'CLU_BACKUP_FOLDER'
  /** A statement was cancelled: by a person, the end of Fairlead, or because whoever asked waits no longer. */
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

/** Of commands on a CRM server. */
export type RemoteErrorCode =
  /** This server has no SSH; its steps go to a person. */
  | 'CLU_REMOTE_NONE'
  /** Name, network, port, or something there that does not speak SSH. */
  | 'CLU_REMOTE_UNREACHABLE'
  | 'CLU_REMOTE_CONNECT_TIMEOUT'
  /** Unknown, changed or revoked: never overridden. */
  | 'CLU_REMOTE_HOST_KEY'
  /** The server refused user and key. */
  | 'CLU_REMOTE_LOGIN'
  /** Our own key file, pass phrase, agent or known_hosts file cannot be used. */
  | 'CLU_REMOTE_KEY'
  /** A secret that the command wants is not known here. */
  | 'CLU_REMOTE_SECRET'
  /** The command itself cannot be sent: too long, a name that is none. */
  | 'CLU_REMOTE_COMMAND'
  /** The server would not open one more session on the connection. */
  | 'CLU_REMOTE_SESSION'
  /** The connection ended in the middle: what the command did cannot be known. */
  | 'CLU_REMOTE_CUT'
  /** It ran longer than it may. */
  | 'CLU_REMOTE_TIMEOUT'
  /** It was ended by a signal. */
  | 'CLU_REMOTE_KILLED'
  | 'CLU_REMOTE_CANCELLED'
  /** The runner was closed. */
  | 'CLU_REMOTE_CLOSED'
  /** It ended with another exit code than success. */
  | 'CLU_REMOTE_FAILED'
  /** Its answer is not what was asked for. */
  | 'CLU_REMOTE_OUTPUT'
  /** A person said that it was not done, or that it failed. */
  | 'CLU_REMOTE_BY_HAND';

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
