// What can go wrong with a command on a CRM server, and how it is told. No rules about when it occurs.

import { ClusterError } from '../errors.ts';

/** Closed set, part of `ClusterErrorCode`. */
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

/** What an operator is told: one sentence what was tried and what came back, one what to do. */
export type RemoteFailure = {
  readonly code: RemoteErrorCode;
  readonly text: string;
  readonly mend: string;
};

/** A command that could not be run to its end; a value in results, never thrown by a runner. */
export class RemoteError extends ClusterError {
  readonly mend: string;

  constructor({ code, text, mend }: RemoteFailure, options?: ErrorOptions) {
    super(code, text, options);
    this.name = 'RemoteError';
    this.mend = mend;
  }
}
