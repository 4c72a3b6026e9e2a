// Reads an OpenSSH known_hosts file and judges a host key by it (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
// An unknown key is never taken; nobody but a person adds a line.

export type KnownHost = {
  /** `revoked`: this key is refused whatever else stands there. Certificate authorities are not followed. */
  readonly mark: 'none' | 'revoked' | 'cert-authority';
  readonly hosts:
    | { readonly kind: 'patterns'; readonly patterns: readonly string[] }
    | { readonly kind: 'hashed'; readonly salt: string; readonly hash: string };
  readonly keyType: string;
  /** Base64, without blanks. */
  readonly key: string;
  /** 1 is the first line. */
  readonly line: number;
};

export type KnownHosts = {
  readonly entries: readonly KnownHost[];
  /** Lines that could not be read. */
  readonly badLines: readonly number[];
};

/** What is known of the key a server showed. `lines` are those that speak of the server. */
export type HostKeyVerdict =
  | { readonly verdict: 'trusted'; readonly line: number }
  | { readonly verdict: 'revoked'; readonly line: number }
  | { readonly verdict: 'changed'; readonly line: number }
  /** Not known at all, or only by keys of other types. */
  | { readonly verdict: 'unknown'; readonly otherTypes: readonly string[] };

export type ShownKey = { readonly keyType: string; readonly key: string };

/** HMAC-SHA-1 of a text with a salt, both sides base64: how names in the file are hashed. */
export type HostHash = (saltBase64: string, text: string) => string;

export function parseKnownHosts(text: string): KnownHosts {
  const entries: KnownHost[] = [];
  const badLines: number[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const words = raw.trim().split(/\s+/);
    if (words[0] === '' || words[0]?.startsWith('#')) continue;
    const entry = parseEntry(words, index + 1);
    if (entry) entries.push(entry);
    else badLines.push(index + 1);
  }
  return { entries, badLines };
}

const marks = { '@revoked': 'revoked', '@cert-authority': 'cert-authority' } as const;

function parseEntry(words: readonly string[], line: number): KnownHost | undefined {
  const marked = words[0]?.startsWith('@') ?? false;
  const mark: KnownHost['mark'] | undefined = marked ? marks[words[0] as keyof typeof marks] : 'none';
  const [hosts, keyType, key] = marked ? words.slice(1) : words;
  if (mark === undefined || hosts === undefined || keyType === undefined || key === undefined)
    return undefined;
  if (!/^[a-z0-9@.-]+$/.test(keyType) || !/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return undefined;
  const shared = { mark, keyType, key, line };
  if (!hosts.startsWith('|')) {
    return { ...shared, hosts: { kind: 'patterns', patterns: hosts.toLowerCase().split(',') } };
  }
  const [, salt, hash] = /^\|1\|([A-Za-z0-9+/]+={0,2})\|([A-Za-z0-9+/]+={0,2})$/.exec(hosts) ?? [];
  return salt && hash ? { ...shared, hosts: { kind: 'hashed', salt, hash } } : undefined;
}

/** How the file names a server: the bare host at port 22, `[host]:port` elsewhere. */
export function hostLabel(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

export function judgeHostKey(
  { entries }: KnownHosts,
  label: string,
  shown: ShownKey,
  hash: HostHash,
): HostKeyVerdict {
  const about = entries.filter((entry) => entry.mark !== 'cert-authority' && speaksOf(entry, label, hash));
  const same = about.filter((entry) => entry.keyType === shown.keyType && entry.key === shown.key);
  const revoked = same.find((entry) => entry.mark === 'revoked');
  if (revoked) return { verdict: 'revoked', line: revoked.line };
  const trusted = same[0];
  if (trusted) return { verdict: 'trusted', line: trusted.line };
  const pinned = about.filter((entry) => entry.mark === 'none');
  const changed = pinned.find((entry) => entry.keyType === shown.keyType);
  if (changed) return { verdict: 'changed', line: changed.line };
  return { verdict: 'unknown', otherTypes: [...new Set(pinned.map((entry) => entry.keyType))] };
}

/** Types of the keys that are pinned for a server, so that the server is asked for one of them. */
export function knownKeyTypes({ entries }: KnownHosts, label: string, hash: HostHash): readonly string[] {
  const about = entries.filter((entry) => entry.mark === 'none' && speaksOf(entry, label, hash));
  return [...new Set(about.map((entry) => entry.keyType))];
}

function speaksOf({ hosts }: KnownHost, label: string, hash: HostHash): boolean {
  if (hosts.kind === 'hashed') return hash(hosts.salt, label) === hosts.hash;
  const matches = (pattern: string) => wildcard(pattern).test(label);
  const denied = hosts.patterns.some((each) => each.startsWith('!') && matches(each.slice(1)));
  return !denied && hosts.patterns.some((each) => !each.startsWith('!') && matches(each));
}

/** `*` is any text, `?` one character; nothing else means anything. */
function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}
