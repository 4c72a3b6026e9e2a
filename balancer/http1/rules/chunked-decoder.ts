// Takes the chunked coding off a body (RFC 9112 7.1), strictly and within limits. Data is moved together inside the
// buffer it came in, so that one piece in is one piece out. Extensions are checked and ignored; of trailers the harmless
// ones are kept.

import { CR, hexValue, LF } from './characters.ts';
import { ExtensionReader } from './chunk-extension.ts';
import { FieldSection } from './field-section.ts';
import { createCursor, readFields } from './head-reader.ts';
import { contradictsHead, passingTrailers } from './trailers.ts';

/** Digits of a chunk size: below 2^52. */
const sizeDigits = 13;
/** All trailers of a body. */
const trailerBytes = 8192;
const trailerCount = 64;
/** Extension bytes of a body: so many, and one more for each so many bytes of data (node CVE-2024-22019). */
const extensionBytes = 4096;
const dataPerExtensionByte = 16;

type State =
  | 'size'
  | 'extension'
  | 'size-end'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailers'
  | 'done'
  | 'faulty';

export class ChunkedDecoder {
  /** Decoded bytes of the last `feed`, inside the buffer that was fed. */
  dataStart = 0;
  dataEnd = 0;
  /** Why the body is refused; undefined while it is not. */
  fault: string | undefined;
  /** Lines of the trailers that pass, once `done`. */
  trailers = '';
  private state: State = 'size';
  private digits = 0;
  private size = 0;
  private extensionTotal = 0;
  private dataTotal = 0;
  private extension: ExtensionReader | undefined;
  /** What has come of the trailer section. */
  private partial = '';

  get done(): boolean {
    return this.state === 'done';
  }

  /** Decodes `buffer` from `start` to `end`; gives the place after the last byte that belongs to the body. */
  feed(buffer: Buffer, start: number, end: number): number {
    this.dataStart = start;
    this.dataEnd = start;
    let at = start;
    while (at < end && this.state !== 'done' && this.state !== 'faulty') {
      if (this.state === 'data') at = this.takeData(buffer, at, end);
      else if (this.state === 'trailers') at = this.takeTrailers(buffer, at, end);
      else this.takeByte(buffer[at++] as number);
    }
    return at;
  }

  private takeData(buffer: Buffer, at: number, end: number): number {
    const length = Math.min(this.size, end - at);
    if (this.dataEnd === this.dataStart) {
      this.dataStart = at;
      this.dataEnd = at;
    } else {
      buffer.copyWithin(this.dataEnd, at, at + length);
    }
    this.dataEnd += length;
    this.dataTotal += length;
    this.size -= length;
    if (this.size === 0) this.state = 'data-cr';
    return at + length;
  }

  private takeByte(byte: number): void {
    if (this.state === 'size') this.takeSizeByte(byte);
    else if (this.state === 'extension') this.takeExtensionByte(byte);
    else if (this.state === 'size-end') this.expect(byte, LF, this.size === 0 ? 'trailers' : 'data');
    else if (this.state === 'data-cr') this.expect(byte, CR, 'data-lf');
    else {
      this.expect(byte, LF, 'size');
      this.digits = 0;
    }
  }

  private takeSizeByte(byte: number): void {
    const value = hexValue[byte] as number;
    if (value >= 0) {
      if (++this.digits > sizeDigits) this.refuse('chunk size too large');
      this.size = this.size * 16 + value;
    } else if (this.digits === 0) {
      this.refuse('chunk size');
    } else if (byte === CR) {
      this.state = 'size-end';
    } else {
      this.extension = new ExtensionReader();
      this.state = 'extension';
      this.takeExtensionByte(byte);
    }
  }

  private takeExtensionByte(byte: number): void {
    const verdict = this.extension?.take(byte);
    const allowed = extensionBytes + this.dataTotal / dataPerExtensionByte;
    if (++this.extensionTotal > allowed || verdict === 'refused') this.refuse('chunk extension');
    else if (verdict === 'ended') this.state = 'size-end';
  }

  /** Trailers are kept until their empty line has come, then read like the fields of a head. */
  private takeTrailers(buffer: Buffer, at: number, end: number): number {
    const before = this.partial.length;
    this.partial += buffer.toString('latin1', at, Math.min(end, at + trailerBytes + 4 - before));
    const bytes = Buffer.from(this.partial, 'latin1');
    const cursor = createCursor(bytes, 0, bytes.length, bytes.length);
    const section = new FieldSection();
    const complete = readFields(cursor, section, trailerCount);
    if (!complete) {
      if (cursor.status !== 0 || bytes.length > trailerBytes) this.refuse('trailer');
      return at + bytes.length - before;
    }
    section.text = this.partial;
    this.trailers = passingTrailers(section);
    if (contradictsHead(section)) this.refuse('trailer');
    else this.state = 'done';
    return at + cursor.at - before;
  }

  private expect(byte: number, wanted: number, next: State): void {
    if (byte === wanted) this.state = next;
    else this.refuse('chunk end');
  }

  private refuse(why: string): void {
    this.state = 'faulty';
    this.fault = why;
  }
}
