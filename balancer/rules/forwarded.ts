// The fields that tell a server who asked and how: X-Forwarded-*, X-Request-Id. A client's own are believed only
// from listed proxies, else overwritten; the rest of the head is nobody's business here.

import { ownText } from './own-text.ts';

/** What the client sent (only looked at where it is trusted) and what we know ourselves. */
export type ForwardedInput = {
  readonly trusted: boolean;
  /** Without zone and mapping, see `plainAddress`. */
  readonly address: string;
  readonly secure: boolean;
  readonly host: string | undefined;
  readonly forwardedFor: readonly string[];
  readonly forwardedProto: string | undefined;
  readonly forwardedHost: string | undefined;
  readonly forwardedPort: string | undefined;
};

/** How the client reached the outermost of us. */
export type PublicView = {
  readonly forwardedFor: string;
  readonly proto: 'http' | 'https';
  readonly host: string | undefined;
  readonly port: string;
};

/** Left out from everybody: we write our own. */
const ownFields = [
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-request-id',
];

/**
 * Believed by some server software behind a proxy, so only a listed proxy may say them: who asked (the address in
 * its many spellings), how, and which URL is really meant (IIS URL Rewrite and frameworks route by it). `Proxy`
 * becomes HTTP_PROXY in CGI programs.
 */
const claims = [
  'forwarded',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'x-cluster-client-ip',
  'x-original-forwarded-for',
  'x-original-host',
  'x-original-url',
  'x-rewrite-url',
  'x-host',
  'x-forwarded-by',
  'x-forwarded-prefix',
  'x-forwarded-scheme',
  'x-forwarded-server',
  'x-forwarded-ssl',
  'x-url-scheme',
  'front-end-https',
  'proxy',
];

/** IIS hands `-` and `_` to pages as the same server variable, so either spelling is the field. */
const inBothSpellings = (names: readonly string[]) => [
  ...names,
  ...names.filter((name) => name.includes('-')).map((name) => name.replaceAll('-', '_')),
];

/** What goes out of a trusted proxy's request, and of everybody else's. */
export const droppedFromTrusted: readonly string[] = inBothSpellings(ownFields);
export const droppedFromOthers: readonly string[] = inBothSpellings([...ownFields, ...claims]);

/** Works out the client's view. */
export function publicView(input: ForwardedInput): PublicView {
  const proto = (input.trusted && knownProto(input.forwardedProto)) || (input.secure ? 'https' : 'http');
  const host = (input.trusted && knownHost(input.forwardedHost)) || input.host;
  const before = input.trusted ? input.forwardedFor.filter((value) => value.trim() !== '') : [];
  const port = input.trusted ? knownPort(input.forwardedPort) : undefined;
  return {
    forwardedFor: before.length === 0 ? input.address : [...before, input.address].join(', '),
    proto,
    host,
    port: port ?? portOf(host, proto),
  };
}

/** The fields to append: name, value, name, value ... */
export function forwardedFields(view: PublicView, requestId: string): string[] {
  const fields = ['X-Forwarded-For', view.forwardedFor, 'X-Forwarded-Proto', view.proto];
  if (view.host !== undefined) fields.push('X-Forwarded-Host', view.host);
  fields.push('X-Forwarded-Port', view.port, 'X-Request-Id', requestId);
  return fields;
}

/** A request id that may be taken over: short, and nothing that could disturb a log. */
export function isUsableRequestId(value: string | undefined): value is string {
  return value !== undefined && /^[A-Za-z0-9][A-Za-z0-9._:+/=-]{0,127}$/.test(value);
}

/** The last one that was plain: nearly always it is the one name that all people use. */
let lastPlain = 'localhost';

/** A host name or address with an optional port, and nothing that could leave a URL's authority. */
export function isPlainHost(value: string | undefined): value is string {
  if (value === undefined) return false;
  if (value === lastPlain) return true;
  if (!/^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$/.test(value)) return false;
  lastPlain = ownText(value);
  return true;
}

function knownProto(value: string | undefined): 'http' | 'https' | undefined {
  const lower = value?.trim().toLowerCase();
  return lower === 'http' || lower === 'https' ? lower : undefined;
}

function knownHost(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return isPlainHost(trimmed) ? trimmed : undefined;
}

function knownPort(value: string | undefined): string | undefined {
  return value !== undefined && /^[0-9]{1,5}$/.test(value) ? value : undefined;
}

function portOf(host: string | undefined, proto: 'http' | 'https'): string {
  const colon = host === undefined || host.endsWith(']') ? -1 : host.lastIndexOf(':');
  const port = host !== undefined && colon >= 0 ? knownPort(host.slice(colon + 1)) : undefined;
  return port ?? (proto === 'https' ? '443' : '80');
}
