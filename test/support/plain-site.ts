// A site without a database: plain servers that say who they are, a fairlead.yaml that names them, and the product
// started from it with everything `fairlead start` gives it. For tests of how the product lives, not of log-ons.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import type { Test } from 'tap';
import { stringify } from 'yaml';
import { createLogger } from '../../admin/logging.ts';
import { loadConfiguration } from '../../config/load.ts';
import { type Product, startProduct } from '../../main/product.ts';
import { temporaryFolder } from './fairlead-process.ts';

export type Settings = { readonly [key: string]: unknown };

export type PlainServer = {
  readonly name: string;
  readonly origin: string;
  readonly sockets: ReadonlySet<Socket>;
};

export type PlainSite = {
  readonly folder: string;
  readonly file: string;
  readonly servers: readonly PlainServer[];
  /** Lines of the log so far. */
  log(): readonly { readonly level: string; readonly msg: string }[];
  /** Writes the file anew; sections are replaced whole. */
  write(settings?: Settings): void;
  start(): Promise<Product>;
};

/** Every way in which traffic can be carried. */
export const everyTraffic = [
  { engine: 'core', workers: 1 },
  { engine: 'safe', workers: 1 },
  { engine: 'core', workers: 2 },
  { engine: 'safe', workers: 2 },
] as const;

/** Answers a request; the probe page is answered before. */
export type Answer = (request: IncomingMessage, response: ServerResponse, name: string) => void;

/** RFC 6455, 1.3. */
const webSocketId = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const sayName: Answer = (request, response, name) => {
  request.resume();
  response.end(name);
};

/** Opens the servers and writes the file; the product is started by the test and closed after it. */
export async function preparePlainSite(t: Test, count: number, answer: Answer = sayName): Promise<PlainSite> {
  const folder = temporaryFolder(t);
  const file = join(folder, 'fairlead.yaml');
  const servers = await Promise.all(
    Array.from({ length: count }, (_, index) => openPlainServer(t, `CRM0${index + 1}`, answer)),
  );
  const lines: string[] = [];
  const write = (settings: Settings = {}) =>
    writeFileSync(
      file,
      stringify({
        listen: { host: '127.0.0.1', port: 0 },
        admin: { port: 0 },
        database: null,
        servers: Object.fromEntries(servers.map(({ name, origin }) => [name, { origin }])),
        dataDirectory: 'data',
        ...settings,
      }),
    );
  write();
  return {
    folder,
    file,
    servers,
    write,
    log: () =>
      lines
        .join('')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    async start() {
      const loaded = loadConfiguration(file);
      if (!loaded.ok) throw new Error(loaded.faults.map((each) => each.message).join('; '));
      const output = { write: (line: string) => lines.push(line) };
      const logger = createLogger({ level: 'info', format: 'json', color: false, secrets: [], output });
      const product = await startProduct({
        configuration: loaded.configuration,
        logger,
        nowMs: Date.now,
        load: () => loadConfiguration(file),
        onConfiguration: ({ logging }) => logger.adjust({ level: logging.level, secrets: [] }),
      });
      t.teardown(() => product.close(AbortSignal.abort()));
      return product;
    },
  };
}

async function openPlainServer(t: Test, name: string, answer: Answer): Promise<PlainServer> {
  const sockets = new Set<Socket>();
  const http = createServer((request, response) => {
    if (request.headers['user-agent'] === 'fairlead-check') response.end('EWARE_USERID');
    else answer(request, response, name);
  });
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  http.on('upgrade', (request, socket) => {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${webSocketId}`);
    const fields = [
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept.digest('base64')}`,
    ];
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${fields.join('\r\n')}\r\n\r\n`);
    socket.pipe(socket);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  t.teardown(() => {
    http.closeAllConnections();
    for (const socket of sockets) socket.destroy();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  return { name, origin: `http://127.0.0.1:${port}`, sockets };
}
