// The body of an answer on its way to the client, with backpressure, and its trailers. Knows nothing of heads.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PageInsertion } from '../rules/page-insertion.ts';
import { forwardTrailers } from './rules/trailers.ts';

export interface Relay {
  /** Bytes of the body that went to the client. */
  bytes(): number;
  /** True while the client takes no more, or has still to take the last of it. */
  clientIsSlow(): boolean;
}

export type RelayOptions = {
  readonly source: IncomingMessage;
  readonly response: ServerResponse;
  /** False where there is no body whatever comes. */
  readonly hasBody: boolean;
  readonly watch: ((chunk: Buffer) => void) | undefined;
  /** Puts something into the page as it passes. */
  readonly insertion: PageInsertion | undefined;
  /** The server broke it off. */
  readonly onCut: () => void;
};

const nothing = Buffer.alloc(0);

/** Passes the body on; the head must have been given to `response` before. */
export function startRelay({ source, response, hasBody, watch, insertion, onCut }: RelayOptions): Relay {
  let bytes = 0;
  let blocked = false;
  let over = false;
  const settle = (whole: boolean) => {
    if (over) return;
    over = true;
    if (!whole) {
      onCut();
      return;
    }
    const trailers = forwardTrailers(source.rawTrailers);
    if (trailers.length > 0 && response.chunkedEncoding) response.addTrailers(trailers);
    response.end();
  };
  source.on('data', (chunk: Buffer) => {
    if (!hasBody || over) return;
    bytes += chunk.length;
    watch?.(chunk);
    if (response.write(withInsertion(chunk, insertion)) || blocked) return;
    blocked = true;
    source.pause();
    response.once('drain', () => {
      blocked = false;
      source.resume();
    });
  });
  source.on('end', () => settle(source.complete));
  source.on('error', () => settle(false));
  source.on('close', () => settle(source.complete && source.readableEnded));
  // The head goes at once, as latin1: flushHeaders() would write it as UTF-8.
  if (hasBody) response.write(nothing);
  return { bytes: () => bytes, clientIsSlow: () => blocked || over };
}

function withInsertion(chunk: Buffer, insertion: PageInsertion | undefined): Buffer {
  if (insertion === undefined || insertion.done()) return chunk;
  const text = insertion.into(chunk.toString('latin1'));
  return text === undefined ? chunk : Buffer.from(text, 'latin1');
}
