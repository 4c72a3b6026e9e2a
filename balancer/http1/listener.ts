// The listening socket, plain or TLS with one certificate for each server name. Gives each connection on as soon as
// it can carry HTTP; certificates are swapped without touching connections.

import type { Socket, Server as TcpServer } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import type { SecureContext, TLSSocket, Server as TlsServer } from 'node:tls';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import type { ListenAddress, TlsIdentity } from '../engine.ts';
import type { Admission } from './admission.ts';

export type ListenerOptions = {
  readonly tls: readonly TlsIdentity[] | undefined;
  readonly handshakeTimeoutMs: number;
  readonly admission: Admission;
  readonly onConnection: (socket: Socket) => void;
  readonly onProblem: (problem: Error) => void;
};

export interface Listener {
  listen(address: ListenAddress): Promise<number>;
  setTls(identities: readonly TlsIdentity[]): void;
  /** Accepts nothing more; what was accepted is the caller's. */
  stop(): void;
}

/** So much may wait in a client socket before the server has to wait. */
const highWaterMark = 16_384;
/** Connections that the system may hold before they are accepted. */
const backlog = 4096;

export function createListener(options: ListenerOptions): Listener {
  const contexts = createContexts(options.tls ?? []);
  const handshaking = new Map<string, Socket>();
  const sockets = { allowHalfOpen: true, noDelay: true, highWaterMark };
  const server =
    options.tls === undefined
      ? createTcpServer(sockets, (accepted) => {
          if (!mayEnter(accepted, options.admission)) return;
          options.onConnection(counted(accepted, options.admission));
        })
      : createTlsListener(sockets, contexts, { ...options, handshaking });
  return {
    listen: (address) => listen(server, address, options.onProblem),
    setTls: (identities) => {
      contexts.replace(identities);
      if ('setSecureContext' in server) server.setSecureContext(defaultIdentity(identities));
    },
    stop: () => {
      server.close();
      for (const socket of handshaking.values()) socket.destroy();
    },
  };
}

type Contexts = {
  readonly byName: (serverName: string) => SecureContext | undefined;
  readonly replace: (identities: readonly TlsIdentity[]) => void;
};

function createContexts(initial: readonly TlsIdentity[]): Contexts {
  let contexts = contextsOf(initial);
  return {
    byName: (serverName) => {
      const name = serverName.toLowerCase();
      return contexts.get(name) ?? contexts.get(name.replace(/^[^.]+/, '*'));
    },
    replace: (identities) => {
      contexts = contextsOf(identities);
    },
  };
}

function contextsOf(identities: readonly TlsIdentity[]): ReadonlyMap<string, SecureContext> {
  return new Map(
    identities.flatMap(({ serverName, key, certificate }) =>
      serverName === undefined
        ? []
        : [[serverName.toLowerCase(), createSecureContext({ key, cert: certificate })] as const],
    ),
  );
}

/** For clients that name no server, or one that is not ours. */
function defaultIdentity(identities: readonly TlsIdentity[]): { key?: string; cert?: string } {
  const identity = identities.find((each) => each.serverName === undefined) ?? identities[0];
  return identity === undefined ? {} : { key: identity.key, cert: identity.certificate };
}

function createTlsListener(
  sockets: { readonly allowHalfOpen: boolean; readonly noDelay: boolean; readonly highWaterMark: number },
  contexts: Contexts,
  options: ListenerOptions & { readonly handshaking: Map<string, Socket> },
): TlsServer {
  const { handshaking } = options;
  const server = createTlsServer({
    ...sockets,
    ...defaultIdentity(options.tls ?? []),
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    handshakeTimeout: options.handshakeTimeoutMs,
    SNICallback: (serverName, done) => done(null, contexts.byName(serverName)),
  });
  server.on('connection', (socket: Socket) => {
    if (!mayEnter(socket, options.admission)) return;
    counted(socket, options.admission);
    const peer = peerOf(socket);
    handshaking.set(peer, socket);
    socket.once('close', () => handshaking.delete(peer));
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    handshaking.delete(peerOf(socket));
    options.onConnection(socket);
  });
  // A handshake that fails is the client's affair: a port scan, a refused certificate, plain HTTP on this port.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

function listen(
  server: TcpServer,
  address: ListenAddress,
  onProblem: (problem: Error) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...address, backlog }, () => {
      server.off('error', reject);
      server.on('error', onProblem);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : address.port);
    });
  });
}

/** Address of the other side; an IPv4 address is written as one, whatever the listener is bound to. */
export function addressOf(socket: Socket): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '');
}

/** False for a connection too many, which is closed at once: before a handshake has cost anything. */
function mayEnter(socket: Socket, admission: Admission): boolean {
  const entered = admission.enter(addressOf(socket));
  if (!entered) socket.destroy();
  return entered;
}

/** The connection that has entered counts until it closes. */
function counted(socket: Socket, admission: Admission): Socket {
  const address = addressOf(socket);
  return socket.once('close', () => admission.leave(address));
}

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
