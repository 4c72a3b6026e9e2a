// From what the SSH library reports to what an operator is told. Knows codes, opens nothing.

import type { RemoteFailure } from '../errors.ts';

export type SshFailureFacts = {
  /** Where it broke, as the library says: `client-authentication`, `client-socket`, `handshake`, ... */
  readonly level: string;
  /** Of the operating system, such as `ECONNREFUSED`. */
  readonly code: string;
  readonly message: string;
};

export type SshTarget = {
  readonly server: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
};

/** A connection that did not come about. */
export function connectFailure(facts: SshFailureFacts, target: SshTarget): RemoteFailure {
  const { server, host, port, user } = target;
  const at = `${server} (${host}:${port})`;
  switch (facts.level) {
    case 'client-authentication':
      return {
        code: 'CLU_REMOTE_LOGIN',
        text: `${at} refused the SSH log-on of "${user}" with the given key.`,
        mend: 'See that the public key is in authorized_keys there (for administrators: C:\\ProgramData\\ssh\\administrators_authorized_keys).',
      };
    case 'agent':
      return {
        code: 'CLU_REMOTE_KEY',
        text: `The SSH agent could not help with the log-on to ${at}: ${facts.message}.`,
        mend: 'See that the agent runs and holds the key; remote.agent says where it listens.',
      };
    case 'client-timeout':
      return connectTimeout(target);
    case 'client-socket':
    case 'client-dns':
      return unreachable(at, facts);
    default:
      return {
        code: 'CLU_REMOTE_UNREACHABLE',
        text: `${at} did not get through the beginning of SSH: ${facts.message}.`,
        mend: 'See that an SSH server listens there, that it is not too old, and its own log.',
      };
  }
}

export function connectTimeout({ server, host, port }: SshTarget): RemoteFailure {
  return {
    code: 'CLU_REMOTE_CONNECT_TIMEOUT',
    text: `${server} (${host}:${port}) did not answer within remote.connectTimeoutMs.`,
    mend: 'See whether the server is up and no firewall stands between; else raise remote.connectTimeoutMs.',
  };
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'cut the connection',
  EHOSTUNREACH: 'cannot be reached over the network',
  ENETUNREACH: 'cannot be reached over the network',
  ENOTFOUND: 'is a name that is not known',
  EAI_AGAIN: 'is a name that could not be looked up',
  ETIMEDOUT: 'did not answer',
};

function unreachable(at: string, { code, message }: SshFailureFacts): RemoteFailure {
  return {
    code: 'CLU_REMOTE_UNREACHABLE',
    text: `${at} ${reasons[code] ?? `could not be reached: ${message}`}.`,
    mend: 'See that its OpenSSH server runs (service sshd) and that host, port and firewall are right.',
  };
}
