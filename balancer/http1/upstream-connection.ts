// One connection to a server and whoever uses it now. Passes bytes and ends on; knows nothing of HTTP.

import type { Socket } from 'node:net';
import { connect as connectTcp, isIP } from 'node:net';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { connect as connectTls } from 'node:tls';
import type { Clock } from './clock.ts';
import { WireError } from './errors.ts';

/** Who sends a request over a connection. */
export interface UpstreamUser {
  /** Bytes `0` to `end` of `buffer`; they are overwritten after the call. */
  upstreamBytes(buffer: Buffer, end: number): void;
  /** What was written has gone out. */
  upstreamDrained(): void;
  /** The server has ended its side (no error), or the connection is gone (error): the one, or the one and the other. */
  upstreamEnded(error: Error | undefined): void;
}

/** Who owns connections. */
export interface UpstreamOwner {
  readonly clock: Clock;
  /** Small messages of all connections are read into this one. */
  readonly sharedBuffer: Buffer;
  takeLargeBuffer(): Buffer;
  returnLargeBuffer(buffer: Buffer): void;
  connected(connection: UpstreamConnection): void;
  closed(connection: UpstreamConnection, error: Error | undefined): void;
  fault(error: unknown): void;
}

/** Where to connect; `tls` undefined is plain. */
export type UpstreamAddress = {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsOptions | undefined;
};

export class UpstreamConnection {
  readonly socket: Socket;
  user: UpstreamUser | undefined;
  /** True from the moment it can be written to. */
  open = false;
  /** True if a user has signed on to the connection itself (NTLM): it is never used for another client. */
  bound = false;
  /** When it was opened, last used or last heard of: a reading of the clock. */
  touchedMs: number;
  /** How long it may lie idle. */
  idleLimitMs = 0;
  paused = false;
  private readonly owner: UpstreamOwner;
  private readonly secure: boolean;
  private error: Error | undefined;
  private ended = false;
  private largeBuffer: Buffer | undefined;

  constructor(owner: UpstreamOwner, address: UpstreamAddress) {
    this.owner = owner;
    this.secure = address.tls !== undefined;
    this.touchedMs = owner.clock.nowMs;
    this.socket = this.connect(address);
    this.socket.setNoDelay(true);
    this.socket.on('error', (error) => {
      this.error ??= error;
    });
    this.socket.on('end', () => this.guarded(() => this.onEnd()));
    this.socket.on('drain', () => {
      this.touchedMs = owner.clock.nowMs;
      this.guarded(() => this.user?.upstreamDrained());
    });
    this.socket.on('close', () => this.guarded(() => this.onClose()));
  }

  /** True if it may carry a request. */
  get usable(): boolean {
    return this.open && !this.ended && !this.socket.destroyed && this.socket.writable;
  }

  /** True if `buffer` is this connection's alone: it is left as it is while reading is paused. */
  isOwnBuffer(buffer: Buffer): boolean {
    return buffer === this.largeBuffer;
  }

  /** From the next read on bytes stand in a large buffer of this connection alone. */
  readLarge(): void {
    if (!this.secure) this.largeBuffer ??= this.owner.takeLargeBuffer();
  }

  /** Back to the shared buffer. `quiet`: nothing of the large one waits to be written any more. */
  readSmall(quiet: boolean): void {
    if (this.largeBuffer !== undefined && quiet) this.owner.returnLargeBuffer(this.largeBuffer);
    this.largeBuffer = undefined;
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.socket.pause();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.touchedMs = this.owner.clock.nowMs;
    this.socket.resume();
  }

  /** Ends it; whoever uses it is not told. */
  destroy(error?: Error): void {
    this.user = undefined;
    this.error ??= error;
    this.socket.destroy();
  }

  private connect({ host, port, tls }: UpstreamAddress): Socket {
    const onread = {
      buffer: () => this.largeBuffer ?? this.owner.sharedBuffer,
      callback: (length: number, buffer: Uint8Array) => {
        this.receive(buffer as Buffer, length);
        return true;
      },
    };
    // Node takes a function for the buffer; its types know the buffer only.
    const plain = { host, port, allowHalfOpen: true, onread: onread as never };
    if (tls === undefined) return connectTcp(plain, () => this.opened());
    const servername = isIP(host) === 0 ? { servername: host } : {};
    return connectTls({ ...plain, ALPNProtocols: ['http/1.1'], ...servername, ...tls }, () => this.opened());
  }

  private opened(): void {
    this.open = true;
    this.touchedMs = this.owner.clock.nowMs;
    this.guarded(() => this.owner.connected(this));
  }

  private receive(buffer: Buffer, end: number): void {
    this.touchedMs = this.owner.clock.nowMs;
    if (this.user === undefined) {
      // Bytes that nobody asked for: the next answer on this connection could not be trusted.
      this.socket.destroy();
      return;
    }
    try {
      this.user.upstreamBytes(buffer, end);
    } catch (error) {
      // Not by `guarded`: this is the way of every byte, and a closure for each read costs.
      this.owner.fault(error);
      this.socket.destroy();
    }
  }

  private onEnd(): void {
    this.ended = true;
    if (this.user === undefined) this.socket.destroy();
    else this.user.upstreamEnded(undefined);
  }

  private onClose(): void {
    this.ended = true;
    this.owner.closed(this, this.error);
    if (!this.open || this.user === undefined) return;
    this.user.upstreamEnded(this.error ?? new WireError('BAL_UPSTREAM_CLOSED', 'the server closed it'));
  }

  /** No fault of ours may end more than this connection. */
  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.owner.fault(error);
      this.socket.destroy();
    }
  }
}
