// The node:http side that faces clients: its limits, TLS, and every event of it. Hands each request over in turn;
// decides only what is no request at all.

import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { ConnectionCounts, TrafficLimits } from '../engine.ts';
import { createAdmission } from '../http1/admission.ts';
import { type ClientConnection, createClientConnection, plainAddress } from './client-connections.ts';
import { refuse } from './closing-answer.ts';
import type { Incoming } from './exchange-state.ts';
import { faultOf } from './rules/client-fault.ts';
import { type CheckedRequest, checkRequest, type Refusal } from './rules/request-check.ts';
import type { SecureNames } from './secure-names.ts';
import { keepEarlyBytes } from './tunnel.ts';

export type ListenerOptions = {
  /** Asked again each time, since limits may change. */
  readonly limits: () => TrafficLimits;
  /** Undefined: plain HTTP. */
  readonly secureNames: SecureNames | undefined;
  /** Undefined: counted here. */
  readonly connectionCounts?: ConnectionCounts | undefined;
  readonly onRequest: (incoming: Incoming) => void;
  readonly onBadRequest: () => void;
};

export interface Listener {
  readonly server: Server;
  /** Every connection of a client that is open, TLS handshake included. */
  readonly sockets: ReadonlySet<Socket>;
  /** Those of them that can carry requests; a TLS socket has another one below it. */
  readonly connections: ReadonlyMap<Socket, ClientConnection>;
  /** For what node itself watches; the size of a head counts from the next connection on. */
  setLimits(limits: TrafficLimits): void;
}

/** A server that is not listening yet. */
export function createListener(options: ListenerOptions): Listener {
  const { limits, secureNames } = options;
  const checks = new WeakMap<IncomingMessage, CheckedRequest | Refusal>();
  const check = (request: IncomingMessage) => {
    const found = checks.get(request) ?? checkRequest(rawOf(request), limits());
    checks.set(request, found);
    return found;
  };
  const settings: ServerOptions = {
    ...serverOptions(limits()),
    shouldUpgradeCallback: (request) => isWebSocket(check(request)),
  };
  const server = secureNames
    ? createSecureServer({ ...settings, ...secureNames.options, handshakeTimeout: limits().headTimeoutMs })
    : createServer(settings);
  // 0 is "all of them": the default of 2,000 loses what is beyond it without a word (reliability 4).
  server.maxHeadersCount = 0;
  const { sockets, connections } = watchConnections(server, options);
  const take = (request: IncomingMessage, response: ServerResponse, head?: Buffer) => {
    const connection = connections.get(request.socket);
    const most = limits().requestsPerConnection ?? Number.POSITIVE_INFINITY;
    if (connection === undefined || connection.closing || connection.requests >= most) return;
    if (++connection.requests >= most) response.shouldKeepAlive = false;
    const found = check(request);
    if (found.kind === 'checked') {
      const early = head && keepEarlyBytes(request.socket, head);
      options.onRequest({ connection, request, response, checked: found, early });
      return;
    }
    refuseLast(connection, found, options);
    request.resume();
  };
  for (const event of ['request', 'checkContinue', 'checkExpectation'])
    server.on(event, (request: IncomingMessage, response: ServerResponse) => take(request, response));
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const connection = connections.get(socket);
    if (isWebSocket(check(request))) take(request, new ServerResponse(request), head);
    // A Node before 24.9 hands over every upgrade, and there is no way back from it to plain HTTP.
    else if (connection) refuseLast(connection, { status: 400, why: 'upgrade' }, options);
  });
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    const connection = connections.get(socket);
    if (connection) refuseLast(connection, { status: 501, why: 'CONNECT' }, options);
    else socket.destroy();
  });
  server.on('clientError', (error: ClientError, socket: Socket) => {
    const connection = connections.get(socket);
    if (connection) onClientError(connection, error, options);
    else socket.destroy();
  });
  return { server, sockets, connections, setLimits: (changed) => setLimits(server, changed) };
}

/** Keeps book of what is open, and closes at once what is too much. */
function watchConnections(server: Server, { secureNames, limits, connectionCounts }: ListenerOptions) {
  const sockets = new Set<Socket>();
  const connections = new Map<Socket, ClientConnection>();
  const admission = createAdmission(limits, connectionCounts);
  server.on('connection', (socket: Socket) => {
    // Its close tells that it is over; without a listener an error would end the process.
    socket.on('error', () => undefined);
    const address = plainAddress(socket.remoteAddress ?? '');
    if (!admission.enter(address)) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      admission.leave(address);
    });
  });
  const secure = secureNames !== undefined;
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
    if (socket.destroyed) return;
    connections.set(socket, createClientConnection(socket, secure));
    socket.once('close', () => connections.delete(socket));
  });
  // A failed handshake is closed by node; there is nobody to answer.
  server.on('tlsClientError', () => undefined);
  return { sockets, connections };
}

/** The size of a head is read by node for each new connection; it has no public setter. */
function setLimits(server: Server, limits: TrafficLimits): void {
  server.headersTimeout = limits.headTimeoutMs;
  server.keepAliveTimeout = limits.clientIdleMs;
  (server as Server & { maxHeaderSize?: number }).maxHeaderSize = limits.headBytes;
}

type ClientError = Error & { readonly code?: string; readonly rawPacket?: Buffer };

/** A message that cannot be read, or not in time. */
function onClientError(connection: ClientConnection, error: ClientError, options: ListenerOptions): void {
  const { socket } = connection;
  if (connection.closing || socket.destroyed) return;
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE' || socket.bytesRead === 0) {
    socket.destroy();
    return;
  }
  const fault = faultOf(error.code, error.rawPacket?.toString('latin1') ?? '');
  if (!connection.last()?.broken(fault.status)) {
    refuseLast(connection, fault, options);
    return;
  }
  connection.closing = true;
  options.onBadRequest();
}

/** Refuses what came last: the answers due before it are given, then the connection ends. */
function refuseLast(
  connection: ClientConnection,
  { status, why }: { readonly status: number; readonly why: string },
  options: ListenerOptions,
): void {
  connection.closing = true;
  options.onBadRequest();
  connection.whenIdle(() => refuse(connection, status, why));
}

function serverOptions(limits: TrafficLimits): ServerOptions {
  return {
    insecureHTTPParser: false,
    maxHeaderSize: limits.headBytes,
    headersTimeout: limits.headTimeoutMs,
    // The inactivity of a body is our own affair; a limit on all of it would forbid slow uploads.
    requestTimeout: 0,
    // The default of 30 s would make a limit of one second mean up to 31.
    connectionsCheckingInterval: Math.max(20, Math.min(1000, Math.floor(limits.headTimeoutMs / 5))),
    keepAliveTimeout: limits.clientIdleMs,
    keepAliveTimeoutBuffer: 0,
    // Host is checked with everything else, so that it is counted and answered alike.
    requireHostHeader: false,
    joinDuplicateHeaders: false,
    noDelay: true,
  } as ServerOptions;
}

function rawOf(request: IncomingMessage) {
  const { method = '', url = '', httpVersion, rawHeaders } = request;
  return { method, url, version: httpVersion, fields: rawHeaders };
}

function isWebSocket(found: CheckedRequest | Refusal): boolean {
  return found.kind === 'checked' && found.websocket;
}
