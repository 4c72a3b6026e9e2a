// What has come of a client and belongs to no request yet: finds the heads in it, one after another, as soon as
// somebody may take them. What comes behind a request waits here until that one is answered.

import type { ClientPeer, TrafficLimits } from '../engine.ts';
import type { ParsedRequest } from './rules/parsed-request.ts';
import { parseRequestHead } from './rules/request-head.ts';

/** Who takes the requests of a client. */
export interface RequestTaker {
  readonly peer: ClientPeer;
  /** True if the next request may begin: none runs, and the answers before it are read. */
  readonly free: boolean;
  /** A request, its body from `at` on as far as it has come; gives the place after what belongs to it. */
  begin(head: ParsedRequest, bytes: Buffer, at: number): number;
  /** A part of a head has come. */
  headBegun(): void;
  refuse(status: number, why: string): void;
}

/** Requests in waiting that a client may send ahead before it is not read any more. */
const pendingBytes = 65_536;
const lineFeed = 0x0a;
const nothing = Buffer.alloc(0);

export class RequestIntake {
  private readonly taker: RequestTaker;
  /** Asked each time, since limits may change. */
  private readonly limits: () => TrafficLimits;
  private pending: Buffer | undefined;
  /** So much of what is pending was read in vain. */
  private readInVain = 0;
  private reading = false;

  constructor(taker: RequestTaker, limits: () => TrafficLimits) {
    this.taker = taker;
    this.limits = limits;
  }

  /** True if the client has sent more ahead than is held for it. */
  get full(): boolean {
    return (this.pending?.length ?? 0) > pendingBytes;
  }

  /**
   * Reads bytes `0` to `end` of a buffer that is overwritten afterwards. True if they were one whole head with nothing
   * before and behind it, and the request has begun; else nothing has happened.
   */
  takeWhole(buffer: Buffer, end: number): boolean {
    const { taker } = this;
    if (this.pending !== undefined || this.reading || !taker.free) return false;
    const read = parseRequestHead(buffer, 0, end, { limits: this.limits(), client: taker.peer });
    if (read.kind !== 'read' || read.next !== end) return false;
    taker.begin(read.head, nothing, 0);
    return true;
  }

  /** Holds bytes behind those that wait, and reads on. */
  take(bytes: Buffer): void {
    this.pending = this.pending === undefined ? bytes : Buffer.concat([this.pending, bytes]);
    this.readOn();
  }

  /** Begins the requests that wait, as far as they may. */
  readOn(): void {
    if (this.reading) return;
    this.reading = true;
    try {
      let more = true;
      while (more && this.pending !== undefined && this.taker.free) more = this.readRequest(this.pending);
    } finally {
      this.reading = false;
    }
  }

  /** Nothing more will come: what is there is read to the last byte. */
  readRest(): void {
    this.readInVain = 0;
    this.readOn();
  }

  /** Gives what waits away. */
  release(): Buffer | undefined {
    const { pending } = this;
    this.pending = undefined;
    return pending;
  }

  /** False if more bytes must come before anything can be said. */
  private readRequest(bytes: Buffer): boolean {
    if (!this.worthReading(bytes)) return false;
    const { taker } = this;
    const read = parseRequestHead(bytes, 0, bytes.length, { limits: this.limits(), client: taker.peer });
    switch (read.kind) {
      case 'incomplete':
        this.readInVain = bytes.length;
        taker.headBegun();
        return false;
      case 'refused':
        taker.refuse(read.status, read.why);
        return true;
      case 'read': {
        this.readInVain = 0;
        this.pending = undefined;
        const next = taker.begin(read.head, bytes, read.next);
        if (next < bytes.length) this.pending = bytes.subarray(next);
        return true;
      }
    }
  }

  /** A head that drips in is not read anew for each byte: only with a new line, or when twice as much is there. */
  private worthReading(bytes: Buffer): boolean {
    if (this.readInVain === 0 || bytes.length >= 2 * this.readInVain) return true;
    return bytes.length >= this.limits().headBytes || bytes.indexOf(lineFeed, this.readInVain) >= 0;
  }
}
