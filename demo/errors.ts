// Errors of the simulated cluster. Errors of SQL are tds/sql/rules/sql-error.ts: they go to the client, not to us.

export type DemoErrorCode =
  /** A client sent bytes that are no TDS; its connection ends. */
  | 'DEM_TDS_MALFORMED'
  /** The look-alike was asked to encrypt and has no certificate. */
  | 'DEM_TDS_NO_CERTIFICATE'
  /** It is listening already, or was closed for good. */
  | 'DEM_TDS_STATE';

export class DemoError extends Error {
  readonly code: DemoErrorCode;

  constructor(code: DemoErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DemoError';
    this.code = code;
  }
}

export const malformed = (what: string) => new DemoError('DEM_TDS_MALFORMED', what);

export function isMalformed(error: unknown): boolean {
  return error instanceof DemoError && error.code === 'DEM_TDS_MALFORMED';
}
