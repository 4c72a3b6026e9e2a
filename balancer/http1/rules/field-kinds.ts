// The field names an engine itself must understand; every other field is cargo. Names only, no meaning.

/** What a field is to the engine. A twin is a name that CGI-like servers cannot tell from another. */
export const fieldKind = {
  other: 0,
  host: 1,
  contentLength: 2,
  expect: 3,
  date: 4,
  maxForwards: 5,
  /** From here on: fields of one hop, never passed on (RFC 9110 7.6.1). */
  connection: 10,
  transferEncoding: 11,
  keepAlive: 12,
  upgrade: 13,
  te: 14,
  trailer: 15,
  proxyConnection: 16,
  http2Settings: 17,
  /** Not hop-by-hop, but poison for CGI-like servers (CVE-2016-5385): treated alike. */
  proxy: 18,
  /** `X_Forwarded_For` reads as `HTTP_X_FORWARDED_FOR` in ASP and CGI, just as the field that we set. */
  forwardingTwin: 19,
  /** Credentials between a client and a proxy that asked for them (RFC 9110 11.7); we never do. */
  proxyCredentials: 20,
  /** `Content_Length`: refused, since CGI-like servers cannot tell it from framing. */
  framingTwin: 30,
} as const;

/** Kinds from here on are left out of whatever is passed on. */
export const firstHopKind = fieldKind.connection;

type Known = { readonly name: string; readonly kind: number };

const known: readonly Known[] = [
  { name: 'host', kind: fieldKind.host },
  { name: 'content-length', kind: fieldKind.contentLength },
  { name: 'expect', kind: fieldKind.expect },
  { name: 'date', kind: fieldKind.date },
  { name: 'max-forwards', kind: fieldKind.maxForwards },
  { name: 'connection', kind: fieldKind.connection },
  { name: 'transfer-encoding', kind: fieldKind.transferEncoding },
  { name: 'keep-alive', kind: fieldKind.keepAlive },
  { name: 'upgrade', kind: fieldKind.upgrade },
  { name: 'te', kind: fieldKind.te },
  { name: 'trailer', kind: fieldKind.trailer },
  { name: 'proxy-connection', kind: fieldKind.proxyConnection },
  { name: 'http2-settings', kind: fieldKind.http2Settings },
  { name: 'proxy-authenticate', kind: fieldKind.proxyCredentials },
  { name: 'proxy-authorization', kind: fieldKind.proxyCredentials },
  { name: 'proxy', kind: fieldKind.proxy },
  ...twins(fieldKind.framingTwin, 'content_length transfer_encoding'),
  ...twins(fieldKind.forwardingTwin, 'x_forwarded_for x_forwarded_proto x_forwarded_host x_forwarded_port'),
  ...twins(fieldKind.forwardingTwin, 'x_real_ip x_original_url x_rewrite_url'),
];

const byLength: readonly (readonly Known[])[] = Array.from({ length: 32 }, (_, length) =>
  known.filter((each) => each.name.length === length),
);
const none: readonly Known[] = [];

/** Kind of the field whose name stands in `bytes` from `start` to `end`. */
export function kindOfField(bytes: Uint8Array, start: number, end: number): number {
  const candidates = byLength[end - start] ?? none;
  for (let index = 0; index < candidates.length; index++) {
    const candidate = candidates[index] as Known;
    if (spells(bytes, start, candidate.name)) return candidate.kind;
  }
  return fieldKind.other;
}

/** True where the bytes from `start` are `name` (lower case) in whatever case. */
function spells(bytes: Uint8Array, start: number, name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    const wanted = name.charCodeAt(index);
    const byte = bytes[start + index] as number;
    if (byte !== wanted && (byte | 0x20) !== wanted) return false;
    if (byte !== wanted && (wanted < 0x61 || wanted > 0x7a)) return false;
  }
  return true;
}

function twins(kind: number, names: string): readonly Known[] {
  return names.split(' ').map((name) => ({ name, kind }));
}
