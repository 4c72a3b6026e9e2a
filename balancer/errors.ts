// Every error of the deciding half of the balancer, by code. Expected outcomes (no server, a forged cookie)
// are return values and stand nowhere here.

export type BalancerErrorCode =
  /** An expression of the CRM profile cannot be compiled. */
  | 'BAL_PROFILE'
  /** An entry of the trusted proxies is neither an address nor a range. */
  | 'BAL_TRUSTED_PROXY'
  /** The public URL is none. */
  | 'BAL_PUBLIC_URL'
  /** The ledger kept on disk cannot be used; it was set aside and the ledger begins empty. */
  | 'BAL_LEDGER_UNREADABLE'
  /** The ledger could not be written; it is tried again. */
  | 'BAL_LEDGER_UNWRITABLE';

export class BalancerError extends Error {
  readonly code: BalancerErrorCode;

  constructor(message: string, options: ErrorOptions & { readonly code: BalancerErrorCode }) {
    super(message, options);
    this.name = 'BalancerError';
    this.code = options.code;
  }
}
