// Keeps server names out of the browser: URLs in fields of an answer that name a server get the public address.
// Path, query and fragment stay byte for byte; whatever is not clearly a server's URL stays untouched.

/** `hosts` and `ports` of all servers, lower case; `publicOrigin` such as `https://crm.example.com`. */
export type RewriteRules = {
  readonly hosts: ReadonlySet<string>;
  readonly ports: ReadonlySet<string>;
};

/** The rewritten URL, or undefined where it is to stay. Relative ones stay. */
export function rewriteUrl(url: string, rules: RewriteRules, publicOrigin: string): string | undefined {
  const start = authorityStart(url);
  if (start === undefined) return undefined;
  const end = authorityEnd(url, start);
  if (!namesServer(url.slice(start, end), rules)) return undefined;
  return publicOrigin + url.slice(end);
}

/** `5; url=http://crm1/...`; the seconds and the spelling of `url=` stay as they are. */
export function rewriteRefresh(value: string, rules: RewriteRules, publicOrigin: string): string | undefined {
  const match = /^([^;,]*[;,]\s*url\s*=\s*["']?)(.*)$/is.exec(value);
  const rewritten = match && rewriteUrl(match[2] ?? '', rules, publicOrigin);
  return rewritten === null || rewritten === undefined ? undefined : (match?.[1] ?? '') + rewritten;
}

/**
 * A Set-Cookie line without a Domain attribute that names a server: a browser at the public address would refuse
 * the cookie, and without the attribute it belongs to that address alone. Undefined where it is to stay.
 */
export function withoutServerDomain(line: string, rules: RewriteRules): string | undefined {
  if (!/;\s*domain\s*=/i.test(line)) return undefined;
  const parts = line.split(';');
  const kept = parts.filter((part, index) => {
    const domain = /^\s*domain\s*=\s*\.?([^\s]*)\s*$/i.exec(part)?.[1];
    return index === 0 || domain === undefined || !rules.hosts.has(domain.toLowerCase());
  });
  return kept.length === parts.length ? undefined : kept.join(';');
}

/** Scheme `http`, `https` or none (`//host`); undefined for a path or any other scheme. */
function authorityStart(url: string): number | undefined {
  const first = url.slice(0, 8).toLowerCase();
  if (first.startsWith('https://')) return 8;
  if (first.startsWith('http://')) return 7;
  return first.startsWith('//') ? 2 : undefined;
}

function authorityEnd(url: string, start: number): number {
  for (let index = start; index < url.length; index++) {
    const character = url[index];
    if (character === '/' || character === '?' || character === '#' || character === '\\') return index;
  }
  return url.length;
}

function namesServer(authority: string, rules: RewriteRules): boolean {
  const match = /^(\[[0-9a-f:.]+\]|[^:@[\]]+)(?::([0-9]*))?$/i.exec(authority);
  if (!match) return false;
  const host = (match[1] ?? '').toLowerCase().replace(/\.$/, '');
  const port = match[2] ?? '';
  // Another port of the same machine is another program, unless it is one the web uses by default.
  return rules.hosts.has(host) && (port === '' || port === '80' || port === '443' || rules.ports.has(port));
}
