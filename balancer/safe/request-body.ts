// The body of one request on its way: the first bytes for the rules, then all of it to the server, with backpressure.
// Knows nothing of heads, time limits or answers.

import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { isFlood } from './rules/flood.ts';
import { forwardTrailers } from './rules/trailers.ts';

export type RequestBodyOptions = {
  /** False for a request that has no body. */
  readonly present: boolean;
  /** Undefined is no limit. */
  readonly largestBytes: number | undefined;
  /** It is too large, or more is on the wire than any honest framing of what has come takes. */
  readonly onTooMuch: () => void;
};

/** What becomes of the next piece. `held` pieces stay in front of everything that comes later. */
type Way =
  | { readonly to: 'held'; readonly count: number }
  | { readonly to: 'peek'; readonly count: number; readonly done: (peeked: Buffer) => void }
  | { readonly to: 'server'; readonly request: ClientRequest }
  | { readonly to: 'nobody' };

/** State and its rules in one place: every piece changes what the next one means. */
export class RequestBody {
  /** Bytes that have come. */
  received = 0;
  /** True when all of it has come. */
  complete: boolean;
  /** True while the server takes no more. */
  blocked = false;
  private way: Way = { to: 'held', count: 0 };
  private held: Buffer[] = [];
  private listening = false;
  private readonly source: IncomingMessage;
  private readonly socket: Socket;
  private readonly wireStart: number;
  private readonly largestBytes: number;
  private readonly onTooMuch: () => void;

  /** The body of `source`, of which nothing has been read. */
  constructor(source: IncomingMessage, { present, largestBytes, onTooMuch }: RequestBodyOptions) {
    this.source = source;
    this.socket = source.socket;
    this.wireStart = source.socket.bytesRead;
    this.complete = !present;
    this.largestBytes = largestBytes ?? Number.POSITIVE_INFINITY;
    this.onTooMuch = onTooMuch;
  }

  /** Calls back once `count` bytes or the whole body are there; they stay in front. */
  peek(count: number, done: (peeked: Buffer) => void): void {
    this.way = { to: 'peek', count, done };
    if (this.complete) this.endPeek(done);
    else this.read();
  }

  /** Reads on while there is no server, so that a client that leaves is noticed; at `count` bytes it has to wait. */
  hold(count: number): void {
    this.way = { to: 'held', count };
    if (!this.complete && this.received < count) this.read();
  }

  /** Sends everything to `request` and ends it. */
  sendTo(request: ClientRequest): void {
    this.way = { to: 'server', request };
    for (const chunk of this.held.splice(0)) this.pass(request, chunk);
    if (this.complete) this.endRequest(request);
    else if (!this.blocked) this.read();
  }

  /** Whatever still comes is read and forgotten. */
  discard(): void {
    this.way = { to: 'nobody' };
    this.held = [];
    this.blocked = false;
    if (!this.complete) this.read();
  }

  private read(): void {
    if (this.listening) {
      this.source.resume();
      return;
    }
    this.listening = true;
    this.source.on('data', (chunk: Buffer) => this.take(chunk));
    this.source.on('end', () => this.end());
  }

  private take(chunk: Buffer): void {
    this.received += chunk.length;
    const { way } = this;
    if (way.to !== 'nobody' && this.isTooMuch()) {
      this.discard();
      this.onTooMuch();
    } else if (way.to === 'server') this.pass(way.request, chunk);
    else if (way.to !== 'nobody') this.held.push(chunk);
    if (this.way !== way || !('count' in way) || this.received < way.count) return;
    this.source.pause();
    if (way.to === 'peek') this.endPeek(way.done);
  }

  private isTooMuch(): boolean {
    if (this.received > this.largestBytes) return true;
    return isFlood(this.socket.bytesRead - this.wireStart, this.received);
  }

  private end(): void {
    this.complete = true;
    if (this.way.to === 'peek') this.endPeek(this.way.done);
    else if (this.way.to === 'server') this.endRequest(this.way.request);
  }

  private endPeek(done: (peeked: Buffer) => void): void {
    this.way = { to: 'held', count: 0 };
    done(Buffer.concat(this.held));
  }

  private pass(request: ClientRequest, chunk: Buffer): void {
    if (request.write(chunk) || this.blocked) return;
    this.blocked = true;
    this.source.pause();
    request.once('drain', () => {
      this.blocked = false;
      this.source.resume();
    });
  }

  private endRequest(request: ClientRequest): void {
    const trailers = forwardTrailers(this.source.rawTrailers);
    if (trailers.length > 0) request.addTrailers(trailers);
    request.end();
  }
}
