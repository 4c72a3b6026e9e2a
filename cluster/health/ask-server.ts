// One question to one server over HTTP, over a connection of its own: a kept one proves an old worker, and people come
// on new ones. Reads no more than it must, gives up after the time limit. What the answer means is decided elsewhere.

import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Server } from '../model.ts';

/** How servers are asked, whatever is asked. */
export type AskOptions = {
  readonly timeoutMs: number;
  /** Host field as users' requests carry it, so that IIS picks the same site; undefined: the server's own. */
  readonly publicHost: string | undefined;
  /** Authorities (PEM) for servers' certificates beside the system's; undefined: the system's only. */
  readonly authorities: string | undefined;
  readonly nowMs: () => number;
};

export type Question = {
  /** Path and query, `{install}` filled in. */
  readonly path: string;
  /** Sent as a form with POST; undefined is a GET. Never sent twice. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  /** Value of the `Cookie` field. */
  readonly cookie?: string | undefined;
  /** The body is read until this is true of what has come of it; undefined: to its end. */
  readonly isEnough?: ((body: string) => boolean) | undefined;
};

/** Milliseconds since the question began; undefined where there was no connection. */
type Times = {
  readonly atMs: number;
  readonly connectMs: number | undefined;
  readonly durationMs: number;
};

/** What came back, or why nothing did. `body` is what was read of it, at most 256 KB. */
export type Asked = Times &
  (
    | {
        readonly kind: 'answer';
        readonly status: number;
        readonly location: string | undefined;
        /** As they came, in `Set-Cookie` fields. */
        readonly cookies: readonly string[];
        /** Of the head, names in lower case. */
        readonly fields: Readonly<Record<string, string>>;
        readonly body: string;
        readonly bodyCut: boolean;
      }
    | {
        readonly kind: 'failed';
        readonly timedOut: boolean;
        readonly code: string | undefined;
        readonly message: string;
      }
  );

/** A log-on page has less; an endless answer must end. */
const mostProbeBytes = 65_536;
const mostBodyBytes = 262_144;

/** Asks once. Never rejects: whatever goes wrong is an answer too. */
export async function askServer(
  server: Server,
  question: Question,
  options: AskOptions,
  signal?: AbortSignal,
): Promise<Asked> {
  const atMs = options.nowMs();
  const passed = () => options.nowMs() - atMs;
  const limit = AbortSignal.timeout(options.timeoutMs);
  const stop = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  let connectMs: number | undefined;
  const onConnect = () => {
    connectMs = passed();
  };
  try {
    const answer = await exchange({ server, question, options, stop, onConnect });
    return { kind: 'answer', ...answer, atMs, connectMs, durationMs: passed() };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const failure = { timedOut: limit.aborted, code, message };
    return { kind: 'failed', ...failure, atMs, connectMs, durationMs: passed() };
  }
}

type Asking = {
  readonly server: Server;
  readonly question: Question;
  readonly options: AskOptions;
  readonly stop: AbortSignal;
  readonly onConnect: () => void;
};

async function exchange({ server, question, options, stop, onConnect }: Asking) {
  const request = send(server, question, options);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.on('response', resolve);
  request.on('error', reject);
  const secure = server.origin.startsWith('https:');
  request.on('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', onConnect));
  const cut = () => request.destroy(new Error('stopped'));
  stop.addEventListener('abort', cut, { once: true });
  try {
    if (stop.aborted) cut();
    const response = await promise;
    const { statusCode = 0, headers } = response;
    return {
      status: statusCode,
      location: headers.location,
      cookies: headers['set-cookie'] ?? [],
      fields: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      ...(await readBody(response, question.isEnough)),
    };
  } finally {
    stop.removeEventListener('abort', cut);
    request.destroy();
  }
}

function send(server: Server, { path, form, cookie }: Question, options: AskOptions): ClientRequest {
  const url = new URL(server.origin);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const body = form === undefined ? undefined : new URLSearchParams(form).toString();
  const common = {
    host,
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    path,
    method: body === undefined ? 'GET' : 'POST',
    agent: false,
    headers: {
      host: options.publicHost ?? url.host,
      accept: 'text/html,*/*;q=0.8',
      'accept-encoding': 'identity',
      'user-agent': 'fairlead-check',
      connection: 'close',
      ...(cookie !== undefined && { cookie }),
      ...(body !== undefined && {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(Buffer.byteLength(body)),
      }),
    },
  } as const;
  const request =
    url.protocol === 'https:'
      ? requestHttps({
          ...common,
          servername: isIP(host) === 0 ? host : '',
          rejectUnauthorized: server.verifyCertificate,
          ...(options.authorities === undefined ? {} : { ca: options.authorities }),
        })
      : requestHttp(common);
  request.end(body);
  return request;
}

/** Reads until it is enough, the answer ends, or the limit is reached. */
async function readBody(response: IncomingMessage, isEnough: Question['isEnough']) {
  const most = isEnough === undefined ? mostBodyBytes : mostProbeBytes;
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) {
    body += chunk;
    if (body.length >= most) return { body: body.slice(0, most), bodyCut: true };
    if (isEnough?.(body)) break;
  }
  return { body, bodyCut: false };
}
