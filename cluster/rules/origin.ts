// Builds and reads origins (`scheme://host:port`). Host names come from the CRM's lists, so none is trusted unread.

/** Host as it stands in an origin, with the port if the text named one. */
export type HostAndPort = { readonly host: string; readonly port: number | undefined };

/** Reads `name`, `name:8080`, `10.0.0.1`, `fe80::1`, `[fe80::1]:8080`; undefined where it is none of these. */
export function parseHost(text: string): HostAndPort | undefined {
  const bracketed = /^\[([0-9a-f:.]+)(?:%\w+)?\](?::(\d{1,5}))?$/i.exec(text);
  if (bracketed) return withPort(`[${(bracketed[1] ?? '').toLowerCase()}]`, bracketed[2]);
  // Two colons or more are an IPv6 address without brackets; its zone means nothing on this machine.
  const bare = /^([0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*)(?:%\w+)?$/i.exec(text);
  if (bare) return { host: `[${(bare[1] ?? '').toLowerCase()}]`, port: undefined };
  const named = /^([a-z0-9_](?:[a-z0-9._-]{0,252}))(?::(\d{1,5}))?$/i.exec(text);
  return named ? withPort((named[1] ?? '').toLowerCase().replace(/\.$/, ''), named[2]) : undefined;
}

/** Origin with its port always written out, as `cluster/model.ts` wants it. */
export function formatOrigin(scheme: 'http' | 'https', host: string, port: number): string {
  return `${scheme}://${host}:${port}`;
}

/** Reads an origin the operator wrote; the port may be left out, nothing may follow it but one `/`. */
export function parseOrigin(
  text: string,
): { readonly scheme: 'http' | 'https'; readonly host: string; readonly port: number } | undefined {
  const match = /^(https?):\/\/([^/?#@\s]+)\/?$/i.exec(text.trim());
  const scheme = match?.[1]?.toLowerCase();
  const place = parseHost(match?.[2] ?? '');
  if (place === undefined || (scheme !== 'http' && scheme !== 'https')) return undefined;
  return { scheme, host: place.host, port: place.port ?? (scheme === 'http' ? 80 : 443) };
}

function withPort(host: string, digits: string | undefined): HostAndPort | undefined {
  if (digits === undefined) return { host, port: undefined };
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
