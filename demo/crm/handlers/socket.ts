// A WebSocket that sends back what it gets (RFC 6455): there for tests of what stands in front of it.

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { decodeFrames, encodeFrame, type Frame, frameLimitBytes } from '../rules/websocket.ts';

const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const opcodes = { continuation: 0, close: 8, ping: 9, pong: 10 } as const;

/** Answers the handshake (RFC 6455 section 4.2) and echoes whole messages, 1 MB at most. */
export function handleSocket(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => socket.destroy());
  const key = request.headers['sec-websocket-key'];
  const version = request.headers['sec-websocket-version'];
  if (request.method !== 'GET' || typeof key !== 'string' || version !== '13') {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  const accept = createHash('sha1')
    .update(key + acceptSuffix)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  echo(socket, head);
}

function echo(socket: Duplex, head: Buffer): void {
  let buffered: Buffer = Buffer.alloc(0);
  let parts: Frame[] = [];
  const take = (chunk: Buffer) => {
    if (!socket.writable) return;
    const decoded = decodeFrames(Buffer.concat([buffered, chunk]));
    buffered = decoded.rest;
    for (const frame of decoded.frames) parts = answerFrame(socket, frame, parts);
    if (decoded.fault !== undefined && socket.writable) closeWith(socket, decoded.fault);
  };
  socket.on('data', take);
  socket.on('end', () => socket.end());
  if (head.length > 0) take(head);
}

/** Gives back the pieces of the message that is not yet whole. */
function answerFrame(socket: Duplex, frame: Frame, parts: readonly Frame[]): Frame[] {
  if (!socket.writable) return [];
  if (frame.opcode === opcodes.close) {
    socket.end(encodeFrame({ ...frame, final: true }));
    return [];
  }
  if (frame.opcode === opcodes.ping) socket.write(encodeFrame({ ...frame, opcode: opcodes.pong }));
  if (frame.opcode >= opcodes.close) return [...parts];
  const message = [...parts, frame];
  if (message.reduce((sum, part) => sum + part.payload.length, 0) > frameLimitBytes) {
    closeWith(socket, 1009);
    return [];
  }
  if (!frame.final) return message;
  const payload = Buffer.concat(message.map((part) => part.payload));
  socket.write(encodeFrame({ final: true, opcode: message[0]?.opcode ?? 2, payload }));
  return [];
}

function closeWith(socket: Duplex, code: number): void {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  socket.end(encodeFrame({ final: true, opcode: opcodes.close, payload }));
}
