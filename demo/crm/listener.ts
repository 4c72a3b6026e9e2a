// The port of one simulated server: listens, stops, drops every connection, and keeps its number over restarts.

import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificate } from '../certificate.ts';

export type ListenerOptions = {
  readonly host: string;
  /** 0 asks for any free port; that one is kept from then on. */
  readonly port: number;
  readonly tls: Certificate | undefined;
  readonly onRequest: RequestListener;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

export type Listener = {
  /** Resolves with the port; rejects where it is taken. Does nothing while it already listens. */
  start(): Promise<number>;
  /** Stops listening and drops every connection in the middle of whatever it does. */
  stop(): Promise<void>;
  port(): number;
};

/** A listener that does not listen yet. */
export function createListener(options: ListenerOptions): Listener {
  let server: Server | undefined;
  let { port } = options;
  const sockets = new Set<Socket>();
  return {
    port: () => port,
    async start() {
      if (server) return port;
      const fresh = makeServer(options);
      server = fresh;
      fresh.on('connection', (socket: Socket) => {
        sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => sockets.delete(socket));
      });
      try {
        port = await listen(fresh, options.host, port);
      } catch (cause) {
        server = undefined;
        throw cause;
      }
      return port;
    },
    async stop() {
      const old = server;
      server = undefined;
      if (!old) return;
      const closed = new Promise<void>((resolve) => old.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function makeServer({ tls, onRequest, onUpgrade }: ListenerOptions): Server {
  const limits = { keepAliveTimeout: 120_000, headersTimeout: 60_000, requestTimeout: 0 };
  const server: Server = tls
    ? (createSecureServer({ key: tls.key, cert: tls.certificate, ...limits }, onRequest) as unknown as Server)
    : createServer(limits, onRequest);
  server.on('upgrade', onUpgrade);
  server.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
  return server;
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      server.on('error', () => server.close());
      resolve((server.address() as AddressInfo).port);
    });
  });
}
