// One look at one server: asks the probe page over a fresh connection, reads at most 64 KB, gives up after the time
// limit. What the answer means is decided in rules/check-answer.ts.

import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { CheckResult, Server } from '../model.ts';
import { type Judgement, judgeAnswer, judgeFailure } from '../rules/check-answer.ts';
import { versionOn } from '../rules/page-version.ts';

export type CheckOptions = {
  /** Path of the probe page, `{install}` filled in. */
  readonly path: string;
  readonly expect: string;
  /** Finds the version of the CRM on the page; undefined where nobody knows how. */
  readonly version?: RegExp | undefined;
  readonly timeoutMs: number;
  /** Host field as users' requests carry it, so that IIS picks the same site; undefined: the server's own. */
  readonly publicHost: string | undefined;
  /** Authorities (PEM) for servers' certificates beside the system's; undefined: the system's only. */
  readonly authorities: string | undefined;
  readonly nowMs: () => number;
};

/** More of a log-on page is never needed, and an endless answer must end. */
const mostBodyBytes = 65_536;

/**
 * Checks `server` once. Never rejects: whatever goes wrong is a failed check with a text. A fresh connection each time,
 * because a kept one proves an old worker, and people come on new ones.
 */
export async function checkServer(
  server: Server,
  options: CheckOptions,
  signal?: AbortSignal,
): Promise<CheckResult> {
  const atMs = options.nowMs();
  const duration = () => options.nowMs() - atMs;
  const limit = AbortSignal.timeout(options.timeoutMs);
  const stop = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const judged = await ask(server, options, stop, duration).catch((error: unknown): Told => {
    if (limit.aborted) {
      return {
        healthy: false,
        text: `GET ${options.path}: no answer from ${server.origin} within ${options.timeoutMs} ms`,
      };
    }
    const { code, message } = error as NodeJS.ErrnoException;
    return judgeFailure({ code, message }, options.path, server.origin);
  });
  return { ...judged, atMs, durationMs: duration() };
}

type Told = Judgement & { readonly version?: string };

async function ask(
  server: Server,
  options: CheckOptions,
  stop: AbortSignal,
  duration: () => number,
): Promise<Told> {
  const request = send(server, options);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.on('response', resolve);
  request.on('error', reject);
  const cut = () => request.destroy(new Error('stopped'));
  stop.addEventListener('abort', cut, { once: true });
  try {
    if (stop.aborted) cut();
    const response = await promise;
    const { body, bodyCut } = await readBody(response, options);
    const { statusCode = 0, headers } = response;
    const answer = { status: statusCode, location: headers.location, body, bodyCut };
    const judged = judgeAnswer(answer, options.path, options.expect, duration());
    const told = judged.healthy && options.version && versionOn(body, options.version);
    return told ? { ...judged, version: told.version } : judged;
  } finally {
    stop.removeEventListener('abort', cut);
    request.destroy();
  }
}

function send(server: Server, { path, publicHost, authorities }: CheckOptions): ClientRequest {
  const url = new URL(server.origin);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const common = {
    host,
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    path,
    method: 'GET',
    agent: false,
    headers: {
      host: publicHost ?? url.host,
      accept: 'text/html',
      'accept-encoding': 'identity',
      'user-agent': 'fairlead-check',
      connection: 'close',
    },
  } as const;
  const request =
    url.protocol === 'https:'
      ? requestHttps({
          ...common,
          servername: isIP(host) === 0 ? host : '',
          rejectUnauthorized: server.verifyCertificate,
          ...(authorities === undefined ? {} : { ca: authorities }),
        })
      : requestHttp(common);
  request.end();
  return request;
}

/** Reads until all that is looked for is there, the answer ends, or the limit is reached. */
async function readBody(response: IncomingMessage, { expect, version }: CheckOptions) {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) {
    body += chunk;
    if (body.length >= mostBodyBytes) return { body: body.slice(0, mostBodyBytes), bodyCut: true };
    if (body.includes(expect) && (version === undefined || versionOn(body, version)?.whole)) break;
  }
  return { body, bodyCut: false };
}
