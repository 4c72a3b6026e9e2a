// Errors of the faces for people, each with a code for scripts and a text that says what to try.

/** Codes of this area. */
export type AdminErrorCode =
  | 'ADM_LISTEN'
  | 'ADM_UNREACHABLE'
  | 'ADM_TIMED_OUT'
  | 'ADM_ANSWER'
  /** Lines of the access log were lost. */
  | 'ADM_ACCESS_LOG';

/** A failure of an admin face; `message` is a sentence for people. */
export class AdminError extends Error {
  readonly code: AdminErrorCode;

  constructor(code: AdminErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AdminError';
    this.code = code;
  }
}
