// What can go wrong on the wire between two parties, each with a code. Faults of a client are answers, not errors.

export type WireErrorCode =
  /** No connection within `connectTimeoutMs`. */
  | 'BAL_CONNECT_TIMEOUT'
  /** The server has as many connections as it may have, and none came free in time. */
  | 'BAL_SERVER_BUSY'
  /** The engine is closing. */
  | 'BAL_CLOSING'
  /** The server closed its connection. */
  | 'BAL_UPSTREAM_CLOSED'
  /** A traffic rule threw. */
  | 'BAL_RULE_FAILED'
  /** The engine itself threw: a fault of this program. */
  | 'BAL_ENGINE_FAULT'
  /** The listening socket failed. */
  | 'BAL_LISTENER_FAILED';

/** `message` is for people; `cause` is what was caught, if anything was. */
export class WireError extends Error {
  readonly code: WireErrorCode;

  constructor(code: WireErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'WireError';
    this.code = code;
  }
}
