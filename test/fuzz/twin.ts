// The slow, obvious twin: node:http in strict mode, fed with the same bytes through a stream in memory.

import type { ClientRequest, IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import { Duplex } from 'node:stream';
import type { Message } from './ours.ts';

/** A connection in memory: what is pushed is read by node:http, what it writes is thrown away. */
class Wire extends Duplex {
  override _read(): void {
    // Bytes are pushed as the case has them.
  }

  override _write(_chunk: unknown, _encoding: unknown, done: () => void): void {
    done();
  }
}

/** Whole messages as llhttp gives them; `error` is its code. */
export type TwinReading = { readonly messages: Message[]; error: string | undefined; close(): void };

export type Twin = {
  readRequests(bytes: string): TwinReading;
  readResponse(bytes: string, method: string): TwinReading;
};

export function createTwin(): Twin {
  const readings = new WeakMap<object, TwinReading>();
  const server = createServer({ insecureHTTPParser: false, requireHostHeader: false, maxHeaderSize: 32_768 });
  server.maxHeadersCount = 0;
  const take = (message: IncomingMessage, response: ServerResponse) => {
    const reading = readings.get(message.socket);
    if (reading !== undefined) collect(message, `${message.method} ${message.url}`, reading);
    response.end();
  };
  listenFor(server, take);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const reading = readings.get(socket);
    // The connection stays, or whole messages before the fault would never be told.
    if (reading !== undefined) reading.error ??= error.code ?? error.message;
  });
  return {
    readRequests: (bytes) => {
      const wire = openWire();
      const reading = createReading(() => wire.destroy());
      readings.set(wire, reading);
      server.emit('connection', wire);
      wire.push(Buffer.from(bytes, 'latin1'));
      return reading;
    },
    readResponse: (bytes, method) => askThrough(openWire(), bytes, method),
  };
}

function listenFor(server: Server, take: (message: IncomingMessage, response: ServerResponse) => void): void {
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.on(event, take);
}

function openWire(): Wire {
  const wire = new Wire();
  wire.on('error', () => wire.destroy());
  return wire;
}

function createReading(close: () => void): TwinReading {
  return { messages: [], error: undefined, close };
}

function askThrough(wire: Wire, bytes: string, method: string): TwinReading {
  const asked: ClientRequest = request({
    method,
    path: '/',
    createConnection: () => wire as never,
    maxHeaderSize: 32_768,
  });
  asked.maxHeadersCount = 0;
  const reading = createReading(() => {
    asked.destroy();
    wire.destroy();
  });
  asked.on('error', (error: NodeJS.ErrnoException) => {
    reading.error ??= error.code ?? error.message;
  });
  asked.on('information', (info) => {
    if (info.statusCode === 100) return;
    reading.messages.push({
      start: String(info.statusCode),
      fields: info.rawHeaders,
      body: '',
      trailers: [],
    });
  });
  asked.on('response', (message) => collect(message, String(message.statusCode), reading));
  asked.on('upgrade', (_message, socket) => socket.destroy());
  asked.end();
  setImmediate(() => {
    wire.push(Buffer.from(bytes, 'latin1'));
    wire.push(null);
  });
  return reading;
}

/** Adds the message once its body is whole. */
function collect(message: IncomingMessage, start: string, reading: TwinReading): void {
  let body = '';
  message.setEncoding('latin1');
  message.on('data', (piece: string) => {
    body += piece;
  });
  message.on('end', () => {
    const { rawHeaders: fields, rawTrailers } = message;
    const trailers = rawTrailers.flatMap((name, index) =>
      index % 2 === 0 ? [`${name}: ${rawTrailers[index + 1]}`] : [],
    );
    if (message.complete) reading.messages.push({ start, fields, body, trailers });
  });
  message.on('error', (error: NodeJS.ErrnoException) => {
    reading.error ??= error.code ?? error.message;
  });
}
