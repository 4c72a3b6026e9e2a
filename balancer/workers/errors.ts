// What can go wrong with workers, each with a code.

export type WorkerErrorCode =
  /** A worker could not listen on the port. */
  | 'BAL_WORKER_LISTEN'
  /** A worker ended by itself. */
  | 'BAL_WORKER_DIED'
  /** A worker said nothing for so long that it was ended. */
  | 'BAL_WORKER_STUCK';

export class WorkerError extends Error {
  readonly code: WorkerErrorCode;

  constructor(code: WorkerErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'WorkerError';
    this.code = code;
  }
}
