// IP addresses and ranges as plain data: is this address in that list? IPv4 written inside IPv6 counts as IPv4.
// No names are looked up here.

/** An address as its bits: 4 or 16 numbers from 0 to 255. */
export type AddressBytes = readonly number[];

export type AddressRange = { readonly bytes: AddressBytes; readonly bits: number };

/** `10.0.0.1`, `10.0.0.0/8`, `::1`, `fd00::/8`; undefined where the text is neither. */
export function parseRange(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const bytes = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (bytes === undefined) return undefined;
  if (slash < 0) return { bytes, bits: bytes.length * 8 };
  const suffix = text.slice(slash + 1);
  if (!/^[0-9]{1,3}$/.test(suffix)) return undefined;
  // A range of mapped addresses counts its bits from the IPv6 beginning.
  const bits = Number(suffix) - (bytes.length === 4 && text.includes(':') ? 96 : 0);
  return bits >= 0 && bits <= bytes.length * 8 ? { bytes, bits } : undefined;
}

/** An address as the kernel or a field writes it; zone and mapping are taken off. Undefined where it is none. */
export function parseAddress(text: string): AddressBytes | undefined {
  if (!text.includes(':')) return parseFour(text);
  const zone = text.indexOf('%');
  const bytes = parseSix(zone < 0 ? text : text.slice(0, zone));
  if (bytes === undefined) return undefined;
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return mapped ? bytes.slice(12) : bytes;
}

/** True where the address lies in one of the ranges. */
export function isListed(address: AddressBytes, ranges: readonly AddressRange[]): boolean {
  return ranges.some((range) => range.bytes.length === address.length && sharesBits(address, range));
}

/** The address for a field: IPv4 where it is IPv4, no zone. */
export function plainAddress(text: string): string {
  const unmapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1] ?? text;
  const zone = unmapped.indexOf('%');
  return zone < 0 ? unmapped : unmapped.slice(0, zone);
}

function sharesBits(address: AddressBytes, range: AddressRange): boolean {
  const whole = range.bits >> 3;
  for (let index = 0; index < whole; index++) {
    if (address[index] !== range.bytes[index]) return false;
  }
  const left = range.bits & 7;
  if (left === 0) return true;
  const mask = (0xff << (8 - left)) & 0xff;
  return ((address[whole] ?? 0) & mask) === ((range.bytes[whole] ?? 0) & mask);
}

function parseFour(text: string): AddressBytes | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function parseSix(text: string): AddressBytes | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupBytes);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (halves.length === 1 || tail === undefined) return head.length === 16 ? head : undefined;
  const missing = 16 - head.length - tail.length;
  return missing >= 2 ? [...head, ...Array<number>(missing).fill(0), ...tail] : undefined;
}

/** Groups of hexadecimal digits, the last one possibly an IPv4 address. */
function groupBytes(text: string): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    const four = index === groups.length - 1 && group.includes('.') ? parseFour(group) : undefined;
    if (four) bytes.push(...four);
    else if (/^[0-9A-Fa-f]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 255);
    } else return undefined;
  }
  return bytes;
}
