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
  const { method, target, version, responseBodyBytes, userAgent } = event;
  const shown = `${escaped(method)} ${escaped(cut(target))}`;
  const request = version === undefined ? shown : `${shown} HTTP/${version}`;
  const bytes = responseBodyBytes === 0 ? '-' : responseBodyBytes;
  const agent = userAgent === undefined ? '-' : escaped(cut(userAgent));
  const start = `${word(event.clientAddress)} - - [${commonTime(event.startedMs)}] "${request}"`;
  return `${start} ${shownStatus(event.status)} ${bytes} "-" "${agent}" ${ownFields(event)}\n`;
}

/** One text, not a list that is joined: this is the way of every request. */
function ownFields(event: AccessEvent): string {
  const { forwardedFor, clientAddress, requestBodyBytes } = event;
  const choice = `server=${usualWord(event.serverName ?? '-')} because=${usualWord(event.because)} kind=${usualWord(event.kind)}`;
  const waits = `queue=${shownMs(event.queueMs)} connect=${shownMs(event.connectMs)}`;
  const times = `${waits} first=${shownMs(event.firstByteMs)} total=${shownMs(event.totalMs)}`;
  const end = `end=${usualWord(event.reason)} sent=${requestBodyBytes} id=${word(event.requestId)}`;
  const forwarded = forwardedFor === clientAddress ? '' : ` for="${escaped(cut(forwardedFor))}"`;
  return `${choice} ${times} ${end}${forwarded}`;
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

/** The second of the last line, and how it is written: lines come in the order of time, or nearly. */
let lastSecond = Number.NaN;
let lastTime = '';

/** `21/Nov/2026:05:48:00 +0000`. */
function commonTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second === lastSecond) return lastTime;
  const iso = isoTime(ms);
  lastSecond = second;
  lastTime = `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
  return lastTime;
}

const notPlain = /[^\x20-\x7e]|["\\]/;
const notPlainWord = /[^\x21-\x7e]|["\\]/;

/** A value without quotes: no blanks, so that it stays one word. */
const word = (text: string) => (notPlainWord.test(text) ? escaped(text).replaceAll(' ', '\\x20') : text);

/** Words that were found plain: names of servers and what we call things ourselves. */
const plainWords = new Set<string>();
const mostPlainWords = 256;

/** The same for words that come again and again. */
function usualWord(text: string): string {
  if (plainWords.has(text)) return text;
  if (plainWords.size < mostPlainWords && !notPlainWord.test(text)) plainWords.add(text);
  return word(text);
}

/** Bytes (latin1) outside of printable ASCII, quotes and backslashes as `\xHH`, as Apache writes them. */
function escaped(text: string): string {
  if (!notPlain.test(text)) return text;
  return text.replace(/[^\x20-\x7e]|["\\]/g, (character) => {
    const code = character.charCodeAt(0);
    return code > 0xff ? unicode(character) : `\\x${code.toString(16).padStart(2, '0')}`;
  });
}

const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const cut = (text: string) => (text.length > longestText ? `${text.slice(0, longestText)}...` : text);

const shownStatus = (status: number) => (status === 0 ? '-' : status);

const rounded = (ms: number | undefined) => (ms === undefined ? null : Math.max(0, Math.round(ms)));

const shownMs = (ms: number | undefined) => rounded(ms) ?? '-';
