// Reads one response head with the same strictness as a request head: a server that is unclear is a server that failed.

import type { ResponseHead } from '../../engine.ts';
import { SPACE, valueCharacter } from './characters.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { readConnectionOptions } from './connection-options.ts';
import { FieldSection } from './field-section.ts';
import type { Framing } from './framing.ts';
import { responseFraming } from './framing.ts';
import type { HeadCursor, HeadRead } from './head-reader.ts';
import { createCursor, readFields, readLineEnd, refuse, stopped } from './head-reader.ts';
import type { HeadLimits } from './parsed-request.ts';

/** A response head with what the engine itself needs to know of it. */
export class ParsedResponse implements ResponseHead {
  readonly status: number;
  readonly version: '1.0' | '1.1';
  readonly section: FieldSection;
  readonly framing: Framing;
  readonly connection: ConnectionOptions;

  constructor(parts: Omit<ParsedResponse, 'field' | 'fields'>) {
    this.status = parts.status;
    this.version = parts.version;
    this.section = parts.section;
    this.framing = parts.framing;
    this.connection = parts.connection;
  }

  field(name: string): string | undefined {
    return this.section.field(name);
  }

  fields(name: string): readonly string[] {
    return this.section.fields(name);
  }
}

/** Limits of a head and the method of the request that it answers. */
export type ResponseSettings = { readonly limits: HeadLimits; readonly method: string };

const prefix = 'HTTP/1.d ddd';

/** Reads the response head that begins at `start`, interim ones (1xx) too. Refusals carry a status of no meaning here. */
export function parseResponseHead(
  buffer: Buffer,
  start: number,
  end: number,
  settings: ResponseSettings,
): HeadRead<ParsedResponse> {
  const { limits } = settings;
  const cursor = createCursor(buffer, start, end, limits.headBytes);
  const section = new FieldSection();
  if (!readStatusLine(cursor) || !readFields(cursor, section, limits.fieldCount)) {
    return stopped(cursor, limits.headBytes);
  }
  section.text = buffer.toString('latin1', start, cursor.at);
  const version = buffer[start + 7] === 0x31 ? '1.1' : '1.0';
  const status = Number(section.text.slice(9, 12));
  const connection = readConnectionOptions(section);
  if (connection === undefined) return { kind: 'refused', status: 502, why: 'Connection' };
  // RFC 9110 15.2: HTTP/1.0 has none; one that closes contradicts itself.
  if (status < 200 && (connection.close || version === '1.0')) {
    return { kind: 'refused', status: 502, why: 'interim answer' };
  }
  const framing = responseFraming(section, { version, status }, settings.method);
  if (framing.kind === 'refused') return framing;
  const head = new ParsedResponse({ status, version, section, framing, connection });
  return { kind: 'read', head, next: cursor.at };
}

/** `HTTP/1.1 200 OK`; the reason may be missing, with its space or without. */
function readStatusLine(cursor: HeadCursor): boolean {
  const { buffer, end, at: start } = cursor;
  const there = Math.min(end - start, prefix.length);
  for (let index = 0; index < there; index++) {
    if (!fitsPrefix(index, buffer[start + index] as number)) return refuse(cursor, 502, 'status line');
  }
  if (there < prefix.length) return false;
  let at = start + prefix.length;
  if (at >= end) return false;
  if (buffer[at] === SPACE) {
    at++;
    while (at < end && valueCharacter[buffer[at] as number] === 1) at++;
  }
  return readLineEnd(cursor, at);
}

/** Versions 1.0 and 1.1, status 100 to 999. */
function fitsPrefix(index: number, byte: number): boolean {
  const wanted = prefix.charCodeAt(index);
  if (index === 7) return byte === 0x30 || byte === 0x31;
  if (index === 9) return byte >= 0x31 && byte <= 0x39;
  if (index > 9) return byte >= 0x30 && byte <= 0x39;
  return byte === wanted;
}
