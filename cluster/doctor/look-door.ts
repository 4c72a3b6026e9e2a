// Looks at the certificate of an address by a TLS handshake. Trusts nobody: what is wrong is told, not refused.

import { isIP } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { CertificateSeen, DoorSeen, Looked } from './model.ts';
import { notSeen, seen } from './rules/finding.ts';

export type Door = {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Names the certificate should be made out to; the first goes into the handshake where it is no address. */
  readonly names: readonly string[];
  /** Others that it may have or not. */
  readonly otherNames?: readonly string[];
  /** Where it listens, if that is not the origin's host. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
};

export type DoorLook = {
  /** PEM text of authorities beside the system's. */
  readonly authorities: string | undefined;
  readonly timeoutMs: number;
};

/** Plain HTTP is an answer; an address that cannot be reached, or speaks no TLS, is not seen. */
export async function lookAtDoor(
  door: Door,
  { authorities, timeoutMs }: DoorLook,
): Promise<Looked<DoorSeen>> {
  const url = new URL(door.origin);
  if (url.protocol !== 'https:') return seen({ kind: 'plain' });
  const host = door.host ?? url.hostname.replace(/^\[(.*)\]$/, '$1');
  const names = lower(door.names);
  const named = names.find((name) => isIP(name) === 0);
  const options: ConnectionOptions = {
    host,
    port: door.port ?? (Number(url.port) || 443),
    rejectUnauthorized: false,
    // Names are compared below, one by one.
    checkServerIdentity: () => undefined,
    ...(named !== undefined && { servername: named }),
    ...(authorities !== undefined && { ca: authorities }),
  };
  try {
    const shown = await handshake(options, [...names, ...lower(door.otherNames ?? [])], timeoutMs);
    return seen({ kind: 'tls', askedNames: names, ...shown });
  } catch (error) {
    const because = `No TLS handshake with ${host}:${options.port}: ${(error as Error).message}.`;
    return notSeen(because, 'See that it is reached and speaks TLS.');
  }
}

const lower = (names: readonly string[]) => [...new Set(names.map((name) => name.toLowerCase()))];

async function handshake(
  options: ConnectionOptions,
  names: readonly string[],
  timeoutMs: number,
): Promise<CertificateSeen> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect(options, resolve);
  socket.on('error', reject);
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    await promise;
    return certificateOf(socket, names);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function certificateOf(socket: TLSSocket, names: readonly string[]): CertificateSeen {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw new Error('it shows no certificate');
  const fits = (name: string) =>
    isIP(name) === 0 ? certificate.checkHost(name) !== undefined : certificate.checkIP(name) !== undefined;
  return {
    names: (certificate.subjectAltName ?? certificate.subject).replaceAll(/(?:DNS|IP Address):/g, ''),
    fits: names.filter(fits),
    validFromMs: certificate.validFromDate.getTime(),
    validToMs: certificate.validToDate.getTime(),
    distrust: socket.authorized ? undefined : String(socket.authorizationError),
  };
}
