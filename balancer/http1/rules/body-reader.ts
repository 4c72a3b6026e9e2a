// Finds the bytes of a body in what arrives, whatever its framing, and where the body ends.
// Holds no bytes: what it finds stands in the buffer that was fed.

import { ChunkedDecoder } from './chunked-decoder.ts';
import type { Framing } from './framing.ts';

export class BodyReader {
  /** Body bytes of the last `feed`, inside the buffer that was fed. */
  dataStart = 0;
  dataEnd = 0;
  done: boolean;
  /** Bytes of the body so far, without its coding. */
  bytes = 0;
  private remaining: number;
  private readonly decoder: ChunkedDecoder | undefined;

  constructor(framing: Framing) {
    this.remaining = framing.kind === 'length' ? framing.bytes : Number.POSITIVE_INFINITY;
    this.decoder = framing.kind === 'chunked' ? new ChunkedDecoder() : undefined;
    this.done = framing.kind === 'none' || this.remaining === 0;
  }

  get fault(): string | undefined {
    return this.decoder?.fault;
  }

  /** Lines of the trailers that pass on, once `done`. */
  get trailers(): string {
    return this.decoder?.trailers ?? '';
  }

  /** Reads `buffer` from `start` to `end`; gives the place after the last byte of the body. */
  feed(buffer: Buffer, start: number, end: number): number {
    if (this.done) {
      this.dataStart = start;
      this.dataEnd = start;
      return start;
    }
    const next =
      this.decoder === undefined ? this.take(start, end) : this.decode(this.decoder, buffer, start, end);
    this.bytes += this.dataEnd - this.dataStart;
    return next;
  }

  private take(start: number, end: number): number {
    const length = Math.min(this.remaining, end - start);
    this.dataStart = start;
    this.dataEnd = start + length;
    this.remaining -= length;
    this.done = this.remaining === 0;
    return this.dataEnd;
  }

  private decode(decoder: ChunkedDecoder, buffer: Buffer, start: number, end: number): number {
    const next = decoder.feed(buffer, start, end);
    this.dataStart = decoder.dataStart;
    this.dataEnd = decoder.dataEnd;
    this.done = decoder.done;
    return next;
  }
}
