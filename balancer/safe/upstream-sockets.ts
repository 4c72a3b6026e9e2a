// Sockets to the servers: opened, counted, and known to be ready once TLS and certificate stand too.
// Knows nothing of requests or of keeping.

import { connect, isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  getCACertificates,
  type SecureContext,
} from 'node:tls';
import type { Server } from '../../cluster/model.ts';

export type Address = {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** False: any certificate will do. */
  readonly check: boolean;
};

export interface UpstreamSockets {
  readonly open: ReadonlySet<Socket>;
  /** Errors are told by whoever uses the socket; there is always one listener. */
  connectTo(address: Address, halfOpen: boolean): Socket;
  /** True once the first byte of a request can leave. */
  isReady(socket: Socket): boolean;
  /** Calls back when that is so; never for a connection that failed. */
  whenReady(socket: Socket, action: () => void): void;
}

/** `upstreamCa`: certificates (PEM) trusted beside those of the system. */
export function createUpstreamSockets(upstreamCa: string | undefined): UpstreamSockets {
  const open = new Set<Socket>();
  const ready = new WeakSet<Socket>();
  const trust = createTrust(upstreamCa);
  const readyEvent = (socket: Socket) => ('encrypted' in socket ? 'secureConnect' : 'connect');
  return {
    open,
    connectTo(address, halfOpen) {
      const socket = address.secure
        ? connectSecurely(address, trust(), halfOpen)
        : connect({ host: address.host, port: address.port, noDelay: true, allowHalfOpen: halfOpen });
      open.add(socket);
      // The request on it tells the error; between two requests there is nobody to tell.
      socket.on('error', () => undefined);
      socket.once(readyEvent(socket), () => ready.add(socket));
      socket.once('close', () => open.delete(socket));
      return socket;
    },
    isReady: (socket) => ready.has(socket),
    whenReady(socket, action) {
      if (ready.has(socket)) queueMicrotask(action);
      else socket.once(readyEvent(socket), action);
    },
  };
}

/** Where the requests for a server go. */
export function addressOf(server: Server): Address {
  const { protocol, hostname, port } = new URL(server.origin);
  const secure = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  return { host, port: Number(port || (secure ? 443 : 80)), secure, check: server.verifyCertificate };
}

function connectSecurely(address: Address, secureContext: SecureContext | undefined, halfOpen: boolean) {
  const socket = connectTls({
    host: address.host,
    port: address.port,
    // RFC 6066 3: a name, never an address.
    ...(isIP(address.host) ? {} : { servername: address.host }),
    ...(secureContext ? { secureContext } : {}),
    rejectUnauthorized: address.check,
    ALPNProtocols: ['http/1.1'],
    allowHalfOpen: halfOpen,
  } as ConnectionOptions);
  socket.setNoDelay(true);
  return socket;
}

/** Reading some 150 certificates takes a while: once, and only when a server asks for TLS. */
function createTrust(upstreamCa: string | undefined): () => SecureContext | undefined {
  let context: SecureContext | undefined;
  return () => {
    if (upstreamCa !== undefined)
      context ??= createSecureContext({ ca: [...getCACertificates('default'), upstreamCa] });
    return context;
  };
}
