// What the SSH runner is told by whoever joins the parts: how to reach a server, and how much at once. Types only.

/** How one server is reached. File paths are absolute. */
export type RemoteAccess = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly keyFile: string | undefined;
  /** Environment variable with the pass phrase of the key file. */
  readonly passphraseEnv: string | undefined;
  /** A socket, a pipe, `pageant`, or `environment` for what SSH_AUTH_SOCK says. */
  readonly agent: string | undefined;
  readonly knownHostsFile: string;
  /** Log-on included. */
  readonly connectTimeoutMs: number;
  /** A connection on which nothing ran for this long is closed. */
  readonly idleTimeoutMs: number;
};

export type RemoteLimits = {
  /** No command runs longer, whatever its own limit. */
  readonly runTimeoutMs: number;
  /** Most commands at once over all servers, and on one of them. */
  readonly concurrency: number;
  readonly concurrencyPerServer: number;
  /** Of each of the two outputs, this much is kept: head and tail. */
  readonly maxOutputBytes: number;
};
