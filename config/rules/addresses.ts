// IP addresses and networks as text: is it one, and what is wrong with it. No name resolution here.

/** True for four decimal numbers of 0 to 255. */
export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 && parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)
  );
}

/** True for an IPv6 address, with or without a zone (`fe80::1%11`), without brackets (RFC 4291 section 2.2). */
export function isIpv6(text: string): boolean {
  const [address = '', zone, more] = text.split('%');
  if (more !== undefined || zone === '') return false;
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const counts = halves.map((half, index) => groupCount(half, index === halves.length - 1));
  const [before = -1, after] = counts;
  if (before < 0 || (after !== undefined && after < 0)) return false;
  return after === undefined ? before === 8 : before + after < 8;
}

/** True where the text was meant as an address: nothing a host name may look like (RFC 1123 section 2.1). */
export const looksNumeric = (text: string) => /^[0-9.]+$/.test(text) || (text.match(/:/g) ?? []).length > 1;

/** True where only this machine can reach a listener at that address. */
export const isLoopback = (host: string) =>
  host.toLowerCase() === 'localhost' || host === '::1' || (isIpv4(host) && host.startsWith('127.'));

/** True where a listener at that address takes connections to every address of the machine. */
export const isWildcard = (host: string) => host === '0.0.0.0' || host === '::';

/** What is wrong with an address or network such as `10.1.0.0/16`, as the end of a sentence; else undefined. */
export function networkProblem(text: string): string | undefined {
  const [address = '', prefix, more] = text.split('/');
  const bits = isIpv4(address) ? 32 : isIpv6(address) ? 128 : undefined;
  if (bits === undefined) return 'is no IP address';
  if (prefix === undefined) return undefined;
  if (more !== undefined || !/^[0-9]{1,3}$/.test(prefix) || Number(prefix) > bits) {
    return `has no length of 0 to ${bits} after the slash`;
  }
  return undefined;
}

/** The network meant by a pattern such as `10.1.*`, as the CRM itself takes them (F1). */
export function networkOfPattern(text: string): string | undefined {
  const parts = text.replace(/(\.\*)+$/, '').split('.');
  if (!/(\.\*)+$/.test(text) || parts.length > 3) return undefined;
  const address = [...parts, '0', '0', '0'].slice(0, 4).join('.');
  return isIpv4(address) ? `${address}/${parts.length * 8}` : undefined;
}

/** 16-bit groups in one half of an IPv6 address; -1 where it is malformed. An IPv4 tail counts as two. */
function groupCount(half: string, mayEndInIpv4: boolean): number {
  if (half === '') return 0;
  const groups = half.split(':');
  const last = groups.at(-1) ?? '';
  const tail = mayEndInIpv4 && last.includes('.');
  const plain = tail ? groups.slice(0, -1) : groups;
  if ((tail && !isIpv4(last)) || !plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return -1;
  return plain.length + (tail ? 2 : 0);
}
