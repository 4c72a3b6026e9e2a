// How a message goes on: start line, framing and Connection of a request to a server and of its answer to the client.
// Decides and writes the text of the head; moves nothing.

import type { FieldEdits } from '../../engine.ts';
import { fieldKind } from './field-kinds.ts';
import type { Framing } from './framing.ts';
import { writeHead } from './head-writer.ts';
import { bodyMethods, idempotentMethods } from './methods.ts';
import type { ParsedRequest } from './parsed-request.ts';
import type { ParsedResponse } from './response-head.ts';

/** How a body is written: with its length, in chunks, or until the connection ends. */
export type OutgoingFraming = 'none' | 'length' | 'chunked' | 'close';

export type RequestSending = {
  readonly edits: FieldEdits;
  /** Host and port of the server, for a client of HTTP/1.0 that named no host. */
  readonly serverHost: string;
  /** True when the client has already been told to continue. */
  readonly continued: boolean;
};

/** Head of a request as the server gets it: HTTP/1.1, kept connection, canonical framing. */
export function requestHeadText(head: ParsedRequest, sending: RequestSending): string {
  const { framing, section } = head;
  let ownLines = '';
  if (section.indexOfKind(fieldKind.host) < 0) ownLines += `Host: ${sending.serverHost}\r\n`;
  if (framing.kind === 'chunked') ownLines += 'Transfer-Encoding: chunked\r\n';
  if (framing.kind === 'none' && bodyMethods.has(head.method)) ownLines += 'Content-Length: 0\r\n';
  if (head.websocket) ownLines += 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
  return writeHead(section, {
    startLine: head.startLineStands ? undefined : `${head.method} ${head.target} HTTP/1.1`,
    edits: sending.edits,
    hopNames: head.connection.named,
    keepLength: framing.kind === 'length',
    keepExpect: head.expectsContinue && !sending.continued,
    ownLines,
  });
}

export type ResponseSending = {
  readonly edits: FieldEdits;
  readonly framing: OutgoingFraming;
  /** What is said about the client connection; undefined says nothing, which means it stays in HTTP/1.1. */
  readonly connection: 'close' | 'keep-alive' | undefined;
  /** For an answer that came without one (RFC 9110 6.6.1). */
  readonly date: string;
};

/** Head of a final answer as the client gets it. */
export function responseHeadText(head: ParsedResponse, sending: ResponseSending): string {
  let ownLines = '';
  if (head.section.indexOfKind(fieldKind.date) < 0) ownLines += `Date: ${sending.date}\r\n`;
  if (sending.framing === 'chunked') ownLines += 'Transfer-Encoding: chunked\r\n';
  if (sending.connection !== undefined) ownLines += `Connection: ${sending.connection}\r\n`;
  if (head.status === 101) ownLines += 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
  return writeHead(head.section, {
    startLine: statusLine(head),
    edits: sending.edits,
    hopNames: head.connection.named,
    // RFC 9110 8.6: no Content-Length in 1xx and 204; nor in a body that grows on its way.
    keepLength: head.status >= 200 && head.status !== 204 && !losesLength(head.framing, sending.framing),
    keepExpect: true,
    ownLines,
  });
}

function losesLength({ kind }: Framing, outgoing: OutgoingFraming): boolean {
  return kind === 'length' && outgoing !== 'length';
}

/** Head of an interim answer (1xx), which has neither framing nor changes. */
export function interimHeadText(head: ParsedResponse): string {
  return writeHead(head.section, {
    startLine: statusLine(head),
    edits: undefined,
    hopNames: head.connection.named,
    keepLength: false,
    keepExpect: true,
    ownLines: '',
  });
}

/** Always our own version (RFC 9110 2.5) and the space before the reason, even an empty one (RFC 9112 4). */
function statusLine(head: ParsedResponse): string {
  const reason = head.section.text.slice(13, head.section.start - 2);
  return `HTTP/1.1 ${head.status} ${reason}`;
}

/** How the body of an answer is written to a client of `version`; `grows`: its length is not the server's. */
export function outgoingFraming(framing: Framing, version: '1.0' | '1.1', grows = false): OutgoingFraming {
  if (framing.kind === 'none' || (framing.kind === 'length' && !grows)) return framing.kind;
  return version === '1.1' ? 'chunked' : 'close';
}

/** True if the client wants its connection kept after this request (RFC 9112 9.3). */
export function wantsToStay(head: ParsedRequest): boolean {
  if (head.connection.close || closesAsProxy(head)) return false;
  return head.version === '1.1' || head.connection.keepAlive;
}

/** `Proxy-Connection: close` is no standard, but llhttp obeys it: after it nothing is read any more. */
function closesAsProxy(head: ParsedRequest): boolean {
  const { section } = head;
  if (section.indexOfKind(fieldKind.proxyConnection) < 0) return false;
  return section.valuesOfKind(fieldKind.proxyConnection).some((value) => /close/i.test(value));
}

/** True if the server keeps its connection after this answer. */
export function serverStays(head: ParsedResponse): boolean {
  if (head.connection.close || head.framing.kind === 'close') return false;
  return head.version === '1.1' || head.connection.keepAlive;
}

/** True for a request that may be sent a second time when a kept connection turns out closed (reliability 6, 7). */
export function mayBeSentAgain(head: ParsedRequest): boolean {
  return idempotentMethods.has(head.method) && head.framing.kind === 'none';
}

const timeoutParameter = /(?:^|[,\s])timeout\s*=\s*"?(\d{1,9})/i;

/** `Keep-Alive: timeout=N` of a server in milliseconds; undefined if it does not say. */
export function keepAliveTimeoutMs(head: ParsedResponse): number | undefined {
  const index = head.section.indexOfKind(fieldKind.keepAlive);
  if (index < 0) return undefined;
  const seconds = timeoutParameter.exec(head.section.value(index))?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

const connectionBound = /^(?:ntlm|negotiate)(?:[\s,]|$)/i;

/** True if this exchange signs the user on to the connection itself (NTLM, Negotiate). */
export function bindsConnection(request: ParsedRequest, response: ParsedResponse): boolean {
  const credentials = request.section.field('authorization');
  if (credentials !== undefined && connectionBound.test(credentials)) return true;
  if (response.status !== 401) return false;
  return response.section.fields('www-authenticate').some((value) => connectionBound.test(value));
}
