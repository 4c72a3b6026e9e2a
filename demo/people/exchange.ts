// One HTTP exchange of a simulated person over real sockets: whole answer or an error, never half an answer.

import { type Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

export type Sent = {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
};

export type Received = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** `stop` cuts a running exchange. */
export type ExchangeLimits = {
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
  /** Told of each request; `again` is the one repetition that a browser makes by itself. */
  readonly onSent?: ((again: boolean) => void) | undefined;
};

const bodyLimitBytes = 16_777_216;

/**
 * Sends and reads the whole answer. As browsers do, a GET that met a kept connection just closed by the other side
 * is sent once more; nothing else is ever repeated. Rejects where the answer is missing, cut, late or endless.
 */
export async function exchange(agent: Agent, sent: Sent, limits: ExchangeLimits): Promise<Received> {
  limits.onSent?.(false);
  const first = await attempt(agent, sent, limits);
  if (!(first instanceof StaleConnection)) return first;
  limits.onSent?.(true);
  const second = await attempt(agent, sent, limits);
  if (second instanceof StaleConnection) throw second;
  return second;
}

/** A kept connection was closed before any byte of the answer. */
class StaleConnection extends Error {}

function attempt(
  agent: Agent,
  sent: Sent,
  { timeoutMs, stop }: ExchangeLimits,
): Promise<Received | StaleConnection> {
  const { url, method, headers, body } = sent;
  return new Promise((resolve, reject) => {
    const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = make(url, { agent, method, headers: { ...headers, ...length }, signal: stop });
    const late = setTimeout(
      () => request.destroy(new Error(`no whole answer in ${timeoutMs} ms`)),
      timeoutMs,
    );
    let answered = false;
    request.on('close', () => clearTimeout(late));
    request.on('error', (error: NodeJS.ErrnoException) => {
      const stale = request.reusedSocket && !answered && method === 'GET' && error.code === 'ECONNRESET';
      if (stale) resolve(new StaleConnection(error.message, { cause: error }));
      else reject(error);
    });
    request.on('response', (response) => {
      answered = true;
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > bodyLimitBytes) request.destroy(new Error(`more than ${bodyLimitBytes} bytes`));
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.end(body);
  });
}
