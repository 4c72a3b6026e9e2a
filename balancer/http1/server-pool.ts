// The connections to one server: kept ones, a cap, and a bounded queue for those that wait for one.
// Who gets which request is not decided here.

import type { TrafficLimits } from '../engine.ts';
import { WireError } from './errors.ts';
import type { UpstreamAddress, UpstreamOwner, UpstreamUser } from './upstream-connection.ts';
import { UpstreamConnection } from './upstream-connection.ts';

/** Who looks for a connection. Exactly one of both is called, once, unless it is given up before. */
export interface UpstreamSeeker extends UpstreamUser {
  upstreamReady(connection: UpstreamConnection, reused: boolean): void;
  /** Nothing was sent. */
  upstreamUnavailable(error: Error): void;
}

type Waiting = { readonly seeker: UpstreamSeeker; readonly sinceMs: number };

/** Requests that may wait for one of the connections of a server that has all it may have. */
const longestQueue = 1024;

export class ServerPool {
  readonly owner: UpstreamOwner;
  /** Host and port as a Host field says them. */
  readonly host: string;
  private readonly address: UpstreamAddress;
  private readonly limits: () => TrafficLimits;
  private readonly all = new Set<UpstreamConnection>();
  private readonly connecting = new Map<UpstreamConnection, UpstreamSeeker>();
  private readonly idle: UpstreamConnection[] = [];
  private readonly queue: Waiting[] = [];

  constructor(owner: UpstreamOwner, address: UpstreamAddress, limits: () => TrafficLimits) {
    this.owner = owner;
    this.address = address;
    this.host = `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
    this.limits = limits;
  }

  get size(): number {
    return this.all.size;
  }

  get idleCount(): number {
    return this.idle.length;
  }

  /** True if nobody would miss it. */
  get deserted(): boolean {
    return this.all.size === 0 && this.queue.length === 0;
  }

  /** Finds a connection. `fresh`: a kept one has just failed, so only a new one will do. */
  seek(seeker: UpstreamSeeker, fresh: boolean): void {
    const kept = fresh ? undefined : this.takeIdle();
    if (kept !== undefined) {
      seeker.upstreamReady(kept, true);
      return;
    }
    if (fresh && this.all.size >= this.limits().connectionsPerServer) this.dropIdle();
    if (this.all.size < this.limits().connectionsPerServer) this.open(seeker);
    else if (this.queue.length < longestQueue) {
      this.queue.push({ seeker, sinceMs: this.owner.clock.nowMs });
    } else
      seeker.upstreamUnavailable(new WireError('BAL_SERVER_BUSY', 'too many requests wait for the server'));
  }

  /** Gives up looking. */
  forget(seeker: UpstreamSeeker): void {
    const place = this.queue.findIndex((each) => each.seeker === seeker);
    if (place >= 0) this.queue.splice(place, 1);
    for (const [connection, owner] of this.connecting) {
      if (owner === seeker) {
        this.connecting.delete(connection);
        connection.destroy();
      }
    }
  }

  /** Takes a connection back that may carry another request, for at most `idleLimitMs`. */
  release(connection: UpstreamConnection, idleLimitMs: number): void {
    connection.user = undefined;
    connection.touchedMs = this.owner.clock.nowMs;
    connection.idleLimitMs = idleLimitMs;
    if (!connection.usable || idleLimitMs <= 0) {
      connection.destroy();
      return;
    }
    const next = this.queue.shift();
    if (next === undefined) this.idle.push(connection);
    else next.seeker.upstreamReady(connection, true);
  }

  connected(connection: UpstreamConnection): void {
    const seeker = this.connecting.get(connection);
    this.connecting.delete(connection);
    if (seeker === undefined) connection.destroy();
    else seeker.upstreamReady(connection, false);
  }

  closed(connection: UpstreamConnection, error: Error | undefined): void {
    this.all.delete(connection);
    const place = this.idle.indexOf(connection);
    if (place >= 0) this.idle.splice(place, 1);
    const seeker = this.connecting.get(connection);
    this.connecting.delete(connection);
    const next = this.all.size < this.limits().connectionsPerServer ? this.queue.shift() : undefined;
    if (next !== undefined) this.open(next.seeker);
    seeker?.upstreamUnavailable(error ?? new WireError('BAL_UPSTREAM_CLOSED', 'closed while connecting'));
  }

  /** Ends what has taken or lain too long. */
  check(): void {
    const { clock } = this.owner;
    const { connectTimeoutMs } = this.limits();
    for (const connection of this.connecting.keys()) {
      if (clock.isOver(connection.touchedMs, connectTimeoutMs)) {
        connection.socket.destroy(
          new WireError('BAL_CONNECT_TIMEOUT', `no connection in ${connectTimeoutMs} ms`),
        );
      }
    }
    for (const connection of this.idle) {
      if (clock.isOver(connection.touchedMs, connection.idleLimitMs)) connection.socket.destroy();
    }
    while (this.queue[0] !== undefined && clock.isOver(this.queue[0].sinceMs, connectTimeoutMs)) {
      const { seeker } = this.queue.shift() as Waiting;
      seeker.upstreamUnavailable(
        new WireError('BAL_SERVER_BUSY', 'all connections to the server are in use'),
      );
    }
  }

  destroy(): void {
    for (const connection of this.all) connection.destroy();
  }

  private takeIdle(): UpstreamConnection | undefined {
    for (let kept = this.idle.pop(); kept !== undefined; kept = this.idle.pop()) {
      if (kept.usable && !this.owner.clock.isOver(kept.touchedMs, kept.idleLimitMs)) return kept;
      kept.destroy();
    }
    return undefined;
  }

  private dropIdle(): void {
    const dropped = this.idle.shift();
    if (dropped === undefined) return;
    this.all.delete(dropped);
    dropped.destroy();
  }

  private open(seeker: UpstreamSeeker): void {
    const connection = new UpstreamConnection(this.owner, this.address);
    this.all.add(connection);
    this.connecting.set(connection, seeker);
  }
}
