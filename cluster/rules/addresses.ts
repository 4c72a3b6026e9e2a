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

/** True where an address (without zone or brackets) is one that the entry stands for. A zone is not compared. */
export function matchesAddress({ text, kind }: AddressPattern, address: string): boolean {
  const [pattern = ''] = text.replace(/^\[(.*)\]$/, '$1').split('%', 1);
  const [plain = ''] = address.split('%', 1);
  switch (kind) {
    case 'none':
      return false;
    case 'ipv4':
      return matchesParts(pattern.split('.'), plain.split('.'), 4);
    case 'ipv6':
      return matchesParts(groupsOf(pattern), groupsOf(plain), 8);
  }
}

/** A `*` stands for one part, the last one for all that follow. */
function matchesParts(pattern: readonly string[], parts: readonly string[], count: number): boolean {
  if (parts.length !== count || pattern.length > count) return false;
  if (pattern.length < count && pattern.at(-1) !== '*') return false;
  return pattern.every(
    (part, index) =>
      part === '*' || Number.parseInt(part, base(count)) === Number.parseInt(parts[index] ?? '', base(count)),
  );
}

const base = (count: number) => (count === 8 ? 16 : 10);

/** The groups of an IPv6 address with `::` filled in; one that ends in a wildcard is left as short as it is. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::', 2);
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  if (tail === undefined) return groups(head);
  const given = groups(head).length + groups(tail).length;
  return [...groups(head), ...Array.from({ length: Math.max(0, 8 - given) }, () => '0'), ...groups(tail)];
}
