// A WebSocket after its 101: bytes both ways, each side may end before the other, and one that is silent too long is
// cut. Reads nothing of what passes.

import type { Socket } from 'node:net';
import type { Clock } from './clock.ts';
import { isBlocked, writeCopy } from './piece-writer.ts';
import type { UpstreamConnection } from './upstream-connection.ts';

export type TunnelEnds = {
  readonly client: Socket;
  readonly upstream: UpstreamConnection;
  readonly clock: Clock;
  readonly idleMs: number;
  /** Called once, when one side is gone altogether. */
  readonly closed: () => void;
};

export class Tunnel {
  fromClient = 0;
  fromServer = 0;
  private readonly ends: TunnelEnds;
  private touchedMs: number;
  private clientEnded = false;
  private serverEnded = false;
  private over = false;

  constructor(ends: TunnelEnds) {
    this.ends = ends;
    this.touchedMs = ends.clock.nowMs;
  }

  /** True if the client must wait before it sends more. */
  get blocked(): boolean {
    return isBlocked(this.ends.upstream.socket);
  }

  clientBytes(bytes: Buffer): void {
    this.touchedMs = this.ends.clock.nowMs;
    this.fromClient += bytes.length;
    if (bytes.length > 0 && this.ends.upstream.socket.writable) this.ends.upstream.socket.write(bytes);
  }

  /** `bytes` are overwritten after the call. */
  serverBytes(bytes: Buffer): void {
    this.touchedMs = this.ends.clock.nowMs;
    this.fromServer += bytes.length;
    if (bytes.length === 0 || !this.ends.client.writable) return;
    writeCopy(this.ends.client, bytes);
    if (isBlocked(this.ends.client)) this.ends.upstream.pause();
  }

  /** The client has sent all it will send; the server may go on. */
  clientEnd(): void {
    this.clientEnded = true;
    this.ends.upstream.socket.end();
  }

  /** The server has sent all it will send; the client may go on. */
  serverEnd(): void {
    this.serverEnded = true;
    this.ends.client.end();
  }

  /** One side is gone. Where both had ended, what is still to be written to the client goes out first. */
  close(): void {
    if (this.over) return;
    this.over = true;
    this.ends.upstream.destroy();
    if (!this.serverEnded || !this.clientEnded) this.ends.client.destroy();
    this.ends.closed();
  }

  check(): void {
    if (this.ends.clock.isOver(this.touchedMs, this.ends.idleMs)) this.close();
  }
}
