// All pools of an engine: one for each origin and way of checking its certificate. Holds the buffers they read into.

import type { SecureContext, ConnectionOptions as TlsOptions } from 'node:tls';
import { createSecureContext, getCACertificates } from 'node:tls';
import type { Server } from '../../cluster/model.ts';
import type { EngineOptions, TrafficLimits } from '../engine.ts';
import type { Clock, Timed } from './clock.ts';
import { WireError } from './errors.ts';
import { ServerPool } from './server-pool.ts';
import type { UpstreamAddress, UpstreamConnection, UpstreamOwner } from './upstream-connection.ts';

type PoolOptions = Pick<EngineOptions, 'upstreamCa' | 'onProblem'> & {
  readonly clock: Clock;
  /** Asked each time, since limits may change. */
  readonly limits: () => TrafficLimits;
};

const sharedBytes = 65_536;
const largeBytes = 262_144;
/** Large buffers kept for the next large answer. */
const largeBuffersKept = 8;

export class UpstreamPools implements Timed {
  private readonly options: PoolOptions;
  private readonly byOrigin = new Map<string, ServerPool>();
  /** The topology is replaced whole: a server that is unchanged is found by its key, and then again at once. */
  private byServer = new WeakMap<Server, ServerPool>();
  private readonly sharedBuffer = Buffer.allocUnsafeSlow(sharedBytes);
  private readonly largeBuffers: Buffer[] = [];
  private secureContext: SecureContext | undefined;

  constructor(options: PoolOptions) {
    this.options = options;
    options.clock.watch(this);
  }

  of(server: Server): ServerPool {
    const known = this.byServer.get(server);
    if (known !== undefined) return known;
    const key = `${server.verifyCertificate} ${server.origin}`;
    const pool = this.byOrigin.get(key) ?? this.createPool(server);
    this.byOrigin.set(key, pool);
    this.byServer.set(server, pool);
    return pool;
  }

  counts(): { readonly connections: number; readonly idle: number } {
    let connections = 0;
    let idle = 0;
    for (const pool of this.byOrigin.values()) {
      connections += pool.size;
      idle += pool.idleCount;
    }
    return { connections, idle };
  }

  check(): void {
    for (const [key, pool] of this.byOrigin) {
      pool.check();
      if (!pool.deserted) continue;
      this.byOrigin.delete(key);
      this.byServer = new WeakMap();
    }
  }

  destroy(): void {
    for (const pool of this.byOrigin.values()) pool.destroy();
  }

  private createPool(server: Server): ServerPool {
    const { clock, limits, onProblem } = this.options;
    const owner: UpstreamOwner = {
      clock,
      sharedBuffer: this.sharedBuffer,
      takeLargeBuffer: () => this.largeBuffers.pop() ?? Buffer.allocUnsafeSlow(largeBytes),
      returnLargeBuffer: (buffer) => {
        if (this.largeBuffers.length < largeBuffersKept) this.largeBuffers.push(buffer);
      },
      connected: (connection: UpstreamConnection) => pool.connected(connection),
      closed: (connection, error) => pool.closed(connection, error),
      fault: (error) => onProblem(new WireError('BAL_ENGINE_FAULT', 'fault while answering', error)),
    };
    const pool = new ServerPool(owner, this.addressOf(server), limits);
    return pool;
  }

  private addressOf(server: Server): UpstreamAddress {
    const url = new URL(server.origin);
    const secure = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
    return { host, port, tls: secure ? this.tlsOptions(server.verifyCertificate) : undefined };
  }

  /** Certificates are checked against the usual authorities and `upstreamCa`. */
  private tlsOptions(verifyCertificate: boolean): TlsOptions {
    const { upstreamCa } = this.options;
    const authorities = upstreamCa === undefined ? {} : { ca: [...getCACertificates('default'), upstreamCa] };
    this.secureContext ??= createSecureContext(authorities);
    return { rejectUnauthorized: verifyCertificate, secureContext: this.secureContext };
  }
}
