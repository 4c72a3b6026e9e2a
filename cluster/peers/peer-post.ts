// One message to another Fairlead over one kept connection, and its answer. When and what stands in peer-link.ts.

import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { ClusterError } from '../errors.ts';
import { tryJson } from '../rules/try-json.ts';
import type { PeerMessage, PeerReply } from './message.ts';

export type PeerPostOptions = {
  /** Where the other's admin listener is, with the path of the exchange. */
  readonly url: string;
  /** It knows us by it; asked each time. */
  readonly token: () => string;
  /** PEM text of the authority its certificate is signed by; undefined: the system's. */
  readonly authority: string | undefined;
  readonly timeoutMs: number;
};

export type PeerPost = {
  /** Rejects with `CLU_PEER`, one sentence. */
  (message: PeerMessage<unknown>, signal: AbortSignal): Promise<PeerReply>;
  close(): void;
};

/** Opens nothing before the first message. */
export function createPeerPost({ url, token, authority, timeoutMs }: PeerPostOptions): PeerPost {
  const isSecure = url.startsWith('https:');
  const usual = { keepAlive: true, maxSockets: 1 };
  const agent = isSecure
    ? new https.Agent(authority === undefined ? usual : { ...usual, ca: authority })
    : new http.Agent(usual);
  const ask = async (message: PeerMessage<unknown>, signal: AbortSignal) => {
    const body = Buffer.from(JSON.stringify(message));
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
    const request = (isSecure ? https : http).request(url, {
      agent,
      method: 'POST',
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': body.byteLength,
        authorization: `Bearer ${token()}`,
      },
    });
    request.on('response', resolve).on('error', reject);
    request.end(body);
    const response = await promise;
    return replyOf(response.statusCode ?? 0, await text(response));
  };
  const post = async (message: PeerMessage<unknown>, signal: AbortSignal) => {
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      return await ask(message, AbortSignal.any([signal, limit]));
    } catch (error) {
      if (error instanceof ClusterError) throw error;
      const why = limit.aborted ? `no answer within ${timeoutMs} ms` : (error as Error).message;
      throw failed(why, error);
    }
  };
  return Object.assign(post, { close: () => agent.destroy() });
}

function replyOf(status: number, body: string): PeerReply {
  const document = tryJson(body) as
    | { boot?: unknown; wantsWhole?: unknown; error?: { message?: unknown } }
    | null
    | undefined;
  if (status === 200 && typeof document?.boot === 'string' && typeof document.wantsWhole === 'boolean')
    return { boot: document.boot, wantsWhole: document.wantsWhole };
  const said = typeof document?.error?.message === 'string' ? `: ${document.error.message}` : '';
  throw failed(`it answered ${status}${said.slice(0, 300)}`);
}

const failed = (why: string, cause?: unknown) => new ClusterError('CLU_PEER', why, { cause });
