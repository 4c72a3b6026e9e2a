// Reads "Distributed CRM web server IP addresses" (F1): `;`-separated, wildcards and IPv6 zones allowed. Serves
// discovery and hints; servers are reached by name, never by these.

import { parseList } from './setting-values.ts';

/** One entry; `zone` is what follows `%` in an IPv6 address and means something on that machine only. */
export type AddressPattern = {
  readonly text: string;
  readonly kind: 'ipv4' | 'ipv6' | 'none';
  readonly zone: string | undefined;
  readonly wildcard: boolean;
};

/** Entries in order; blanks and things that are no address are `none`. */
export function parseAddresses(value: string | null | undefined): AddressPattern[] {
  return parseList(value).map(parseAddress);
}

function parseAddress(text: string): AddressPattern {
  const [address = '', zone] = text.replace(/^\[(.*)\]$/, '$1').split('%', 2);
  const wildcard = address.includes('*');
  return { text, kind: kindOf(address), zone, wildcard };
}

function kindOf(address: string): AddressPattern['kind'] {
  const parts = address.split('.');
  const numbers = parts.every((part) => part === '*' || (/^\d{1,3}$/.test(part) && Number(part) < 256));
  // A wildcard may stand for all that follows: `10.1.*`.
  if (numbers && (parts.length === 4 || (parts.length > 1 && parts.length < 4 && parts.at(-1) === '*'))) {
    return 'ipv4';
  }
  return address.split(':').length > 2 && /^[0-9a-f:*.]+$/i.test(address) ? 'ipv6' : 'none';
}
