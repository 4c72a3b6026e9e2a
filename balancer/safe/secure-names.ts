// Which certificate a client gets, by the name it asks for. The whole set is swapped at once; connections that stand
// keep what they have.

import { createSecureContext, type SecureContext } from 'node:tls';
import type { TlsIdentity } from '../engine.ts';
import { SafeError } from './errors.ts';

export interface SecureNames {
  /** For `tls.createServer`. */
  readonly options: {
    readonly SNICallback: (
      name: string,
      done: (error: Error | null, context?: SecureContext) => void,
    ) => void;
    readonly ALPNProtocols: string[];
    readonly key: string | undefined;
    readonly cert: string | undefined;
  };
  /** Throws a SafeError, and changes nothing, if one of them is no certificate with its key. */
  swap(identities: readonly TlsIdentity[]): void;
}

/** `onDefault` gets the identity for clients that ask for no name, after each swap. */
export function createSecureNames(
  identities: readonly TlsIdentity[],
  onDefault: (identity: TlsIdentity) => void,
): SecureNames {
  let contexts = contextsOf(identities);
  const first = defaultOf(identities);
  return {
    options: {
      SNICallback: (name, done) => done(null, contextFor(contexts, name.toLowerCase())),
      ALPNProtocols: ['http/1.1'],
      key: first?.key,
      cert: first?.certificate,
    },
    swap(next) {
      contexts = contextsOf(next);
      const identity = defaultOf(next);
      if (identity) onDefault(identity);
    },
  };
}

function contextsOf(identities: readonly TlsIdentity[]): ReadonlyMap<string | undefined, SecureContext> {
  if (identities.length === 0) throw new SafeError('there is no certificate', { code: 'BAL_TLS_IDENTITY' });
  return new Map(identities.map((each) => [each.serverName?.toLowerCase(), contextOf(each)]));
}

function contextOf({ key, certificate, serverName }: TlsIdentity): SecureContext {
  try {
    return createSecureContext({ key, cert: certificate });
  } catch (cause) {
    const whose = serverName ?? 'clients that name no server';
    throw new SafeError(`the certificate for ${whose} cannot be used`, { code: 'BAL_TLS_IDENTITY', cause });
  }
}

function defaultOf(identities: readonly TlsIdentity[]): TlsIdentity | undefined {
  return identities.find((each) => each.serverName === undefined) ?? identities[0];
}

/** The name itself, then `*.` and what follows its first label (RFC 6125 6.4.3), then the default. */
function contextFor(contexts: ReadonlyMap<string | undefined, SecureContext>, name: string) {
  const wildcard = `*.${name.split('.').slice(1).join('.')}`;
  const found = contexts.get(name) ?? contexts.get(wildcard) ?? contexts.get(undefined);
  return found ?? contexts.values().next().value;
}
