// Which connection a request to a server gets: a kept one through an http.Agent, or a single one for what needs a
// fresh socket. A connection that belongs to one client (NTLM, Negotiate) would be a third kind, beside these two.

import { Agent, type ClientRequest, request as openRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Server } from '../../cluster/model.ts';
import type { TrafficLimits } from '../engine.ts';
import type { FlatFields } from './rules/fields.ts';
import { idleTimeMs } from './rules/keep-alive.ts';
import { addressOf, createUpstreamSockets, type UpstreamSockets } from './upstream-sockets.ts';

export type UpstreamOrder = {
  readonly server: Server;
  /** `kept`: any connection of the pool. `single`: a new one that is used once. */
  readonly connection: 'kept' | 'single';
  readonly method: string;
  readonly target: string;
  readonly fields: FlatFields;
};

export interface UpstreamPools {
  /** A request that will be sent once it has a connection. Nothing is thrown for a server that is away. */
  open(order: UpstreamOrder): ClientRequest;
  readonly sockets: UpstreamSockets;
  /** True for a connection that has carried a request before. */
  hasServed(socket: Socket): boolean;
  /** Notes what the answer said about keeping its connection. */
  noteAnswer(socket: Socket, fields: FlatFields): void;
  /** Connections without a request. */
  idle(): number;
  /** From the next use of each connection on. */
  setLimits(limits: TrafficLimits): void;
  /** Closes everything; resolves when it is closed. */
  destroy(): Promise<void>;
}

/** What the pools know of the connections they keep. */
type Kept = {
  readonly idle: Set<Socket>;
  readonly idleMs: WeakMap<Socket, number>;
  limitMs: number;
};

type Pair = { readonly kept: Agent; readonly single: Agent };

export type PoolOptions = { readonly limits: TrafficLimits; readonly upstreamCa: string | undefined };

/** Pools for every server that a route may name. */
export function createUpstreamPools({ limits: first, upstreamCa }: PoolOptions): UpstreamPools {
  let limits = first;
  const sockets = createUpstreamSockets(upstreamCa);
  const kept: Kept = { idle: new Set(), idleMs: new WeakMap(), limitMs: limits.serverIdleMs };
  const pairs = new Map<string, Pair>();
  const pairFor = (server: Server) => {
    const key = `${server.origin} ${server.verifyCertificate}`;
    const known = pairs.get(key);
    if (known !== undefined) return known;
    // A new server is a new topology: pools of servers that are no longer in it are empty by and by.
    for (const [old, pair] of pairs) if (isEmpty(pair.kept) && isEmpty(pair.single)) pairs.delete(old);
    const pair = createPair(server, limits.connectionsPerServer, { sockets, kept });
    pairs.set(key, pair);
    return pair;
  };
  return {
    sockets,
    open: (order) =>
      openRequest({
        agent: pairFor(order.server)[order.connection],
        method: order.method,
        path: order.target,
        headers: order.fields,
        maxHeaderSize: limits.headBytes,
        insecureHTTPParser: false,
        setDefaultHeaders: false,
      }),
    hasServed: (socket) => kept.idleMs.has(socket),
    noteAnswer: (socket, fields) => {
      kept.idleMs.set(socket, idleTimeMs(fields, limits.serverIdleMs));
    },
    idle: () => kept.idle.size,
    setLimits(changed) {
      limits = changed;
      kept.limitMs = changed.serverIdleMs;
      for (const pair of pairs.values())
        for (const agent of [pair.kept, pair.single]) {
          agent.maxSockets = changed.connectionsPerServer;
          agent.maxFreeSockets = changed.connectionsPerServer;
        }
    },
    async destroy() {
      const closing = [...sockets.open].map(
        (socket) =>
          new Promise((resolve) => {
            socket.once('close', resolve);
            socket.destroy();
          }),
      );
      for (const { kept: agent, single } of pairs.values()) {
        agent.destroy();
        single.destroy();
      }
      await Promise.all(closing);
    },
  };
}

function createPair(
  server: Server,
  mostConnections: number,
  { sockets, kept }: { readonly sockets: UpstreamSockets; readonly kept: Kept },
): Pair {
  const address = addressOf(server);
  const limit = { maxSockets: mostConnections, maxFreeSockets: mostConnections };
  const agent = new Agent({ keepAlive: true, ...limit });
  const single = new Agent({ keepAlive: false, ...limit });
  single.createConnection = () => sockets.connectTo(address, true);
  agent.createConnection = () => watchIdle(sockets.connectTo(address, false), kept);
  agent.keepSocketAlive = (stream) => {
    const socket = stream as Socket;
    const waitMs = kept.idleMs.get(socket) ?? kept.limitMs;
    if (waitMs <= 0) return false;
    kept.idle.add(socket);
    socket.setTimeout(waitMs);
    return true;
  };
  const reuse = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (stream, request) => {
    const socket = stream as Socket;
    kept.idle.delete(socket);
    socket.setTimeout(0);
    reuse(socket, request);
  };
  return { kept: agent, single };
}

function isEmpty({ sockets, freeSockets, requests }: Agent): boolean {
  return [sockets, freeSockets, requests].every((each) => Object.keys(each).length === 0);
}

/** A connection whose idle time is over is closed; while a request is on it others watch the time. */
function watchIdle(socket: Socket, { idle }: Kept): Socket {
  socket.on('timeout', () => {
    if (idle.has(socket)) socket.destroy();
  });
  socket.once('close', () => idle.delete(socket));
  return socket;
}
