// Sending answers and reading bodies, the same way everywhere in a simulated server.

import type { IncomingMessage, ServerResponse } from 'node:http';

export type Answer = {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
  /** Further fields. `set-cookie` may be a list. */
  readonly fields?: Readonly<Record<string, string | readonly string[]>>;
};

/** Sends a whole answer with its length; pages are not to be kept by anyone. */
export function answer(response: ServerResponse, { status = 200, type, body, fields = {} }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    server: 'Microsoft-IIS/8.5',
    'content-type': type ?? 'text/html; charset=utf-8',
    'cache-control': 'private, no-cache, no-store',
    'content-length': Buffer.byteLength(body),
    ...(fields as Record<string, string | string[]>),
  });
  response.end(body);
}

/** IIS's own short error page. */
export function answerError(response: ServerResponse, status: number, text: string): void {
  answer(response, {
    status,
    body: `<!DOCTYPE html><html lang="en"><head><title>${text}</title></head><body><h2>${text}</h2><p>HTTP Error ${status}.</p></body></html>\n`,
  });
}

/** The whole body, or undefined where it is larger than `limitBytes` or the client went away. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      bytes += (chunk as Buffer).length;
      if (bytes > limitBytes) return undefined;
      chunks.push(chunk as Buffer);
    }
  } catch {
    return undefined; // The client went away in the middle: nobody is left to be told.
  }
  return Buffer.concat(chunks);
}
