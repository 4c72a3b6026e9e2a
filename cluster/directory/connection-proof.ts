// Proves on a live connection that it is encrypted, before any statement with a meaning goes over it: the driver has
// been seen to go on in plain text. Knows one statement and nothing of pools.

import { TLSSocket } from 'node:tls';
import type { Connection } from 'tedious';
import { ClusterError } from '../errors.ts';

/** What was asked for, what our own end says, and what the server says; undefined: it may not or will not tell. */
export type EncryptionSeen = {
  readonly asked: boolean | 'strict';
  readonly ownEnd: boolean;
  readonly server: boolean | undefined;
};

/** Connections on which the driver said that TLS stands; to be watched from before they open. */
export type TlsWatch = { watch(connection: Connection): void; stands(connection: Connection): boolean };

export function createTlsWatch(): TlsWatch {
  const secure = new WeakSet<Connection>();
  return {
    watch: (connection) => void connection.on('secure', () => secure.add(connection)),
    // With `strict` TLS comes before anything else and the socket itself is the secure one.
    stands: (connection) =>
      secure.has(connection) || (connection as unknown as { socket?: unknown }).socket instanceof TLSSocket,
  };
}

/**
 * Looks at both ends. Throws `CLU_DATABASE_NOT_ENCRYPTED` when encryption was asked for and either end says no; our
 * own end is asked first, so that nothing at all is sent in plain text. A server that refuses to tell (the right VIEW
 * SERVER STATE is missing) leaves it at our own end's word.
 */
export async function proveEncryption(
  connection: Connection,
  asked: boolean | 'strict',
  ownEnd: boolean,
  ask: (connection: Connection) => Promise<string | undefined>,
): Promise<EncryptionSeen> {
  if (asked !== false && !ownEnd) throw notEncrypted('this end of the connection is plain text');
  const said = await ask(connection);
  const server = said === undefined ? undefined : /^(true|1|yes)$/i.test(said.trim());
  if (asked !== false && server === false)
    throw notEncrypted('the server says that the connection is plain text');
  return { asked, ownEnd, server };
}

/** Sends `statement` and gives the first value of the first row; undefined when the server refuses or knows nothing. */
export async function askConnection(connection: Connection, statement: string): Promise<string | undefined> {
  const { Request } = await import('tedious');
  return new Promise((resolve, reject) => {
    let value: string | undefined;
    const request = new Request(statement, (error) => {
      const number = (error as { number?: unknown } | null | undefined)?.number;
      if (error && typeof number !== 'number') reject(error);
      else resolve(error ? undefined : value);
    });
    request.on('row', (columns: readonly { readonly value: unknown }[]) => {
      const first = columns[0]?.value;
      if (first !== null && first !== undefined) value ??= String(first);
    });
    connection.execSql(request);
  });
}

function notEncrypted(because: string): ClusterError {
  return new ClusterError('CLU_DATABASE_NOT_ENCRYPTED', `encryption was asked for, but ${because}`);
}
