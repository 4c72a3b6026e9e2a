// One finished request as one line of the access log, and which requests get one. Pure. Whatever a client sent is
// escaped to printable ASCII, so that its bytes can neither begin a line nor look like a field of ours.

import { isoTime } from './iso-time.ts';

/** What the balancer tells of a request; `RequestEvent` fits. Times are milliseconds. */
export type AccessEvent = {
  readonly startedMs: number;
  readonly requestId: string;
  readonly clientAddress: string;
  readonly forwardedFor: string;
  readonly method: string;
  /** Masked already. */
  readonly target: string;
  readonly version?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly kind: string;
  readonly serverName: string | undefined;
  readonly because: string;
  readonly reason: string;
  /** 0 where the client saw none. */
  readonly status: number;
  /** Waited for a free place before anything was sent; undefined where nothing measures it. */
  readonly queueMs?: number | undefined;
  readonly connectMs: number | undefined;
  readonly firstByteMs: number | undefined;
  readonly totalMs: number;
  readonly requestBodyBytes: number;
  readonly responseBodyBytes: number;
};

export type AccessFormat = 'combined' | 'json';

/** A target or a user agent longer than this is cut; the rest is of use to nobody who reads a log. */
const longestText = 2048;
const quietEnds: readonly string[] = ['completed', 'replied', 'tunnel-closed'];

/** True for what is logged: all that went wrong, and the given share (0 to 1) of the rest. `chance` is 0 to below 1. */
export function isLogged({ status, reason }: AccessEvent, share: number, chance: number): boolean {
  return status >= 500 || status === 0 || !quietEnds.includes(reason) || chance < share;
}

/** The line with its line feed; ASCII only. */
export function accessLine(event: AccessEvent, format: AccessFormat): string {
  return format === 'json' ? jsonLine(event) : combinedLine(event);
}

/**
 * `host - - [time] "request" status bytes "-" "agent"` as log readers know it, then `name=value` of our own. The
 * referrer is never shown: between pages of the CRM it holds the session id.
 */
function combinedLine(event: AccessEvent): string {
  const { method, target, version, status, responseBodyBytes, userAgent } = event;
  const request = quoted(`${method} ${cut(target)}${version === undefined ? '' : ` HTTP/${version}`}`);
  const bytes = responseBodyBytes === 0 ? '-' : String(responseBodyBytes);
  const host = word(event.clientAddress);
  const common = `${host} - - [${commonTime(event.startedMs)}] ${request} ${shownStatus(status)} ${bytes}`;
  const agent = userAgent === undefined ? '"-"' : quoted(cut(userAgent));
  return `${common} "-" ${agent} ${ownFields(event)}\n`;
}

function ownFields(event: AccessEvent): string {
  const { queueMs, connectMs, firstByteMs, totalMs, forwardedFor, clientAddress } = event;
  const forwarded = forwardedFor === clientAddress ? [] : [`for=${quoted(cut(forwardedFor))}`];
  return [
    `server=${word(event.serverName ?? '-')}`,
    `because=${word(event.because)}`,
    `kind=${word(event.kind)}`,
    `queue=${shownMs(queueMs)}`,
    `connect=${shownMs(connectMs)}`,
    `first=${shownMs(firstByteMs)}`,
    `total=${shownMs(totalMs)}`,
    `end=${word(event.reason)}`,
    `sent=${event.requestBodyBytes}`,
    `id=${word(event.requestId)}`,
    ...forwarded,
  ].join(' ');
}

function jsonLine(event: AccessEvent): string {
  const record = {
    log: 'access',
    time: isoTime(event.startedMs),
    client: event.clientAddress,
    forwardedFor: cut(event.forwardedFor),
    method: event.method,
    target: cut(event.target),
    version: event.version,
    userAgent: event.userAgent === undefined ? undefined : cut(event.userAgent),
    status: event.status,
    server: event.serverName ?? null,
    because: event.because,
    kind: event.kind,
    queueMs: rounded(event.queueMs),
    connectMs: rounded(event.connectMs),
    firstByteMs: rounded(event.firstByteMs),
    totalMs: rounded(event.totalMs),
    end: event.reason,
    requestBytes: event.requestBodyBytes,
    responseBytes: event.responseBodyBytes,
    id: event.requestId,
  };
  // JSON.stringify escapes what breaks JSON; the rest that is not plain ASCII would still reach a terminal.
  const text = JSON.stringify(record).replace(/[^\x20-\x7e]/g, (character) => unicode(character));
  return `${text}\n`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `21/Nov/2026:05:48:00 +0000`. */
function commonTime(ms: number): string {
  const iso = isoTime(ms);
  return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

/** A value without quotes: no blanks, so that it stays one word. */
const word = (text: string) => escaped(text).replaceAll(' ', '\\x20');

const quoted = (text: string) => `"${escaped(text)}"`;

/** Bytes (latin1) outside of printable ASCII, quotes and backslashes as `\xHH`, as Apache writes them. */
function escaped(text: string): string {
  return text.replace(/[^\x20-\x7e]|["\\]/g, (character) => {
    const code = character.charCodeAt(0);
    return code > 0xff ? unicode(character) : `\\x${code.toString(16).padStart(2, '0')}`;
  });
}

const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const cut = (text: string) => (text.length > longestText ? `${text.slice(0, longestText)}...` : text);

const shownStatus = (status: number) => (status === 0 ? '-' : String(status));

const rounded = (ms: number | undefined) => (ms === undefined ? null : Math.max(0, Math.round(ms)));

const shownMs = (ms: number | undefined) => String(rounded(ms) ?? '-');
