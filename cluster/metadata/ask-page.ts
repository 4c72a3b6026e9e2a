// One page of one server, asked for once over a connection of its own, with a time limit. What it means is decided in
// rules/. Never rejects: what goes wrong is told in a sentence.

import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Server } from '../model.ts';
import type { PageAnswer } from './rules/told.ts';

export type AskPageOptions = {
  /** Host field as users' requests carry it; undefined: the server's own. */
  readonly publicHost: string | undefined;
  /** Authorities (PEM) for servers' certificates beside the system's; undefined: the system's only. */
  readonly authorities: string | undefined;
};

export type PageQuestion = {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  readonly timeoutMs: number;
};

export type AskedPage =
  | ({ readonly kind: 'answer' } & PageAnswer)
  | { readonly kind: 'failed'; readonly text: string };

const mostBodyBytes = 262_144;

/** Asks once; a POST has no body. `signal` ends it early. */
export async function askPage(
  server: Server,
  question: PageQuestion,
  options: AskPageOptions,
  signal: AbortSignal,
): Promise<AskedPage> {
  const limit = AbortSignal.timeout(question.timeoutMs);
  try {
    const response = await send(server, question, options, AbortSignal.any([signal, limit]));
    return await answerOf(response);
  } catch (error) {
    const asked = `${question.method} ${question.path} at ${server.origin}`;
    if (limit.aborted) return { kind: 'failed', text: `${asked}: no answer within ${question.timeoutMs} ms` };
    return { kind: 'failed', text: `${asked}: ${(error as Error).message}` };
  }
}

function send(
  server: Server,
  { method, path }: PageQuestion,
  { publicHost, authorities }: AskPageOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(server.origin);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = url.protocol === 'https:';
  const options = {
    host,
    port: Number(url.port) || (secure ? 443 : 80),
    path,
    method,
    agent: false,
    signal,
    headers: {
      host: publicHost ?? url.host,
      accept: 'text/html',
      'accept-encoding': 'identity',
      'user-agent': 'fairlead-metadata',
      connection: 'close',
      ...(method === 'POST' && { 'content-length': '0' }),
    },
  } as const;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = secure
    ? requestHttps({
        ...options,
        servername: isIP(host) === 0 ? host : '',
        rejectUnauthorized: server.verifyCertificate,
        ...(authorities === undefined ? {} : { ca: authorities }),
      })
    : requestHttp(options);
  request.on('response', resolve);
  request.on('error', reject);
  request.end();
  return promise;
}

async function answerOf(response: IncomingMessage): Promise<AskedPage> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) {
    body += chunk;
    if (body.length >= mostBodyBytes) break;
  }
  const fields = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
  );
  return { kind: 'answer', status: response.statusCode ?? 0, fields, body };
}
