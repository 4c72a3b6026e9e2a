// What only this engine can say went wrong; the rest is in http1/errors.ts.

export type SafeErrorCode =
  /** A certificate or its key cannot be used; nothing was changed. */
  'BAL_TLS_IDENTITY';

/** `message` is for people; `cause` is what was caught, if anything was. */
export class SafeError extends Error {
  readonly code: SafeErrorCode;

  constructor(message: string, options: ErrorOptions & { readonly code: SafeErrorCode }) {
    super(message, options);
    this.name = 'SafeError';
    this.code = options.code;
  }
}
