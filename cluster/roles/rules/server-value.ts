// What a parameter that names a server holds (F1): a short or a fully qualified name, and which server that is. Pure.

import type { Server, Topology } from '../../model.ts';
import type { ParameterFacts } from '../roles-state.ts';

/** What the settings say of the server of DTLS; without a database nothing. `newer` was written since they were read. */
export function parameterFacts(topology: Topology | undefined, newer?: string): ParameterFacts {
  if (topology?.source !== 'database') return { value: undefined, server: undefined };
  const value = newer ?? topology.flags.dtlsServer ?? '';
  return { value, server: serverNamed(value, topology.servers)?.id };
}

/** The server that a value names; undefined where it is none of them. A `;` at its end is none of the name. */
export function serverNamed(value: string, servers: readonly Server[]): Server | undefined {
  const name = value.trim().replace(/;+$/, '').toLowerCase();
  return servers.find(({ hostNames }) => name !== '' && hostNames.includes(name));
}

/**
 * The value that names `server` in the form of the one before: with HTTPS it must be the name of the certificate, so the
 * fully qualified one where that is known.
 */
export function valueNaming({ name, hostNames, origin }: Server, before: string): string {
  const qualified = hostNames.find((each) => each.includes('.') && !isAddress(each));
  const wantsQualified = origin.startsWith('https:') || before.includes('.');
  return wantsQualified && qualified !== undefined ? qualified : name;
}

const isAddress = (host: string) => /^[0-9.]+$/.test(host) || host.includes(':');
