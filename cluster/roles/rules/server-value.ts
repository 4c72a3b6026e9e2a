// What a parameter that names a server holds (F1): a short or a fully qualified name, and which server that is. Pure.

import type { Server } from '../../model.ts';

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
