// What can go wrong with a command on a CRM server, and how it is told. No rules about when it occurs.

import { ClusterError, type RemoteErrorCode } from '../errors.ts';

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
