// A server that shows a test every byte it was sent and answers with raw bytes the test gives.
// Reads requests just well enough to know where one ends; a message it cannot read is kept as `broken`.

import type { EventEmitter } from 'node:events';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export type WireRequest = {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly fields: readonly [string, string][];
  /** The head as it came, one character a byte. */
  readonly head: string;
  body: string;
  trailers: string[];
  complete: boolean;
  readonly connection: WireConnection;
  field(name: string): string | undefined;
  all(name: string): string[];
};

export type WireConnection = {
  readonly socket: Socket;
  readonly index: number;
  /** Requests begun on this connection. */
  requestCount: number;
  over: boolean;
  /** The other side has ended its half. */
  halfClosed: boolean;
  send(text: string | Buffer): void;
  end(text?: string): void;
  reset(): void;
  /** From now on bytes go to `take`, not to the reader of requests. */
  tunnel(take: (chunk: Buffer) => void): void;
};

export type WireServer = {
  readonly port: number;
  readonly connections: WireConnection[];
  readonly requests: WireRequest[];
  /** Set or changed by a test at any time. `onHead` is called before the body is there. */
  script: WireScript;
  close(): Promise<void>;
};

export type WireScript = {
  readonly onConnection?: (connection: WireConnection) => void;
  readonly onHead?: (request: WireRequest) => void;
  readonly onRequest?: (request: WireRequest) => void;
};

/** A plain answer with a length. */
export function answerText(status: number, body: string, fields: readonly string[] = []): string {
  const lines = fields.map((field) => `${field}\r\n`).join('');
  return `HTTP/1.1 ${status} Whatever\r\n${lines}Content-Length: ${body.length}\r\n\r\n${body}`;
}

/** Opens a server on 127.0.0.1; without `onRequest` every request is answered 200 with its target. */
export async function openServer(script: WireScript = {}, tls?: TlsOptions): Promise<WireServer> {
  const server: WireServer & { port: number } = {
    port: 0,
    connections: [],
    requests: [],
    script,
    close: () => closeServer(listener, sockets),
  };
  // Under TLS these are the plain sockets: a handshake that failed may leave one half open.
  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => acceptConnection(socket, server);
  const listener: NetServer = tls
    ? createTlsServer({ ...tls, allowHalfOpen: true } as TlsOptions, accept)
    : createServer({ allowHalfOpen: true, noDelay: true }, accept);
  (listener as EventEmitter).on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    listener.listen(0, '127.0.0.1', resolve);
  });
  const address = listener.address();
  server.port = typeof address === 'object' && address ? address.port : 0;
  return server;
}

async function closeServer(listener: NetServer, sockets: ReadonlySet<Socket>) {
  const closed = new Promise((resolve) => {
    listener.close(resolve);
  });
  for (const socket of sockets) socket.destroy();
  await closed;
}

function acceptConnection(socket: Socket, server: WireServer) {
  let tunnel: ((chunk: Buffer) => void) | undefined;
  let rest = Buffer.alloc(0);
  const connection: WireConnection = {
    socket,
    index: server.connections.length,
    requestCount: 0,
    over: false,
    halfClosed: false,
    send: (text) => {
      if (socket.writable) socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
    },
    end: (text) => {
      if (socket.writable) socket.end(Buffer.from(text ?? '', 'latin1'));
    },
    reset: () => socket.resetAndDestroy(),
    tunnel: (take) => {
      tunnel = take;
    },
  };
  const reader = createReader(connection, server);
  server.connections.push(connection);
  socket.on('error', () => {
    connection.over = true;
  });
  socket.on('close', () => {
    connection.over = true;
  });
  socket.on('end', () => {
    connection.halfClosed = true;
    if (!tunnel) socket.end();
  });
  socket.on('data', (chunk) => {
    if (tunnel) return tunnel(chunk);
    rest = Buffer.concat([rest, chunk]);
    while (!tunnel) {
      const taken = reader(rest);
      if (taken === 0) return;
      rest = rest.subarray(taken);
    }
    if (rest.length > 0) (tunnel as (chunk: Buffer) => void)(rest);
    rest = Buffer.alloc(0);
  });
  server.script.onConnection?.(connection);
}

/** Gives a function that eats from a buffer: the count of bytes it took, 0 when it needs more. */
function createReader(connection: WireConnection, server: WireServer) {
  let current: WireRequest | undefined;
  let left = 0;
  let state: 'head' | 'length' | 'size' | 'data' | 'trailers' = 'head';
  const finish = () => {
    const request = current;
    state = 'head';
    current = undefined;
    if (!request) return;
    request.complete = true;
    if (server.script.onRequest) server.script.onRequest(request);
    else connection.send(answerText(200, request.method === 'HEAD' ? '' : `ok:${request.target}`));
  };
  const begin = (buffer: Buffer) => {
    const end = buffer.indexOf('\r\n\r\n', 0, 'latin1');
    if (end < 0) return 0;
    current = readHead(buffer.toString('latin1', 0, end + 4), connection);
    connection.requestCount++;
    server.requests.push(current);
    left = Number(current.field('content-length') ?? 0);
    const chunked = current.field('transfer-encoding') !== undefined;
    state = chunked ? 'size' : left > 0 ? 'length' : 'head';
    const request = current;
    server.script.onHead?.(request);
    if (!chunked && left === 0) finish();
    return end + 4;
  };
  const data = (buffer: Buffer) => {
    const part = buffer.subarray(0, left);
    if (current) current.body += part.toString('latin1');
    left -= part.length;
    if (left === 0 && state === 'length') finish();
    return part.length;
  };
  const line = (buffer: Buffer) => {
    const end = buffer.indexOf('\r\n', 0, 'latin1');
    if (end < 0) return 0;
    const text = buffer.toString('latin1', 0, end);
    if (state === 'trailers') {
      if (text === '') finish();
      else current?.trailers.push(text);
    } else if (text !== '') {
      left = Number.parseInt(text, 16);
      state = left === 0 ? 'trailers' : 'data';
    }
    return end + 2;
  };
  return (buffer: Buffer): number => {
    if (buffer.length === 0) return 0;
    if (state === 'head') return begin(buffer);
    if (state === 'length') return data(buffer);
    if (state !== 'data') return line(buffer);
    const taken = data(buffer);
    if (left === 0) state = 'size';
    return taken;
  };
}

function readHead(head: string, connection: WireConnection): WireRequest {
  const [first = '', ...lines] = head.slice(0, -4).split('\r\n');
  const [method = '', target = '', version = ''] = first.split(' ');
  const fields = lines.map((text): [string, string] => {
    const colon = text.indexOf(':');
    return [text.slice(0, colon), text.slice(colon + 1).trim()];
  });
  const all = (name: string) =>
    fields.filter((each) => each[0].toLowerCase() === name.toLowerCase()).map((each) => each[1]);
  return {
    method,
    target,
    version,
    fields,
    head,
    body: '',
    trailers: [],
    complete: false,
    connection,
    field: (name) => all(name)[0],
    all,
  };
}
