// A client that writes and reads raw bytes, so that a test sees exactly what is on the wire.
// Knows just enough HTTP/1.1 to tell where an answer ends; judges nothing.

import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { waitFor } from './wait-for.ts';

export type WireAnswer = {
  readonly status: number;
  readonly reason: string;
  /** Status of every interim answer before this one, with its fields. */
  readonly interim: readonly { readonly status: number; readonly fields: readonly [string, string][] }[];
  readonly fields: readonly [string, string][];
  readonly body: string;
  readonly trailers: readonly [string, string][];
  readonly framing: 'none' | 'length' | 'chunked' | 'close';
  /** False for an answer that was cut. */
  readonly complete: boolean;
  field(name: string): string | undefined;
  all(name: string): string[];
};

export type WireClient = {
  readonly socket: Socket;
  write(text: string | Buffer): void;
  /** Everything received so far that no answer has taken, one character a byte. */
  received(): string;
  /** The next answer; a cut one is given with `complete: false` once the connection is over. */
  answer(method?: string): Promise<WireAnswer>;
  over(): boolean;
  /** Code of the socket's error, if it ended by one. */
  failure(): string | undefined;
  end(): void;
  reset(): void;
  close(): void;
};

/** Opens a connection to 127.0.0.1; with `tls` the handshake is done when it resolves. */
export async function openClient(port: number, tls?: ConnectionOptions): Promise<WireClient> {
  const socket = tls
    ? connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...tls })
    : connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  let buffer = Buffer.alloc(0);
  let over = false;
  let failure: string | undefined;
  socket.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code ?? error.message;
  });
  for (const event of ['end', 'close']) {
    socket.on(event, () => {
      over = true;
    });
  }
  await new Promise((resolve, reject) => {
    socket.once(tls ? 'secureConnect' : 'connect', resolve);
    socket.once('error', reject);
  });
  const take = async (method: string) => {
    const found = await waitFor('an answer', () => {
      const parsed = parseAnswer(buffer, method, over);
      return parsed && (parsed.answer.complete || over) ? parsed : undefined;
    });
    buffer = buffer.subarray(found.taken);
    return found.answer;
  };
  return {
    socket,
    write: (text) => socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text),
    received: () => buffer.toString('latin1'),
    answer: (method = 'GET') => take(method),
    over: () => over,
    failure: () => failure,
    end: () => socket.end(),
    reset: () => socket.resetAndDestroy(),
    close: () => socket.destroy(),
  };
}

type Head = {
  readonly status: number;
  readonly reason: string;
  readonly fields: [string, string][];
  readonly end: number;
};

function parseHead(buffer: Buffer, from: number): Head | undefined {
  const end = buffer.indexOf('\r\n\r\n', from, 'latin1');
  if (end < 0) return undefined;
  const [first = '', ...lines] = buffer.toString('latin1', from, end).split('\r\n');
  const match = /^HTTP\/1\.1 (\d{3})(?: (.*))?$/.exec(first);
  if (!match) throw new Error(`not a status line: ${JSON.stringify(first)}`);
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { status: Number(match[1]), reason: match[2] ?? '', fields, end: end + 4 };
}

function valuesOf(fields: readonly [string, string][], name: string): string[] {
  return fields.filter((each) => each[0].toLowerCase() === name).map((each) => each[1]);
}

/** First answer in `buffer`, or undefined while its head is not there. */
function parseAnswer(buffer: Buffer, method: string, over: boolean) {
  const interim: { status: number; fields: [string, string][] }[] = [];
  let head = parseHead(buffer, 0);
  while (head && head.status < 200 && head.status !== 101) {
    interim.push({ status: head.status, fields: head.fields });
    head = parseHead(buffer, head.end);
  }
  if (!head) {
    if (over && buffer.length === 0) throw new Error('the connection ended without an answer');
    return undefined;
  }
  const body = parseBody(buffer, head, { method, over });
  const { fields } = head;
  const answer: WireAnswer = {
    status: head.status,
    reason: head.reason,
    interim,
    fields,
    body: body.bytes.toString('latin1'),
    trailers: body.trailers,
    framing: body.framing,
    complete: body.complete,
    field: (name) => valuesOf(fields, name.toLowerCase())[0],
    all: (name) => valuesOf(fields, name.toLowerCase()),
  };
  return { answer, taken: body.end };
}

type Body = {
  readonly bytes: Buffer;
  readonly trailers: [string, string][];
  readonly framing: WireAnswer['framing'];
  readonly complete: boolean;
  readonly end: number;
};

function parseBody(
  buffer: Buffer,
  head: Head,
  how: { readonly method: string; readonly over: boolean },
): Body {
  const none = { trailers: [], end: head.end };
  const length = valuesOf(head.fields, 'content-length')[0];
  if (how.method === 'HEAD' || [101, 204, 304].includes(head.status))
    return { ...none, bytes: Buffer.alloc(0), framing: 'none', complete: true };
  if (valuesOf(head.fields, 'transfer-encoding').length > 0) return parseChunks(buffer, head.end);
  if (length === undefined) {
    const bytes = buffer.subarray(head.end);
    return { bytes, trailers: [], framing: 'close', complete: how.over, end: buffer.length };
  }
  const end = head.end + Number(length);
  const bytes = buffer.subarray(head.end, end);
  return { ...none, bytes, framing: 'length', complete: buffer.length >= end, end };
}

function parseChunks(buffer: Buffer, from: number): Body {
  const parts: Buffer[] = [];
  const trailers: [string, string][] = [];
  let at = from;
  const result = (complete: boolean): Body => ({
    bytes: Buffer.concat(parts),
    trailers,
    framing: 'chunked',
    complete,
    end: at,
  });
  for (;;) {
    const line = buffer.indexOf('\r\n', at, 'latin1');
    if (line < 0) return result(false);
    const size = Number.parseInt(buffer.toString('latin1', at, line), 16);
    if (size === 0) {
      at = line + 2;
      break;
    }
    parts.push(buffer.subarray(line + 2, line + 2 + size));
    if (buffer.length < line + 4 + size) return result(false);
    at = line + 4 + size;
  }
  for (;;) {
    const line = buffer.indexOf('\r\n', at, 'latin1');
    if (line < 0) return result(false);
    const text = buffer.toString('latin1', at, line);
    at = line + 2;
    if (text === '') return result(true);
    const colon = text.indexOf(':');
    trailers.push([text.slice(0, colon), text.slice(colon + 1).trim()]);
  }
}
