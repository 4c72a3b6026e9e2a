// The body of a request on its way from the client to the server: held until there is a server, then passed on piece
// by piece with framing of our own.

import type { Clock } from './clock.ts';
import { isWhole } from './memory.ts';
import { bodyPiece, isBlocked, writePiece } from './piece-writer.ts';
import { BodyReader } from './rules/body-reader.ts';
import type { OutgoingFraming } from './rules/forward-plan.ts';
import type { Framing } from './rules/framing.ts';
import type { UpstreamConnection } from './upstream-connection.ts';

/** As much is held for a server that is not there yet before the client has to wait. */
const holdBytes = 65_536;
const nothing = Buffer.alloc(0);

export class RequestBody {
  readonly reader: BodyReader;
  /** When the client last sent something: a reading of the clock. */
  touchedMs: number;
  private readonly clock: Clock;
  private readonly largestBytes: number;
  private readonly framing: OutgoingFraming;
  private readonly announcedBytes: number;
  private upstream: UpstreamConnection | undefined;
  private held: Buffer[] = [];
  private heldBytes = 0;
  /** True when the server has been given the end of the body. */
  private finished = false;

  /** `largestBytes` undefined is no limit. */
  constructor(framing: Framing, clock: Clock, largestBytes: number | undefined) {
    this.reader = new BodyReader(framing);
    this.framing = framing.kind;
    this.largestBytes = largestBytes ?? Number.POSITIVE_INFINITY;
    this.announcedBytes = framing.kind === 'length' ? framing.bytes : 0;
    this.clock = clock;
    this.touchedMs = clock.nowMs;
  }

  /** Everything has come from the client. */
  get complete(): boolean {
    return this.reader.done;
  }

  /** The answer to a body that is malformed or too large, announced or grown; undefined while it is neither. */
  get faultStatus(): 400 | 413 | undefined {
    if (this.reader.fault !== undefined) return 400;
    return Math.max(this.announcedBytes, this.reader.bytes) > this.largestBytes ? 413 : undefined;
  }

  /** True if the client must wait before it sends more. */
  get blocked(): boolean {
    if (this.upstream === undefined) return this.heldBytes >= holdBytes;
    return isBlocked(this.upstream.socket);
  }

  get bytesHeld(): number {
    return this.heldBytes;
  }

  /** The bytes that are held, as one piece. */
  peek(): Buffer {
    if (this.held.length === 0) return nothing;
    if (this.held.length > 1) this.held = [Buffer.concat(this.held)];
    return this.held[0] ?? nothing;
  }

  /** Takes bytes of the client from `at` on; gives the place after the body. */
  take(bytes: Buffer, at: number): number {
    this.touchedMs = this.clock.nowMs;
    const { reader } = this;
    const next = reader.feed(bytes, at, bytes.length);
    if (this.faultStatus !== undefined) return next;
    const { dataStart, dataEnd } = reader;
    if (this.upstream !== undefined) {
      const freed = next === bytes.length && isWhole(bytes) ? bytes : undefined;
      this.send('', bodyPiece(bytes, dataStart, dataEnd), freed);
    } else if (dataEnd > dataStart) this.hold(bytes.subarray(dataStart, dataEnd));
    return next;
  }

  /** From now on the body goes to `upstream`: first `head` and whatever is held, in one write if it is small. */
  sendTo(upstream: UpstreamConnection, head: string): void {
    this.upstream = upstream;
    this.finished = false;
    const data = this.peek();
    if (this.heldBytes > 0) this.held = [];
    this.heldBytes = 0;
    this.send(head, bodyPiece(data, 0, data.length));
  }

  /** The server is of no use any more: what still comes is read and forgotten. */
  detach(): void {
    this.upstream = undefined;
    this.held = [];
    this.heldBytes = 0;
  }

  private hold(data: Buffer): void {
    this.held.push(data);
    this.heldBytes += data.length;
  }

  private send(head: string, body: string | Buffer, freed?: Buffer): void {
    const { upstream } = this;
    if (upstream === undefined || this.finished) return;
    const last = this.reader.done;
    if (head === '' && body.length === 0 && !last) return;
    this.finished = last;
    upstream.touchedMs = this.clock.nowMs;
    writePiece(upstream.socket, {
      head,
      body,
      framing: this.framing,
      last,
      trailers: this.reader.trailers,
      lasting: true,
      freed,
    });
  }
}
